// An event as it stands in the log: one CloudEvents 1.0 JSON object on one line, its last member the link of the hash
// chain. In memory an event has the very members of the line, so that decode and encode are each other's inverse.
import { z } from 'zod';
import { EVENTS, type EventData, type EventType, entryOf, isEventType } from './catalog.ts';
import { SESSION_ID, SESSION_ID_FORM, TIMESTAMP, TIMESTAMP_FORM } from './fields.ts';
import { unfitData } from './nesting.ts';
import { EventSeverity } from './severity.ts';

/** Lower-case hex SHA-256 of a text's UTF-8 bytes. Given by the caller: this folder knows no `node:`. */
export type Sha256 = (text: string) => string;

/** What the first event of a session is chained to. */
export const CHAIN_START = '0'.repeat(64);

/**
 * The order of members is that of the line: specversion, id, source, type, these, data, hash. Types only: the forms are
 * looked at in `malformed`, by hand, as zod's checks on sixteen texts were a tenth of the whole pure path.
 */
const first = { specversion: z.literal('1.0'), id: z.string(), source: z.string() };
const attributes = {
  time: z.string(),
  sessionid: z.string(),
  ordinal: z.number(),
  schemaversion: z.number(),
  actor: z.string(),
  commandid: z.string(),
  /** SHA-256, hex, of the command, on its first event: a known id with another body is told from a repeat. */
  commandhash: z.string().optional(),
  commitid: z.string(),
  correlationid: z.string().optional(),
  recordedtime: z.string(),
  severity: EventSeverity.optional(),
  description: z.string().optional(),
  /** Comma-separated; `,` and `%` within one are percent-encoded (CloudEvents has no lists). */
  tags: z.string().optional(),
  /** In an import: which file and entry this came from. */
  derivedfrom: z.string().optional(),
  /** Comma-separated ids of the rules that it broke when it was recorded. */
  violates: z.string().optional(),
  /** How many secrets were replaced in the texts of the command, on its first event. */
  redacted: z.number().optional(),
  traceparent: z.string().optional(),
};
const hashMember = { hash: z.string() };

/** CloudEvents integers have 32 bits; so an ordinal ends at 2,147,483,647. */
const isInteger = (value: number, least: number): boolean =>
  Number.isInteger(value) && value >= least && value <= 2_147_483_647;
const within = (text: string | undefined, least: number, most: number): boolean =>
  text === undefined || (text.length >= least && text.length <= most);

/** The first attribute that has the right type and the wrong form, in a sentence. */
const malformed = (event: Attributes & { hash: string }): string | undefined => {
  if (!within(event.id, 1, 256)) return 'id: 1 to 256 characters';
  if (!within(event.source, 1, 1_000)) return 'source: 1 to 1,000 characters';
  if (!TIMESTAMP.test(event.time)) return `time: ${TIMESTAMP_FORM}`;
  if (!SESSION_ID.test(event.sessionid)) return `sessionid: ${SESSION_ID_FORM}`;
  if (!isInteger(event.ordinal, 1)) return 'ordinal: a whole number from 1 to 2,147,483,647';
  if (!isInteger(event.schemaversion, 0)) return 'schemaversion: a whole number from 0';
  if (!within(event.actor, 1, 1_000)) return 'actor: 1 to 1,000 characters';
  if (!within(event.commandid, 1, 256)) return 'commandid: 1 to 256 characters';
  if (!within(event.commandhash, 64, 64)) return 'commandhash: 64 characters';
  if (!within(event.commitid, 1, 256)) return 'commitid: 1 to 256 characters';
  if (!within(event.correlationid, 1, 256)) return 'correlationid: 1 to 256 characters';
  if (!TIMESTAMP.test(event.recordedtime)) return `recordedtime: ${TIMESTAMP_FORM}`;
  if (!within(event.description, 0, 1_000_000)) return 'description: at most 1,000,000 characters';
  if (!within(event.tags, 0, 1_000_000)) return 'tags: at most 1,000,000 characters';
  if (!within(event.derivedfrom, 1, 10_000)) return 'derivedfrom: 1 to 10,000 characters';
  if (!within(event.violates, 1, 10_000)) return 'violates: 1 to 10,000 characters';
  if (event.redacted !== undefined && !isInteger(event.redacted, 1))
    return 'redacted: a whole number from 1 to 2,147,483,647';
  if (!within(event.traceparent, 0, 256)) return 'traceparent: at most 256 characters';
  // Which characters a hash has is the chain check's to judge.
  if (event.hash.length !== 64) return 'hash: 64 characters';
  return undefined;
};

