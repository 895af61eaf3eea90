// Schemas that several operations share. What an event of each type holds is described by /schemas; the documents of views
// are as the library's types have them.
import { z } from 'zod';
import { EVENT_TYPES } from '../../../machines/events/catalog.ts';
import { SESSION_ID } from '../../../machines/events/fields.ts';
import { nearestWord } from '../../../machines/nearest-word.ts';

export const SessionId = z.string().regex(SESSION_ID, 'a session id is 1 to 64 characters of A-Z a-z 0-9 _ -');
export const SessionParams = z.object({ session: SessionId });

/** A whole number of a query: as a number, or in digits. */
export const wholeNumber = (least: number, most: number): z.ZodType<number, number> =>
  z.preprocess(
    (value) => (typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value),
    z.number(`expected a whole number from ${least} to ${most}`).int().min(least).max(most),
  ) as unknown as z.ZodType<number, number>;

/** `true` or `false` of a query. */
export const Flag = z.preprocess(
  (value) => (value === 'true' ? true : value === 'false' ? false : value),
  z.boolean('expected true or false'),
) as unknown as z.ZodType<boolean, boolean>;

/** A list of a query: its texts with commas between them. */
const listOf = <T extends z.ZodType<string>>(item: T): z.ZodType<z.output<T>[], readonly z.input<T>[]> =>
  z.preprocess(
    (value) => (typeof value === 'string' ? value.split(',') : value),
    z.array(item).min(1).max(1_000),
  ) as unknown as z.ZodType<z.output<T>[], readonly z.input<T>[]>;

export const SessionIds = listOf(SessionId);
export const EventTypes = listOf(
  z.string().refine((type) => (EVENT_TYPES as readonly string[]).includes(type), {
    error: ({ input }) => {
      const near = nearestWord(String(input), EVENT_TYPES);
      return `no event has the type ${JSON.stringify(input)}${near === undefined ? '' : `; did you mean ${near}?`}`;
    },
  }),
);
export const Actor = z.string().min(1).max(1_000);
export const Actors = listOf(Actor);
/** A moment of a session; src/session/replay/moment.ts reads it. */
export const Moment = z
  .string()
  .min(1)
  .max(256)
  .describe('an ordinal (20), a time (2026-01-31T14:50:00Z; 14:50 on the day of the session) or the id of an event');

/** A body that is taken byte for byte. */
export const Bytes = z.custom<AsyncIterable<Uint8Array>>();

export const Position = z.object({ stream: z.string(), sequence: z.number().int() });
export const EventPosition = Position.extend({ index: z.number().int() });

/** An event as it is stored, but for its shape by type, which `/schemas` has. */
export const Event = z
  .looseObject({
    specversion: z.literal('1.0'),
    id: z.string(),
    source: z.string(),
    type: z.string(),
    time: z.string(),
    sessionid: z.string(),
    ordinal: z.number().int(),
    schemaversion: z.number().int(),
    actor: z.string(),
    commandid: z.string(),
    commitid: z.string(),
    recordedtime: z.string(),
    data: z.record(z.string(), z.unknown()),
    hash: z.string(),
  })
  .meta({ id: 'Event' });
export const PlacedEvent = z.object({ event: Event, position: EventPosition }).meta({ id: 'PlacedEvent' });

/** What is wrong with a record, or why a session cannot be read. */
export const Fault = z
  .object({
    code: z.string(),
    message: z.string(),
    hint: z.string().optional(),
    fields: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: 'Fault' });

export const Head = z.object({ ordinal: z.number().int(), hash: z.string() }).meta({ id: 'Head' });

export const Violation = z
  .object({
    rule: z.string(),
    severity: z.enum(['error', 'warn']),
    sentence: z.string(),
    detail: z.string(),
    ordinal: z.number().int(),
    type: z.string(),
  })
  .meta({ id: 'Violation' });

/** A command that would be accepted now, once its needs are given. */
export const LegalMove = z
  .object({
    word: z.string(),
    data: z.record(z.string(), z.unknown()).describe('what is fixed'),
    needs: z
      .array(
        z.object({
          path: z.array(z.union([z.string(), z.number().int()])),
          schema: z.record(z.string(), z.unknown()).describe('JSON Schema of the value'),
        }),
      )
      .describe('what must still be given, by its path in the data'),
    actor: z.string().optional().describe('who has to send it: an actor, or a kind of them (`person`)'),
  })
  .meta({ id: 'LegalMove' });

export const StateSummary = z
  .object({
    session: z.string(),
    ordinal: z.number().int(),
    phases: z.array(z.string()).describe('that are active'),
    cycles: z.array(z.number().int()).describe('that are open'),
    runningAgents: z.number().int(),
    openTasks: z.number().int(),
  })
  .meta({ id: 'StateSummary' });
