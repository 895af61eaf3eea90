// Checks that a record gives the same state and views however it is read: from its source, from the bytes of its export,
// and resumed from a state in the middle.
import { canonicalJson } from '../../../machines/canonical-json.ts';
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { evolve } from '../../../machines/evolve.ts';
import { initialState, type State } from '../../../machines/state/state.ts';
import { applyAll, initViews, showView, VIEW_NAMES, type Views } from '../../../projections/index.ts';

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
export type Texts = ReadonlyMap<string, string>;

export const textsOf = (folded: Folded): Texts => new Map(textsOneByOne(folded));

/** The texts made one after the other, so that those of a long session need not be in memory together. */
function* textsOneByOne({ state, views }: Folded): Generator<[string, string], void> {
  yield ['state', canonicalJson(state)];
  for (const name of VIEW_NAMES) yield [name, canonicalJson(showView(views, name))];
}

/** A view that differs, how the record was read, and the texts around the first difference. */
export interface ViewDifference {
  readonly view: string;
  readonly read: 'export' | 'resumed';
  readonly at: number;
  readonly expected: string;
  readonly got: string;
}

const AROUND = 40;

/** Where `got` differs from `expected`. */
export const differences = (
  expected: Texts,
  got: Iterable<readonly [string, string]>,
  read: ViewDifference['read'],
): ViewDifference[] => {
  const found: ViewDifference[] = [];
  for (const [view, other] of got) {
    const text = expected.get(view) ?? '';
    if (text === other) continue;
    let at = 0;
    while (text[at] === other[at]) at += 1;
    const near = (document: string) => document.slice(Math.max(0, at - AROUND), at + AROUND);
    found.push({ view, read, at, expected: near(text), got: near(other) });
  }
  return found;
};

/**
 * Folds the events of an export, and those after the middle a second time.
 * @param expected the texts of the record as its source gave it
 */
export const sameViews = async (
  sessionId: string,
  events: () => AsyncIterable<RecordedEvent>,
  count: number,
  expected: Texts,
): Promise<ViewDifference[]> => {
  const half = Math.floor(count / 2);
  let folded = foldFrom(sessionId);
  let index = 0;
  let middle = folded;
  let middleTexts = textsOf(middle);
  const second: RecordedEvent[] = [];
  for await (const event of events()) {
    folded = foldOn(folded, event);
    index += 1;
    if (index === half) {
      middle = folded;
      middleTexts = textsOf(middle);
    } else if (index > half) second.push(event);
  }
  const fromExport = differences(expected, textsOneByOne(folded), 'export');
  folded = middle; // the end is not needed any more, and as large as all before it
  // The state of the middle was not changed by what followed, and folding on from it leads to the same end.
  const middleAgain = differences(middleTexts, textsOneByOne(middle), 'resumed');
  const again = differences(expected, textsOneByOne(second.reduce(foldOn, middle)), 'resumed');
  return [...fromExport, ...middleAgain, ...again];
};
