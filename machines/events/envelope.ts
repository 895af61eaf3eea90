// An event as it is stored in the log: one CloudEvents 1.0 JSON object on one line, its last member the link of the hash
// chain. In memory an event has the members of the line, so that decode and encode are each other's inverse; only data of
// an earlier version are brought to the newest.
import { z } from 'zod';
import { sentenceOf } from '../issue-sentence.ts';
import { EVENTS, type EventData, type EventType } from './catalog.ts';
import type { EventEntry } from './event.ts';
import { SESSION_ID, SESSION_ID_FORM, TIMESTAMP, TIMESTAMP_FORM } from './fields.ts';
import { unfitData } from './nesting.ts';
import { readerOf } from './schema-reader.ts';
import { EventSeverity } from './severity.ts';
import { recordedType, versionedType } from './uninterpreted.ts';
import { memberAt, unknownIn, withoutMembers, withUnknown } from './unknown-members.ts';

/** Lower-case hex SHA-256 of a text's UTF-8 bytes. Given by the caller: this folder knows no `node:`. */
export type Sha256 = (text: string) => string;

/** What the first event of a session is chained to. */
export const CHAIN_START = '0'.repeat(64);

/**
 * The order of members is that of the line: specversion, id, source, type, these, data, hash. Types only: `malformed`
 * checks the forms by hand, as zod's checks on sixteen texts were a tenth of the whole pure path.
 */
const first = { specversion: z.literal('1.0'), id: z.string(), source: z.string() };
const attributes = {
  time: z.string(),
  sessionid: z.string(),
  ordinal: z.number(),
  schemaversion: z.number(),
  actor: z.string(),
  commandid: z.string(),
  /** SHA-256, hex, of the command, on its first event: it distinguishes a repeat from a known id with another body. */
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
  /** Comma-separated ids of the rules that it violated when it was recorded. */
  violates: z.string().optional(),
  /** How many secrets were replaced in the texts of the command, on its first event. */
  redacted: z.number().optional(),
  /**
   * Who was authenticated when the command was sent, where somebody was: CloudEvents' auth context extension. `authtype` is
   * the kind of principal (`api_key` for a token of the service), `authid` its id, and its name after a slash.
   */
  authtype: z.string().optional(),
  authid: z.string().optional(),
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
  if (!within(event.actor, 1, 1_000)) return 'actor: 1 to 1,000 characters';
  if (!within(event.commandid, 1, 256)) return 'commandid: 1 to 256 characters';
  if (!within(event.commandhash, 64, 64)) return 'commandhash: 64 characters';
  if (!within(event.commitid, 1, 256)) return 'commitid: 1 to 256 characters';
  if (!within(event.correlationid, 1, 256)) return 'correlationid: 1 to 256 characters';
  if (event.recordedtime !== event.time && !TIMESTAMP.test(event.recordedtime))
    return `recordedtime: ${TIMESTAMP_FORM}`;
  if (!within(event.description, 0, 1_000_000)) return 'description: at most 1,000,000 characters';
  if (!within(event.tags, 0, 1_000_000)) return 'tags: at most 1,000,000 characters';
  if (!within(event.derivedfrom, 1, 10_000)) return 'derivedfrom: 1 to 10,000 characters';
  if (!within(event.violates, 1, 10_000)) return 'violates: 1 to 10,000 characters';
  if (event.redacted !== undefined && !isInteger(event.redacted, 1))
    return 'redacted: a whole number from 1 to 2,147,483,647';
  if (!within(event.authtype, 1, 64)) return 'authtype: 1 to 64 characters';
  if (!within(event.authid, 1, 256)) return 'authid: 1 to 256 characters';
  if (!within(event.traceparent, 0, 256)) return 'traceparent: at most 256 characters';
  // The chain check judges which characters a hash has.
  if (event.hash.length !== 64) return 'hash: 64 characters';
  return undefined;
};

type Attributes = z.infer<z.ZodObject<typeof first & typeof attributes>>;
/** A recorded event of one type; `data` has the shape of its schema. */
export type EventOf<T extends EventType> = Attributes & { type: T; data: EventData[T]; hash: string };
/** A recorded event of any known type: a union discriminated by `type`. */
export type RecordedEvent = { [T in EventType]: EventOf<T> }[EventType];
/**
 * An event whose type, or whose version of it, this code does not know: it is stored and shown as it is, and folded into
 * nothing. `phase_started` of a newer version 2 has the type `phase_started.v2`, so that no code takes it for one it knows.
 */
