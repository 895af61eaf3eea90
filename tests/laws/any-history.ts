// The histories that the properties are checked on: decided, enforced and observed, events of every type in any order with
// hostile texts, and any of these changed. Compared are the state and all eight views, as canonical texts.
import fc from 'fast-check';
import type { RecordedEvent } from '../../machines/events/envelope.ts';
import { type Folded, foldFrom, foldOn, textsOf } from '../../src/session/record/same-views.ts';
import { arbitrarySession } from '../arbitrary-event.ts';
import { changed, decided } from '../machines/histories.ts';

/** A history of the session `s1`, up to some 150 events. */
export const anyHistory: fc.Arbitrary<RecordedEvent[]> = fc.oneof(
  decided('enforce'),
  decided('observe'),
  arbitrarySession({ maxLength: 80 }),
  changed(fc.oneof(decided('observe'), arbitrarySession())),
);

export const foldAll = (events: Iterable<RecordedEvent>, from: Folded = foldFrom('s1')): Folded => {
  let folded = from;
  for (const event of events) folded = foldOn(folded, event);
  return folded;
};

/** The state and each view by name, as canonical text. */
export const textsByName = (folded: Folded): Record<string, string> => Object.fromEntries(textsOf(folded));
