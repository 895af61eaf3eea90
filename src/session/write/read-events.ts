// The events of a session as the log holds them, decoded and checked on the way.
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { evolve } from '../../../machines/evolve.ts';
import { initialState, type State } from '../../../machines/state/state.ts';
import type { Log, PlacedEvent } from '../../log/port.ts';
import { decodeCommit, NEW_CHAIN } from '../record/chain.ts';
import { faultError } from '../record/faults.ts';

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

/** `count` events from ordinal `first` on (fewer where the session ends before), and the state after them. @throws as `readEvents` */
export const eventsFrom = async (
  log: Log,
  sessionId: string,
  first: number,
  count: number,
): Promise<{ readonly events: RecordedEvent[]; readonly state: State }> => {
  const events: RecordedEvent[] = [];
  let state = initialState(sessionId);
  for await (const { event } of readEvents(log, sessionId, 0)) {
    state = evolve(state, event);
    if (event.ordinal >= first) events.push(event);
    if (events.length >= count) break;
  }
  return { events, state };
};
