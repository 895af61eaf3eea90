// Live streams: events as they are recorded, and a view whenever it changes. `id` of an item is the position after which the
// stream goes on: `STREAM:SEQUENCE:INDEX` after an event, `STREAM:SEQUENCE` after a whole message; of a log over several streams
// one of each with commas between them.
import { z } from 'zod';
import { defined } from '../../../machines/defined.ts';
import type { EventType } from '../../../machines/events/catalog.ts';
import { type Documents, PROJECTIONS, type ViewName } from '../../../projections/index.ts';
import type { Projection } from '../../../projections/projection.ts';
import { isRepriseError } from '../../errors.ts';
import type { EventPosition, Position as LogPosition } from '../../log/port.ts';
import type { Subscribed, SubscribeFrom } from '../../session/follow/options.ts';
import { problemOf, RequestError } from '../problem.ts';
import { maySee, type Service } from '../service.ts';
import { type CallContext, operation, type StreamItem } from './operation.ts';
import {
  Actor,
  EventPosition as EventPositionSchema,
  EventTypes,
  PlacedEvent,
  Position,
  SessionIds,
  SessionParams,
} from './schemas.ts';
import { View } from './views.ts';

/** After a whole message, or after one event of it (`index`). */
type Reached = LogPosition | EventPosition;

const positionText = (reached: Reached): string =>
  `${reached.stream}:${reached.sequence}${'index' in reached ? `:${reached.index}` : ''}`;

const invalidPosition = (text: string): RequestError =>
  new RequestError('BAD_REQUEST', `${JSON.stringify(text)} is no position.`, {
    hint: 'It reads STREAM:SEQUENCE or STREAM:SEQUENCE:INDEX, as the `id` of an item that you received.',
    faults: [{ in: 'query', path: ['after'], message: 'expected the id of an item: STREAM:SEQUENCE[:INDEX]' }],
  });

/** @throws RequestError BAD_REQUEST */
export const positionsFrom = (text: string): Reached[] =>
  text.split(',').map((one) => {
    const [, stream, sequence, index] = /^([^:\s,]{1,256}):(\d{1,15})(?::(\d{1,6}))?$/.exec(one) ?? [];
    if (stream === undefined) throw invalidPosition(one);
    const position = { stream, sequence: Number(sequence) };
    return index === undefined ? position : { ...position, index: Number(index) };
  });

/** Where each stream goes on. */
class Place {
  readonly #positions = new Map<string, Reached>();

  constructor(after: readonly Reached[]) {
    for (const position of after) this.see(position);
  }

  see(position: Reached): void {
    this.#positions.set(position.stream, position);
  }

  /** Undefined before anything was received. */
  get text(): string | undefined {
    return this.#positions.size === 0 ? undefined : [...this.#positions.values()].map(positionText).join(',');
  }
}

/** The last item of a stream: why it ends, and the position after which it goes on. */
const closing = (reason: 'draining', place: Place): StreamItem => ({
  ...defined({ id: place.text }),
  event: 'closing',
  data: { reason, after: place.text ?? null },
});

/** Items from a subscription; the end is said, whatever ends it. */
async function* items(
  { draining }: Service,
  place: Place,
  subscribed: AsyncIterable<Subscribed>,
  itemOf: (one: Subscribed) => StreamItem | undefined,
): AsyncGenerator<StreamItem, void> {
  try {
    for await (const one of subscribed) {
      if (one.kind === 'event') place.see(one.position);
      if (one.kind === 'caught-up') for (const position of one.positions) place.see(position);
      const item = itemOf(one);
      if (item !== undefined) yield item;
    }
  } catch (error) {
    if (!isRepriseError(error)) throw error;
    yield { event: 'failed', data: { problem: problemOf(error) } };
    return;
  }
  if (draining.aborted) yield closing('draining', place);
}

const startOf = (after: string | undefined, from: 'start' | 'now'): { from: SubscribeFrom; place: Place } => {
  const positions = after === undefined ? [] : positionsFrom(after);
  return { from: positions.length === 0 ? from : { positions }, place: new Place(positions) };
};

const endsOf = ({ draining }: Service, { signal }: CallContext): AbortSignal => AbortSignal.any([signal, draining]);

/** @throws RequestError DRAINING */
const requireServing = ({ draining }: Service): void => {
  if (draining.aborted) throw new RequestError('DRAINING', 'The service is going down: no stream begins.');
};

