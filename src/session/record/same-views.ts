// Checks that a record gives the same state and views however it is read: from its source, from the bytes of its export,
// and resumed from a state in the middle.
import { canonicalJson } from '../../../machines/canonical-json.ts';
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { evolve } from '../../../machines/evolve.ts';
import { initialState, type State } from '../../../machines/state/state.ts';
import { applyAll, initViews, showAll, VIEW_NAMES, type Views } from '../../../projections/index.ts';

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

export const textsOf = ({ state, views }: Folded): Texts => {
  const documents = showAll(views);
  return new Map([
    ['state', canonicalJson(state)],
    ...VIEW_NAMES.map((name): [string, string] => [name, canonicalJson(documents[name])]),
  ]);
};

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
export const differences = (expected: Texts, got: Texts, read: ViewDifference['read']): ViewDifference[] => {
  const found: ViewDifference[] = [];
  for (const [view, text] of expected) {
    const other = got.get(view) ?? '';
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
  const fromExport = differences(expected, textsOf(folded), 'export');
  // The state of the middle was not changed by what followed, and folding on from it leads to the same end.
  const middleAgain = differences(middleTexts, textsOf(middle), 'resumed');
  const again = differences(expected, textsOf(second.reduce(foldOn, middle)), 'resumed');
  return [...fromExport, ...middleAgain, ...again];
};
