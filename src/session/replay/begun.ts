// The events of a record up to a moment that is named by the day of the session: its first event is read before the moment
// is known.
import type { SourcedEvent } from '../record/place.ts';
import type { Source } from '../record/source.ts';
import type { Bound } from './bound.ts';
import { replay } from './replay.ts';

/** The events of a session, and the time of the first, which gives a time without a date its day. */
export const begun = async (source: Source): Promise<{ startedAt: string; events: AsyncIterable<SourcedEvent> }> => {
  const rest = source.events()[Symbol.asyncIterator]();
  const first = await rest.next();
  const events = async function* () {
    if (first.done) return;
    yield first.value;
    yield* { [Symbol.asyncIterator]: () => rest };
  };
  return { startedAt: first.done ? '' : first.value.event.time, events: events() };
};

/** The events up to a moment; all of them without one. @throws RepriseError BAD_INPUT for a moment that the session lacks */
export const eventsUntil = async (
  source: Source,
  momentAfter?: (startedAt: string) => Bound,
): Promise<SourcedEvent['event'][]> => {
  const { startedAt, events } = await begun(source);
  const found: SourcedEvent['event'][] = [];
  if (momentAfter === undefined) for await (const { event } of events) found.push(event);
  else for await (const { event } of replay(events, { to: momentAfter(startedAt) })) found.push(event);
  return found;
};