export type ForeignEvent = Attributes & { type: string; data: Record<string, unknown>; hash: string };
/** An event before it has a place in the chain. */
export type UnchainedEvent = Omit<RecordedEvent, 'hash'>;

const TYPE = /^[a-z][a-z0-9_]{0,63}$/;
const TYPE_FORM = '1 to 64 of a-z 0-9 _ that begin with a letter';

const ForeignEnvelope = z.strictObject({
  ...first,
  type: z.string(),
  ...attributes,
  data: z.record(z.string(), z.unknown()),
  ...hashMember,
});

/** Why a line is not an event, in one sentence. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
}

/** What decoding needs of the table of events. */
export type EventTable = Readonly<Record<string, Pick<EventEntry, 'version' | 'upcasters' | 'data'>>>;

/**
 * A decoder by a table of events. Data of an earlier version become data of the table's, step by step; the line and its
 * hash stay as they were recorded. The chain is not checked: see `chainHash`.
 */
export const decoderOf = (table: EventTable): ((line: string) => RecordedEvent) => decoderBy(table, envelopesOf(table));

const envelopesOf = (table: EventTable): ReadonlyMap<string, z.ZodObject> =>
  new Map(
    Object.entries(table).map(([type, { data }]) => [
      type,
      z.strictObject({ ...first, type: z.literal(type), ...attributes, data, ...hashMember }),
    ]),
  );

const decoderBy =
  (table: EventTable, envelopes: ReadonlyMap<string, z.ZodObject>) =>
  (line: string): RecordedEvent => {
    const value = objectIn(line);
    const { type, schemaversion } = value;
    if (typeof type !== 'string') throw new DecodeError('not an event: it names no type');
    if (!TYPE.test(type)) throw new DecodeError(`not an event: its type ${JSON.stringify(type)} is not ${TYPE_FORM}`);
    const entry = Object.hasOwn(table, type) ? table[type] : undefined;
    // A value of another type is refused by the schema, with its place.
    const version = typeof schemaversion === 'number' ? schemaversion : 1;
    if (!isInteger(version, 1)) throw new DecodeError(`not a valid ${type}: schemaversion: a whole number from 1`);
    const newer = entry !== undefined && version > entry.version;
    const envelope = newer ? ForeignEnvelope : (envelopes.get(type) ?? ForeignEnvelope);
    const { data } = value as { data?: { extra?: unknown } | null };
    // Only these have values of any shape. Checked before the schema, which drops what it cannot represent.
    if (envelope === ForeignEnvelope || data?.extra !== undefined) {
      const unfit = unfitData(data);
      if (unfit !== undefined) throw new DecodeError(`not a valid ${type}: ${unfit}`);
    }
    // The envelope of a type is the type's own, so what it parsed is an event of that type.
    const event = parsed(
      envelope,
      newer || entry === undefined ? value : upcast(value, entry, version),
    ) as RecordedEvent;
    const sentence = malformed(event);
    if (sentence !== undefined) throw new DecodeError(`not a valid ${type}: ${sentence}`);
    // A newer version has a type of its own, unknown here: no switch over the known types takes it for one of them.
    return newer ? ({ ...event, type: versionedType(type, version) } as RecordedEvent) : event;
  };

const ENVELOPES = envelopesOf(EVENTS);

/**
 * The event that a line holds (without the line end), by the table of events.
 * @throws DecodeError when the line is not JSON, or not an event of the schema that it names
 */
export const decodeEvent = decoderBy(EVENTS, ENVELOPES);

/** A literal for the members that nearly all events have, as a spread of so many costs many times as much. */
const withHash = (event: UnchainedEvent, hash: string): RecordedEvent => {
  const { specversion, id, source, type, time, sessionid, ordinal, schemaversion, actor, commandid } = event;
  const { commandhash, commitid, recordedtime, data } = event;
  if (commandhash === undefined || OPTIONAL.some((member) => event[member] !== undefined))
    return { ...event, hash } as RecordedEvent;
  // biome-ignore format: one member a line would be twenty lines of their own names
  return { specversion, id, source, type, time, sessionid, ordinal, schemaversion, actor, commandid, commandhash, commitid, recordedtime, data, hash } as RecordedEvent;
};
const OPTIONAL = [
  ...(['correlationid', 'severity', 'description', 'tags'] as const),
  ...(['derivedfrom', 'violates', 'redacted', 'authtype', 'authid', 'traceparent'] as const),
];

