// The events of a session as the log holds them, decoded and checked on the way.
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { evolve } from '../../../machines/evolve.ts';
import { initialState, type State } from '../../../machines/state/state.ts';
import type { Log, PlacedEvent, Position } from '../../log/port.ts';
import { decodeCommit, NEW_CHAIN } from '../record/chain.ts';
import { faultError } from '../record/faults.ts';
import { type PlacedViolation, violationsOf } from './placed-violation.ts';

/** @throws RepriseError RECORD_INVALID, after the events before the fault; LOG_UNREACHABLE */
export async function* readEvents(
  log: Log,
  sessionId: string,
  afterOrdinal: number,
): AsyncGenerator<PlacedEvent, void> {
  let head = NEW_CHAIN;
  for await (const commit of log.read(sessionId)) {
    const decoded = decodeCommit(commit, head);
    for (const [index, event] of decoded.events.entries())
      if (event.ordinal > afterOrdinal) yield { event, position: { ...commit.position, index } };
    if (decoded.fault !== undefined) throw faultError(decoded.fault, sessionId);
    head = decoded.head ?? head;
  }
}

/** Events of a command that was recorded earlier, as they were answered then. */
export interface ReadAgain {
  readonly events: readonly RecordedEvent[];
  /** The rules that they violate, as they were when the events were recorded. */
  readonly violations: readonly PlacedViolation[];
  /** Of the commit that holds them; undefined where the session ends before. */
  readonly position: Position | undefined;
  /** The state after them. */
  readonly state: State;
}

/** `count` events from ordinal `first` on, fewer where the session ends before. @throws as `readEvents` */
export const eventsFrom = async (log: Log, sessionId: string, first: number, count: number): Promise<ReadAgain> => {
  const events: RecordedEvent[] = [];
  const violations: PlacedViolation[] = [];
  let at: Position | undefined;
  let state = initialState(sessionId);
  for await (const { event, position } of readEvents(log, sessionId, 0)) {
    const isOurs = event.ordinal >= first;
    if (isOurs) violations.push(...violationsOf(state, event));
    state = evolve(state, event);
    if (!isOurs) continue;
    events.push(event);
    at ??= { stream: position.stream, sequence: position.sequence };
    if (events.length >= count) break;
  }
  return { events, violations, position: at, state };
};

/** The state of a session after an event; as far as it goes where it has fewer. @throws as `readEvents` */
export const stateAt = async (log: Log, sessionId: string, ordinal: number): Promise<State> => {
  let state = initialState(sessionId);
  if (ordinal === 0) return state;
  for await (const { event } of readEvents(log, sessionId, 0)) {
    state = evolve(state, event);
    if (event.ordinal >= ordinal) break;
  }
  return state;
};
