// Takes the secrets out of recorded events, for an export that was recorded without replacing them. Their chain is computed
// anew, and the first event names the head of the original.
import { canonicalJson } from '../../machines/canonical-json.ts';
import { defined } from '../../machines/defined.ts';
import { joinTags, type RecordedEvent, tagsOf, type UnchainedEvent } from '../../machines/events/envelope.ts';
import { sha256 } from '../sha256.ts';
import { distinctIds } from './distinct-ids.ts';
import { redact } from './redact.ts';
import { redactTags } from './secret-filter.ts';
import type { SecretPattern } from './secret-pattern.ts';

/** The record from which a redacted one was made. */
export interface RedactedFrom {
  /** Ordinal and hash of its head. */
  readonly ordinal: number;
  readonly hash: string;
  /** How many secrets were replaced. */
  readonly secrets: number;
}

type Data = RecordedEvent['data'];

/** The members of an event that may hold a secret, its tags as a list: the others have fixed forms. */
const textsOf = (event: RecordedEvent) => {
  const { specversion, type, time, sessionid, ordinal, schemaversion, recordedtime, severity, hash, tags, ...texts } =
    event;
  return { ...texts, ...defined({ tags: tags === undefined ? undefined : tagsOf(event) }) };
};

/** How many secrets an event holds, by name of pattern. */
export const secretsOf = (
  event: RecordedEvent,
  patterns: readonly SecretPattern[],
): Readonly<Record<string, number>> => {
  const { value, count, byPattern } = redact(textsOf(event), patterns);
  const { tags } = value;
  // Tags that are harmless one by one may form a secret together.
  return count === 0 && tags !== undefined && redactTags(tags, patterns) !== tags ? { tags: 1 } : byPattern;
};

/** The data with the hash of its profile, where redacting changed the profile. */
const withProfileHash = (data: Data, before: Data): Data =>
  'profileHash' in data && 'profile' in before && data.profile !== before.profile
    ? { ...data, profileHash: sha256(canonicalJson(data.profile)) }
    : data;

const withOrigin = (data: Data, redactedFrom: RedactedFrom): Data => {
  const { extra, ...rest }: { readonly extra?: unknown } = data;
  const others = typeof extra === 'object' && extra !== null ? extra : extra === undefined ? {} : { given: extra };
  return { ...rest, extra: { ...others, redactedFrom } } as Data;
};

/**
 * A function that takes the secrets out of a record's events, one after the other.
 * @param commands ids of the commands whose events hold secrets: their hashes are left out, because a weak secret could be
 *   guessed by them
 */
export const eventRedactor = (
  patterns: readonly SecretPattern[],
  commands: ReadonlySet<string>,
  redactedFrom: RedactedFrom,
): ((event: RecordedEvent) => UnchainedEvent) => {
  const [ids, commandIds, commitIds] = [distinctIds(), distinctIds(), distinctIds()];
  return (event) => {
    const { value: texts, count: found } = redact(textsOf(event), patterns);
    const tags = texts.tags === undefined ? undefined : redactTags(texts.tags, patterns);
    const count = found + (tags === texts.tags ? 0 : 1);
    const data = withProfileHash(texts.data, event.data);
    const { hash: _, commandhash, redacted = 0, authtype: _1, authid: _2, traceparent: _3, data: _4, ...rest } = event;
    const { id, actor, source, commandid, commitid, correlationid, description, derivedfrom, violates, ...others } =
      texts;
    const { authtype, authid, traceparent, redacted: _5, commandhash: _6, data: _7, tags: _8, ...unknown } = others;
    return defined({
      ...{ ...rest, ...unknown },
      ...{ id: ids(event.id, id), source, actor, commandid: commandIds(event.commandid, commandid) },
      commandhash: commands.has(event.commandid) ? undefined : commandhash,
      ...{ commitid: commitIds(event.commitid, commitid), correlationid, description },
      ...{ tags: tags === undefined ? undefined : joinTags(tags), derivedfrom, violates },
      redacted: redacted + count || undefined,
      authtype,
      authid,
      traceparent,
      data: event.ordinal === 1 ? withOrigin(data, redactedFrom) : data,
    });
  };
};
