// The fields that event schemas share, each with its limit. A limit stops a hostile or broken writer from filling a log
// with one event; it is far above what a session of work holds.
import { z } from 'zod';

export const SESSION_ID = /^[A-Za-z0-9_-]{1,64}$/;
export const SESSION_ID_FORM = 'a session id is 1 to 64 of A-Z a-z 0-9 _ -';
/** Session id: 1 to 64 of `A-Z a-z 0-9 _ -`, so that it is one NATS subject token. */
export const SessionId = z.string().regex(SESSION_ID, SESSION_ID_FORM);

export const TIMESTAMP = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;
export const TIMESTAMP_FORM = 'a time is written as 2026-01-31T14:50:00.000Z';
/** UTC time with milliseconds, `2026-01-31T14:50:00.000Z`: fixed width, so that text order is time order. */
export const Timestamp = z.string().regex(TIMESTAMP, TIMESTAMP_FORM);

/**
 * The time of an event whose source gives no time. In the log it is a time like any other, so order and hashes need no
 * exception; views show it as unknown and measure nothing from it or to it.
 */
export const UNKNOWN_TIME = '1970-01-01T00:00:00.000Z';

/** Id of an entity within its session (task, agent, todo, entry, ...): 1 to 256 characters. */
export const Id = z.string().min(1).max(256);
/** A short text on one line: a title, a name. 1 to 1,000 characters. */
export const Title = z.string().min(1).max(1_000);
/** A text of any number of lines, up to 64 MiB: a report, an output, the content of an entry. */
export const Text = z.string().max(64 * 1024 * 1024);
/** A text that must not be empty and is shown in lists and messages (a goal, a reason): 1 to 1,000,000 characters. */
export const Reason = z.string().min(1).max(1_000_000);
/** A whole number from 0. */
export const Count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
/** Shown as the unit of an option of `send`. */
export const Tokens = Count.meta({ unit: 'tokens' });
/** Shown as the unit of an option of `send`. */
export const Seconds = z.number().min(0).meta({ unit: 'seconds' });
/** A whole number, below zero where a faulty source recorded it (a rule reports it). */
export const Whole = z.number().int().min(Number.MIN_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER);
export const Ids = z.array(Id).max(10_000);
export const Texts = z.array(Text).max(10_000);
/** What runs on beyond the end of a phase or cycle: the ids of agents, and of tasks, that go on into the next. */
export const Carried = z.strictObject({ agents: Ids.optional(), tasks: Ids.optional() });
export type Carried = z.infer<typeof Carried>;
/** What a source recorded beyond the schema, unchanged. */
export const Extra = z.record(z.string(), z.unknown()).optional();

/** The schema of an event's `data`: the named fields, no others, and `extra`. */
export const data = <Shape extends z.ZodRawShape>(shape: Shape) => z.strictObject({ ...shape, extra: Extra });

export const Priority = z.enum(['critical', 'high', 'medium', 'low']);
export const Reference = z.strictObject({
  type: z.string().min(1).max(64),
  path: Text.optional(),
  description: Text.optional(),
});
export type Reference = z.infer<typeof Reference>;
export const References = z.array(Reference).max(1_000);