type Attributes = z.infer<z.ZodObject<typeof first & typeof attributes>>;
/** A recorded event of one type; `data` as its schema says. */
export type EventOf<T extends EventType> = Attributes & { type: T; data: EventData[T]; hash: string };
/** A recorded event of any known type: a union told apart by `type`. */
export type RecordedEvent = { [T in EventType]: EventOf<T> }[EventType];
/** An event whose type this version does not know: kept as it is, and folded into nothing. */
export type ForeignEvent = Attributes & { type: string; data: Record<string, unknown>; hash: string };
/** An event before it has a place in the chain. */
export type UnchainedEvent = Omit<RecordedEvent, 'hash'>;

const envelopeOf = (type: string, data: z.ZodType) =>
  z.strictObject({ ...first, type: z.literal(type), ...attributes, data, ...hashMember });
const envelopes = new Map(Object.entries(EVENTS).map(([type, { data }]) => [type, envelopeOf(type, data)]));
const ForeignEnvelope = z.strictObject({
  ...first,
  type: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/),
  ...attributes,
  data: z.record(z.string(), z.unknown()),
  ...hashMember,
});

/** Why a line is no event of ours, in one sentence. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
}

const sentenceOf = (error: z.ZodError): string => {
  const issue = error.issues[0];
  if (issue === undefined) return 'it does not fit the schema';
  const path = issue.path.join('.');
  return path === '' ? issue.message : `${path}: ${issue.message}`;
};

/**
 * The event that a line holds (without the line end). The chain is not checked: see `chainHash`.
 * @throws DecodeError when the line is no JSON, or no event of the schema it names.
 */
export const decodeEvent = (line: string): RecordedEvent => {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new DecodeError(`not JSON: ${(error as Error).message}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new DecodeError('not an event: a line holds one JSON object');
  const { type, schemaversion } = value as { type?: unknown; schemaversion?: unknown };
  if (typeof type !== 'string') throw new DecodeError('not an event: it names no type');
  if (isEventType(type) && typeof schemaversion === 'number' && schemaversion > entryOf(type).version)
    throw new DecodeError(`${type} of schema version ${schemaversion}: written by a newer Reprise`);
  const envelope = envelopes.get(type);
  const { data } = value as { data?: { extra?: unknown } | null };
  // Only there a schema leaves open what stands in it; and before the schema, which drops what it cannot keep.
  if (envelope === undefined || data?.extra !== undefined) {
    const unfit = unfitData(data);
    if (unfit !== undefined) throw new DecodeError(`not a ${type}: ${unfit}`);
  }
  const parsed = (envelope ?? ForeignEnvelope).safeParse(value);
  if (!parsed.success) throw new DecodeError(`not a ${type}: ${sentenceOf(parsed.error)}`);
  const event = parsed.data as unknown as RecordedEvent;
  const sentence = malformed(event);
  if (sentence !== undefined) throw new DecodeError(`not a ${type}: ${sentence}`);
  return event;
};

const HASH_MEMBER = ',"hash":"';
/** Length of `,"hash":"<64 hex>"}`. */
const TAIL_LENGTH = HASH_MEMBER.length + 64 + 2;

/** The line of an event that follows the one whose hash is `previous`; `hash` is its last member. */
export const encodeEvent = (
  event: UnchainedEvent,
  previous: string,
  sha256: Sha256,
): { line: string; hash: string } => {
  const head = JSON.stringify(event).slice(0, -1);
  const hash = sha256(previous + head);
  return { line: `${head}${HASH_MEMBER}${hash}"}`, hash };
};

/**
 * What a line's `hash` must be when it follows `previous`: SHA-256 of the previous hash (64 hex characters) and the
 * line's bytes before `,"hash":`. Undefined when the line does not end in a hash member.
 */
export const chainHash = (line: string, previous: string, sha256: Sha256): string | undefined => {
  const cut = line.length - TAIL_LENGTH;
  if (cut < 0 || !line.startsWith(HASH_MEMBER, cut) || !line.endsWith('"}')) return undefined;
  return sha256(previous + line.slice(0, cut));
};

/** Tags of an event as a list; whatever else a foreign writer percent-encoded stays as it is. */
export const tagsOf = (event: { tags?: string | undefined }): string[] =>
  event.tags === undefined || event.tags === ''
    ? []
    : event.tags
        .split(',')
        .map((tag) => tag.replaceAll(/%(2C|25)/gi, (_, code: string) => (code === '25' ? '%' : ',')));

/** A list of tags as the one attribute that CloudEvents has room for. */
export const joinTags = (tags: readonly string[]): string =>
  tags.map((tag) => tag.replaceAll('%', '%25').replaceAll(',', '%2C')).join(',');

/** Ids of the rules that an event broke when it was recorded. */
export const violatesOf = (event: { violates?: string | undefined }): string[] =>
  event.violates === undefined ? [] : event.violates.split(',');

/** True for an event that an import made from another file than the session's own: its events, or its document. */
export const isDerived = (event: { derivedfrom?: string | undefined; data: unknown }): boolean =>
  event.derivedfrom !== undefined && !/^(?:events-|document\/)/.test(event.derivedfrom);
