// What rules and invariants, two independent implementations, report of a history.
import { expect } from 'vitest';
import type { RecordedEvent } from '../../machines/events/envelope.ts';
import { judge } from '../../machines/fold.ts';
import { checkHistory } from '../../machines/invariants/check-history.ts';
import { initialState } from '../../machines/state/state.ts';

/** `ordinal rule` of each violation, the same by both. */
export const reported = (events: readonly RecordedEvent[]): string[] => {
  let state = initialState('s1');
  const byLaw = events.flatMap((event) => {
    const judged = judge(state, event);
    state = judged.state;
    return judged.violations.map(({ rule }) => `${event.ordinal} ${rule}`);
  });
  const byInvariants = checkHistory(events, { sessionId: 's1' }).flatMap(({ ordinal, violations }) => [
    ...new Set(violations.map(({ rule }) => `${ordinal} ${rule}`)),
  ]);
  expect(byInvariants.toSorted()).toEqual(byLaw.toSorted());
  return byLaw;
};