/**
 * The event that decoding its line would give, without the line. Undefined where only decoding shows it: data with
 * values of any shape, a profile, and whatever a line would lose or decoding would refuse.
 */
export const asDecoded = (event: UnchainedEvent, hash: string): RecordedEvent | undefined => {
  const envelope = ENVELOPES.get(event.type);
  if (envelope === undefined || event.schemaversion !== EVENTS[event.type].version) return undefined;
  if ((event.data as { readonly extra?: unknown }).extra !== undefined) return undefined;
  const chained = withHash(event, hash);
  return readerOf(envelope)?.fits(chained) === true && malformed(chained) === undefined ? chained : undefined;
};

/** The value as its schema reads it, with the members that only a newer version knows. @throws DecodeError */
const parsed = (envelope: z.ZodObject, value: Members): object => {
  if (readerOf(envelope)?.fits(value) === true) return value;
  const whole = envelope.safeParse(value);
  if (whole.success) return whole.data;
  const refused = (why: string) => new DecodeError(`not a valid ${value.type}: ${why}`);
  const unknown = unknownIn(whole.error);
  if (unknown === undefined) throw refused(memberSentence(whole.error));
  for (const path of unknown) {
    const unfit = unfitData({ [String(path.at(-1))]: memberAt(value, path) });
    if (unfit !== undefined) throw refused(unfit);
  }
  const known = envelope.safeParse(withoutMembers(value, unknown));
  if (!known.success) throw refused(memberSentence(known.error));
  return withUnknown(known.data, value, unknown);
};

/** As `sentenceOf`; a member that is not there is called missing. */
const memberSentence = (error: z.ZodError): string => {
  const [issue] = error.issues;
  return issue?.code === 'invalid_type' && issue.message.endsWith('received undefined')
    ? `${issue.path.join('.')} is missing`
    : sentenceOf(error);
};

type Members = Readonly<Record<string, unknown>>;

const objectIn = (line: string): Members => {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new DecodeError(`not JSON: ${(error as Error).message}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new DecodeError('not an event: a line holds one JSON object');
  return value as Members;
};

/** An event with its data brought from a version to the newest; itself where it is of that. */
const upcast = (value: Members, { version: newest, upcasters }: EventTable[string], from: number): Members => {
  if (from === newest || typeof value.data !== 'object' || value.data === null) return value;
  let data = value.data as Record<string, unknown>;
  for (let version = from; version < newest; version += 1) {
    const next = upcasters[version];
    if (next === undefined) throw new DecodeError(`not a valid ${value.type}: version ${version} cannot be read`);
    data = next(data);
  }
  return { ...value, schemaversion: newest, data };
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
  const type = recordedType(event.type);
  const head = JSON.stringify(type === event.type ? event : { ...event, type }).slice(0, -1);
  const hash = sha256(previous + head);
  return { line: `${head}${HASH_MEMBER}${hash}"}`, hash };
};

/**
 * The `hash` that a line must have when it follows `previous`: SHA-256 of the previous hash (64 hex characters) and the
 * line's bytes before `,"hash":`. Undefined when the line does not end in a hash member.
 */
export const chainHash = (line: string, previous: string, sha256: Sha256): string | undefined => {
  const tailStart = line.length - TAIL_LENGTH;
  if (tailStart < 0 || !line.startsWith(HASH_MEMBER, tailStart) || !line.endsWith('"}')) return undefined;
  return sha256(previous + line.slice(0, tailStart));
};

/** Tags of an event as a list; anything else that another writer percent-encoded stays as it is. */
export const tagsOf = (event: { tags?: string | undefined }): string[] =>
  event.tags === undefined || event.tags === ''
    ? []
    : event.tags
        .split(',')
        .map((tag) => tag.replaceAll(/%(2C|25)/gi, (_, code: string) => (code === '25' ? '%' : ',')));

/** A list of tags as the one attribute that CloudEvents has room for. */
export const joinTags = (tags: readonly string[]): string =>
  tags.map((tag) => tag.replaceAll('%', '%25').replaceAll(',', '%2C')).join(',');

/** Ids of the rules that an event violated when it was recorded. */
export const violatesOf = (event: { violates?: string | undefined }): string[] =>
  event.violates === undefined ? [] : event.violates.split(',');

/** True for an event that an import made from another file than the session's events or its document. */
export const isDerived = (event: { derivedfrom?: string | undefined; data: unknown }): boolean =>
  event.derivedfrom !== undefined && !/^(?:events-|document\/)/.test(event.derivedfrom);
