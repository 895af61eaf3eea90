// Checks that a record gives the same state and views however it is read: from its source, from the bytes of its export,
// and resumed from a state in the middle.
import { canonicalJson } from '../../../machines/canonical-json.ts';
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { evolve } from '../../../machines/evolve.ts';
import { initialState, type State } from '../../../machines/state/state.ts';
import { applyAll, initViews, showView, VIEW_NAMES, type Views } from '../../../projections/index.ts';
import { differenceOf, type TextDifference, type ViewText, viewTextOf } from './view-text.ts';

export interface Folded {
  readonly state: State;
  readonly views: Views;
}

export const foldFrom = (sessionId: string): Folded => ({
  state: initialState(sessionId),
  views: initViews(sessionId),
});

export const foldOn = ({ state, views }: Folded, event: RecordedEvent): Folded => ({
  state: evolve(state, event),
  views: applyAll(views, event),
});

/** The canonical JSON of each view's document and of `state`, by name. */
export const textsOf = ({ state, views }: Folded): ReadonlyMap<string, string> =>
  new Map([
    ['state', canonicalJson(state)],
    ...VIEW_NAMES.map((name): [string, string] => [name, canonicalJson(showView(views, name))]),
  ]);

/** The same texts, as they are compared. */
export type ViewTexts = ReadonlyMap<string, ViewText>;

export const viewTextsOf = (folded: Folded): ViewTexts => new Map(textsOneByOne(folded));

/** Made one after the other, so that the documents of a long session need not be in memory together. */
function* textsOneByOne({ state, views }: Folded): Generator<[string, ViewText], void> {
  yield ['state', viewTextOf(state)];
  for (const name of VIEW_NAMES) yield [name, viewTextOf(showView(views, name))];
}

/**
 * A view that differs, how the record was read, and the texts around the first difference; of a long text the hashes of the
 * parts that differ first, and where they begin.
 */
export interface ViewDifference extends TextDifference {
  readonly view: string;
  readonly read: 'export' | 'resumed';
}

/** Where `got` differs from `expected`. */
const differences = (
  expected: ViewTexts,
  got: Iterable<readonly [string, ViewText]>,
  read: ViewDifference['read'],
): ViewDifference[] => {
  const found: ViewDifference[] = [];
  for (const [view, text] of got) {
    const difference = differenceOf(expected.get(view) ?? NOTHING, text);
    if (difference !== undefined) found.push({ view, read, ...difference });
  }
  return found;
};
const NOTHING: ViewText = { parts: [], whole: undefined };

/** The state from which a record is resumed is at most so many events old at its end: what they changed is kept for it. */
const MOST_RESUMED = 10_000;

/**
 * Folds the events of an export, and the later half of them (the last 10,000 of many) a second time.
 * @param events reads the export, from its beginning at each call
 * @param expected the texts of the record as its source gave it
 */
export const sameViews = async (
  sessionId: string,
  events: () => AsyncIterable<RecordedEvent>,
  count: number,
  expected: ViewTexts,
): Promise<ViewDifference[]> => {
  const half = Math.max(Math.floor(count / 2), count - MOST_RESUMED);
  let folded = foldFrom(sessionId);
  let index = 0;
  let middle = folded;
  let middleTexts = viewTextsOf(middle);
  for await (const event of events()) {
    folded = foldOn(folded, event);
    index += 1;
    if (index !== half) continue;
    middle = folded;
    middleTexts = viewTextsOf(middle);
  }
  const fromExport = differences(expected, textsOneByOne(folded), 'export');
  folded = middle; // the end is not needed any more, and as large as all before it
  // The state of the middle was not changed by what followed, and folding on from it leads to the same end.
  const middleAgain = differences(middleTexts, textsOneByOne(middle), 'resumed');
  middle = foldFrom(sessionId);
  index = 0;
  for await (const event of events()) {
    index += 1;
    if (index > half) folded = foldOn(folded, event);
  }
  return [...fromExport, ...middleAgain, ...differences(expected, textsOneByOne(folded), 'resumed')];
};
