// Sessions and their events, to read.
import { z } from 'zod';
import { sessionNotFound } from '../../session/session-not-found.ts';
import { operation } from './operation.ts';
import { PlacedEvent, SessionParams } from './schemas.ts';

export const SESSION_OPERATIONS = [
  operation({
    kind: 'json',
    name: 'session.events',
    role: 'reader',
    method: 'get',
    path: '/v1/sessions/{session}/events',
    summary: 'The events of a session, with their positions.',
    params: SessionParams,
    query: z.object({
      after: z.coerce.number().int().min(0).default(0).describe('only the events after this ordinal'),
      limit: z.coerce.number().int().min(1).max(10_000).default(1_000),
    }),
    output: z.object({ events: z.array(PlacedEvent), more: z.boolean() }),
    failures: ['SESSION_NOT_FOUND', 'RECORD_INVALID', 'LOG_UNREACHABLE'],
    async run({ log, recorder }, { params: { session }, query: { after, limit } }) {
      const events = [];
      let more = false;
      for await (const placed of recorder.sessions.read(session, { afterOrdinal: after })) {
        more = events.length === limit;
        if (more) break;
        events.push(placed);
      }
      if (events.length === 0 && (await log.last(session)) === undefined) throw sessionNotFound(session);
      return { events, more };
    },
  }),
] as const;
