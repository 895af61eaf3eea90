// Whether a record gives the same state and views however it is read: as the log has it, from the bytes of its export,
// and taken up again in the middle.
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

/** Canonical texts by name: each view's document, and `state`. */
export type Texts = ReadonlyMap<string, string>;

export const textsOf = ({ state, views }: Folded): Texts => {
  const documents = showAll(views);
  return new Map([
    ['state', canonicalJson(state)],
    ...VIEW_NAMES.map((name): [string, string] => [name, canonicalJson(documents[name])]),
  ]);
};

/** A view that came out otherwise: which, how it was read, and the first place where the texts part. */
export interface ViewDifference {
  readonly view: string;
  readonly read: 'export' | 'cut';
  readonly at: number;
  readonly expected: string;
  readonly got: string;
}

const AROUND = 40;

export const differences = (expected: Texts, got: Texts, read: ViewDifference['read']): ViewDifference[] => {
  const found: ViewDifference[] = [];
  for (const [view, text] of expected) {
    const other = got.get(view) ?? '';
    if (text === other) continue;
    let at = 0;
    while (text[at] === other[at]) at += 1;
    const near = (whole: string) => whole.slice(Math.max(0, at - AROUND), at + AROUND);
    found.push({ view, read, at, expected: near(text), got: near(other) });
  }
  return found;
};

/**
 * Folds the events of an export, and those from the middle on a second time.
 * @param whole texts of the record as its source gave it
 */
export const sameViews = async (
  sessionId: string,
  events: () => AsyncIterable<RecordedEvent>,
  count: number,
  whole: Texts,
): Promise<ViewDifference[]> => {
  const cut = Math.floor(count / 2);
  let folded = foldFrom(sessionId);
  let index = 0;
  let middle = folded;
  let middleTexts = textsOf(middle);
  const second: RecordedEvent[] = [];
  for await (const event of events()) {
    folded = foldOn(folded, event);
    index += 1;
    if (index === cut) {
      middle = folded;
      middleTexts = textsOf(middle);
    } else if (index > cut) second.push(event);
  }
  const fromExport = differences(whole, textsOf(folded), 'export');
  // What was kept of the middle is as it was, and goes on to the same end.
  const kept = differences(middleTexts, textsOf(middle), 'cut');
  const again = differences(whole, textsOf(second.reduce(foldOn, middle)), 'cut');
  return [...fromExport, ...kept, ...again];
};
