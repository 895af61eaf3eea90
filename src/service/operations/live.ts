// Live streams of events. `id` of an item is the position after which the stream goes on: `STREAM:SEQUENCE:INDEX`.
import { z } from 'zod';
import { defined } from '../../../machines/defined.ts';
import type { EventPosition } from '../../log/port.ts';
import type { SubscribeFrom } from '../../session/follow/options.ts';
import { subscribe } from '../../session/follow/subscribe.ts';
import { problemOf, RequestError } from '../problem.ts';
import { maySee } from '../service.ts';
import { operation, type StreamItem } from './operation.ts';
import { PlacedEvent } from './schemas.ts';

export const positionText = ({ stream, sequence, index }: EventPosition): string => `${stream}:${sequence}:${index}`;

/** @throws RequestError BAD_REQUEST */
export const positionFrom = (text: string): EventPosition => {
  const [, stream, sequence, index] = /^([^:\s]+):(\d{1,15}):(\d{1,6})$/.exec(text) ?? [];
  if (stream === undefined)
    throw new RequestError('BAD_REQUEST', `${JSON.stringify(text)} is no position: it reads STREAM:SEQUENCE:INDEX.`);
  return { stream, sequence: Number(sequence), index: Number(index) };
};

const fromOf = (after: string | undefined, from: 'start' | 'now'): SubscribeFrom =>
  after === undefined ? from : { position: positionFrom(after) };

export const LIVE_OPERATIONS = [
  operation({
    kind: 'live',
    name: 'events.follow',
    role: 'reader',
    method: 'get',
    path: '/v1/events',
    summary: 'Events as they are recorded, history first, of one session, some, or all.',
    query: z.object({
      session: z.string().describe('ids, separated by commas; default: all sessions').optional(),
      from: z.enum(['start', 'now']).default('start'),
      after: z.string().describe('the position of the last item received; `Last-Event-ID` counts before it').optional(),
    }),
    output: PlacedEvent,
    failures: ['BAD_SESSION_ID', 'LOG_UNREACHABLE'],
    async *run({ log, draining }, { query }, { caller, signal, lastEventId }): AsyncGenerator<StreamItem> {
      const asked = query.session?.split(',');
      for (const session of asked ?? [])
        if (!maySee(caller, session))
          throw new RequestError('FORBIDDEN', `This caller may not see session ${session}.`);
      const sessions = asked ?? caller.sessions;
      const after = lastEventId ?? query.after;
      const ends = AbortSignal.any([signal, draining]);
      let last = after;
      for await (const one of subscribe(log, {
        from: fromOf(after, query.from),
        signal: ends,
        ...defined({ sessions }),
      })) {
        if (one.kind === 'event') {
          last = positionText(one.position);
          yield { id: last, event: one.event.type, data: { event: one.event, position: one.position } };
        } else if (one.kind === 'fault')
          yield {
            event: 'fault',
            data: { sessionId: one.sessionId, position: one.position, problem: problemOf(one.error) },
          };
        else yield { event: one.kind, data: {} };
      }
      if (draining.aborted)
        yield { ...defined({ id: last }), event: 'closing', data: { reason: 'draining', after: last } };
    },
  }),
] as const;
