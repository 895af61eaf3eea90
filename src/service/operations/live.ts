// Events as they are recorded, live.
import { z } from 'zod';
import { defined } from '../../../machines/defined.ts';
import type { EventType } from '../../../machines/events/catalog.ts';
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import type { EventPosition } from '../../log/port.ts';
import type { SubscribeFrom } from '../../session/follow/options.ts';
import { RequestError } from '../problem.ts';
import { maySee } from '../service.ts';
import { endsOf, newsItem, requireServing, SHARED_DATA, untilEnd } from './live-items.ts';
import { Place, positionsFrom, type Reached } from './live-place.ts';
import { operation } from './operation.ts';
import { Actors, EventTypes, PlacedEvent, SessionIds, wholeNumber } from './schemas.ts';

interface Begin {
  readonly from: 'start' | 'now';
  readonly ordinal?: number | undefined;
  readonly time?: string | undefined;
}

/** A position counts before all else, an ordinal or a time before `from`. @throws RequestError BAD_REQUEST */
const beginningOf = ({ from, ordinal, time }: Begin, positions: readonly Reached[]): SubscribeFrom => {
  if (ordinal !== undefined && time !== undefined)
    throw new RequestError('BAD_REQUEST', 'A stream begins at an ordinal or at a time, not at both.', {
      faults: [{ in: 'query', path: ['time'], message: 'leave it out, or `ordinal`' }],
    });
  if (positions.length > 0) return { positions };
  if (ordinal !== undefined) return { ordinal };
  return time === undefined ? from : { time };
};

/** The same object for all that receive an event: it is written as JSON once. */
const PLACED = new WeakMap<RecordedEvent, { readonly event: RecordedEvent; readonly position: EventPosition }>();

const placed = (event: RecordedEvent, position: EventPosition) => {
  const known = PLACED.get(event);
  if (known !== undefined) return known;
  const one = { event, position };
  PLACED.set(event, one);
  return one;
};

export const LIVE_OPERATIONS = [
  operation({
    kind: 'live',
    name: 'events.follow',
    role: 'reader',
    method: 'get',
    path: '/v1/events',
    summary: 'Follow the events of one session, some, or all, as they are recorded, history first.',
    description:
      'Server-sent events: each event of the log under its type, `caught-up` where history ends, `fault` once for a session ' +
      'whose record has one, `disconnected` and `reconnected` with the log, `failed` with the problem that ends it for good, ' +
      'and `closing` with the position where the service ends the stream: it drains, or the reader took nothing for a ' +
      'minute. `id` is the position: with `Last-Event-ID` or `after` a new stream goes on right there.',
    query: z.strictObject({
      session: SessionIds.describe('ids with commas between them; default: all sessions').optional(),
      types: EventTypes.describe('only events of these types, with commas between them').optional(),
      actor: Actors.describe('only events of these actors, with commas between them').optional(),
      from: z.enum(['start', 'now']).default('start').describe('where it begins, where nothing else says it'),
      ordinal: wholeNumber(1, Number.MAX_SAFE_INTEGER)
        .describe('begin with this event of the one session that is named')
        .optional(),
      time: z
        .string()
        .max(256)
        .describe('begin each session with its first event at or after this time: 2026-01-31T14:50:00Z')
        .optional(),
      after: z
        .string()
        .max(4_096)
        .describe('the `id` of the last item that you received; the header `Last-Event-ID` counts before it')
        .optional(),
    }),
    output: z.union([PlacedEvent, ...SHARED_DATA]),
    failures: ['BAD_SESSION_ID', 'BAD_INPUT', 'FORBIDDEN', 'DRAINING'],
    run(service, { query }, call) {
      requireServing(service);
      const { caller, lastEventId = query.after } = call;
      for (const session of query.session ?? [])
        if (!maySee(caller, session))
          throw new RequestError('FORBIDDEN', `This caller may not see session ${session}.`, { sessionId: session });
      const after = lastEventId === undefined ? [] : positionsFrom(lastEventId);
      const place = new Place(after);
      const subscribed = service.hub.subscribe({
        from: beginningOf(query, after),
        signal: endsOf(service, call),
        ...defined({
          sessions: query.session ?? caller.sessions,
          types: query.types as EventType[] | undefined,
          actors: query.actor,
        }),
      });
      return untilEnd(service, place, subscribed, (one) => {
        if (one.kind === 'caught-up') for (const position of one.positions) place.see(position);
        if (one.kind !== 'event') return newsItem(one, place);
        const { event, position } = one;
        place.see(position);
        return { ...defined({ id: place.text }), event: event.type, data: placed(event, position) };
      });
    },
  }),
] as const;
