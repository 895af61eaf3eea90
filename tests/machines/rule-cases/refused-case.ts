// A case that violates a rule, as a session in which the rule refuses it.
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { fold } from '../../../machines/fold.ts';
import type { Profile } from '../../../machines/profile.ts';
import { initialState, type State } from '../../../machines/state/state.ts';

/** The history before its last event, of a session that enforces the rule, and that event. */
export const refusedCase = (id: string, events: readonly RecordedEvent[]): { state: State; last: RecordedEvent } => {
  const enforced = events.map((event) => {
    if (!('profile' in event.data)) return event;
    const { profile } = event.data as { profile: Profile };
    const data = { ...event.data, profile: { ...profile, rules: { ...profile.rules, [id]: 'error' } } };
    return { ...event, data: { ...data, ...('enforcement' in data && { enforcement: 'enforce' }) } } as RecordedEvent;
  });
  return { state: fold(enforced.slice(0, -1), initialState('s1')), last: enforced.at(-1) as RecordedEvent };
};
