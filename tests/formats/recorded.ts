// Commands recorded without a log: decided one after the other, written as lines of a chain and read back.
import type { Command } from '../../machines/commands/command.ts';
import type { Decision } from '../../machines/decide.ts';
import { decide } from '../../machines/decide.ts';
import { CHAIN_START, decodeEvent, encodeEvent, type RecordedEvent } from '../../machines/events/envelope.ts';
import { initialState, type State } from '../../machines/state/state.ts';
import { sha256 } from '../history.ts';

export interface Recorded {
  readonly events: RecordedEvent[];
  readonly state: State;
  /** Decisions that were neither accepted nor repeats. */
  readonly refused: { readonly command: Command; readonly decision: Decision }[];
  readonly repeated: number;
}

/** Records commands, after what `before` recorded. */
export const recorded = (sessionId: string, commands: Iterable<Command>, before?: Recorded): Recorded => {
  const events = [...(before?.events ?? [])];
  let state = before?.state ?? initialState(sessionId);
  let previous = events.at(-1)?.hash ?? CHAIN_START;
  let repeated = 0;
  const refused: Recorded['refused'] = [];
  for (const command of commands) {
    const decision = decide(state, command, {
      now: '2027-01-31T12:00:00.000Z',
      newId: () => `event-${events.length + 1}`,
      commitId: `commit-${events.length + 1}`,
      sha256,
    });
    if (decision.kind === 'repeated') repeated += 1;
    else if (decision.kind !== 'accepted') refused.push({ command, decision });
    else {
      for (const event of decision.events) {
        const { line, hash } = encodeEvent(event, previous, sha256);
        previous = hash;
        events.push(decodeEvent(line));
      }
      state = decision.state;
    }
  }
  return { events, state, refused, repeated };
};