const ClosingData = z.object({
  reason: z.enum(['draining', 'slow']),
  after: z.string().nullable().describe('the position after which the stream goes on'),
});

const AProblem = z.looseObject({ code: z.string(), detail: z.string() });
const FaultData = z.object({ sessionId: z.string(), position: Position, problem: AProblem });
const FailedData = z.object({ problem: AProblem });
const NoData = z.strictObject({});

const after = z
  .string()
  .max(4_096)
  .describe('the `id` of the last item that you received; the header `Last-Event-ID` counts before it')
  .optional();
const from = z.enum(['start', 'now']).default('start').describe('where it begins without a position');

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
      'whose record has one, `disconnected` and `reconnected` with the log, `failed` with the ' +
      'problem that ends it for good, and `closing` with the position where the service ends the stream. `id` is the position: with `Last-Event-ID` or `after` a new stream goes on right there.',
    query: z.strictObject({
      session: SessionIds.describe('ids with commas between them; default: all sessions').optional(),
      types: EventTypes.describe('only events of these types, with commas between them').optional(),
      actor: Actor.describe('only events of this actor').optional(),
      from,
      after,
    }),
    output: z.union([PlacedEvent, FaultData, FailedData, ClosingData, NoData]),
    failures: ['BAD_SESSION_ID', 'BAD_INPUT', 'FORBIDDEN', 'DRAINING'],
    run(service, { query }, call) {
      requireServing(service);
      const { caller, lastEventId } = call;
      for (const session of query.session ?? [])
        if (!maySee(caller, session))
          throw new RequestError('FORBIDDEN', `This caller may not see session ${session}.`, { sessionId: session });
      const { from, place } = startOf(lastEventId ?? query.after, query.from);
      const subscribed = service.hub.subscribe({
        from,
        signal: endsOf(service, call),
        ...defined({
          sessions: query.session ?? caller.sessions,
          types: query.types as EventType[] | undefined,
          actors: query.actor === undefined ? undefined : [query.actor],
        }),
      });
      return items(service, place, subscribed, (one) => {
        switch (one.kind) {
          case 'event': {
            const { event, position } = one;
            return { ...defined({ id: place.text }), event: event.type, data: { event, position } };
          }
          case 'fault': {
            const { sessionId, position, error } = one;
            return { event: 'fault', data: { sessionId, position, problem: problemOf(error) } };
          }
          default:
            return { ...defined({ id: place.text }), event: one.kind, data: {} };
        }
      });
    },
  }),
  operation({
    kind: 'live',
    name: 'view.follow',
    role: 'reader',
    method: 'get',
    path: '/v1/sessions/{session}/views/{view}/live',
    summary: 'Follow a view of a session: as it is now, then whenever it changes.',
    description:
      'Server-sent events: `view` with the whole document and the ordinal that it shows; else as `events.follow`. A stream ' +
      'that goes on after a position begins with the view as it is then.',
    params: SessionParams.extend({ view: View }),
    output: z.union([
      z.object({
        ordinal: z.number().int(),
        position: EventPositionSchema,
        document: z.looseObject({ sessionId: z.string() }),
      }),
      FaultData,
      FailedData,
      ClosingData,
      NoData,
    ]),
    failures: ['BAD_SESSION_ID', 'DRAINING'],
    run(service, { params: { session, view } }, call) {
      requireServing(service);
      const projection = PROJECTIONS[view] as Projection<unknown, Documents[ViewName]>;
      let state = projection.init(session);
      let isLive = false;
      let last: Extract<Subscribed, { kind: 'event' }> | undefined;
      const place = new Place([]);
      const shown = (): StreamItem | undefined =>
        last && {
          ...defined({ id: place.text }),
          event: 'view',
          data: { ordinal: last.event.ordinal, position: last.position, document: projection.show(state) },
        };
      const subscribed = service.hub.subscribe({ sessions: session, signal: endsOf(service, call) });
      return items(service, place, subscribed, (one) => {
        switch (one.kind) {
          case 'event': {
            const before = state;
            state = projection.apply(state, one.event);
            last = one;
            return isLive && state !== before ? shown() : undefined;
          }
          case 'caught-up':
            isLive = true;
            return shown() ?? { event: 'caught-up', data: {} };
          case 'fault': {
            const { sessionId, position, error } = one;
            return { event: 'fault', data: { sessionId, position, problem: problemOf(error) } };
          }
          default:
            return { event: one.kind, data: {} };
        }
      });
    },
  }),
] as const;
