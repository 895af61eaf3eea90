// The moment of a cycle at which it has updated the plan and its agents have not started.
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { RepriseError } from '../../errors.ts';

const AFTER_PLANNING: readonly string[] = ['agent_launched', 'cycle_ended', 'cycle_started', 'session_ended'];

/**
 * The events up to the moment when a cycle has updated the plan: before its first launch of agents, else before its end.
 * @throws RepriseError BAD_INPUT when there is no such cycle
 */
export const planAtCycle = (events: readonly RecordedEvent[], cycle: number): readonly RecordedEvent[] => {
  const start = events.findIndex((event) => event.type === 'cycle_started' && event.data.cycle === cycle);
  if (start < 0) {
    const numbers = events.flatMap((event) => (event.type === 'cycle_started' ? [event.data.cycle] : []));
    throw new RepriseError('BAD_INPUT', `There is no cycle ${cycle}.`, {
      hint:
        numbers.length === 0 ? 'The session has no cycles.' : `There are cycles ${numbers[0]} to ${numbers.at(-1)}.`,
      fields: { cycle, cycles: numbers },
    });
  }
  const length = events.slice(start + 1).findIndex(({ type }) => AFTER_PLANNING.includes(type));
  return length < 0 ? events : events.slice(0, start + 1 + length);
};
