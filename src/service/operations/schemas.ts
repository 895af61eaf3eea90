// Schemas that several operations share. Events and documents of views are described by schemas of their own.
import { z } from 'zod';
import { SESSION_ID } from '../../../machines/events/fields.ts';

export const SessionParams = z.object({
  session: z.string().regex(SESSION_ID, 'a session id is 1 to 64 characters of A-Z a-z 0-9 _ -'),
});

export const Position = z.object({ stream: z.string(), sequence: z.number() });
export const EventPosition = Position.extend({ index: z.number() });

/** An event as it is stored, but for its shape by type, which `/schemas` has. */
export const Event = z.looseObject({
  id: z.string(),
  type: z.string(),
  time: z.string(),
  sessionid: z.string(),
  ordinal: z.number(),
  actor: z.string(),
  data: z.record(z.string(), z.unknown()),
  hash: z.string(),
});
export const PlacedEvent = z.object({ event: Event, position: EventPosition });
