// Recorded events without their secrets: for a log that was exported by somebody who did not replace them. The chain is
// another one then, and the first event says which it was.
import { canonicalJson } from '../../machines/canonical-json.ts';
import { joinTags, type RecordedEvent, tagsOf, type UnchainedEvent } from '../../machines/events/envelope.ts';
import type { Profile } from '../../machines/profile.ts';
import { sha256 } from '../sha256.ts';
import { distinctIds } from './distinct-ids.ts';
import type { SecretPattern } from './patterns.ts';
import { redact } from './redact.ts';
import { redactTags } from './secret-filter.ts';

/** The record that a redacted one was made from. */
export interface RedactedFrom {
  /** Its head, as `export` printed it. */
  readonly ordinal: number;
  readonly hash: string;
  /** How many secrets were replaced. */
  readonly secrets: number;
}

type Texts = Omit<RecordedEvent, 'tags'> & { readonly tags?: readonly string[] };

/** The event with its tags as a list, and without what has a form of its own. */
const textsOf = (event: RecordedEvent) => {
  const { specversion, type, time, sessionid, ordinal, schemaversion, recordedtime, severity, hash, tags, ...texts } =
    event;
  return tags === undefined ? texts : { ...texts, tags: tagsOf(event) };
};

/** How many secrets an event holds, by name of pattern. */
export const secretsOf = (
  event: RecordedEvent,
  patterns: readonly SecretPattern[],
): Readonly<Record<string, number>> => {
  const { value, count, byPattern } = redact(textsOf(event), patterns);
  const { tags } = value as Texts;
  // Of tags that are harmless one by one.
  return count === 0 && tags !== undefined && redactTags(tags, patterns) !== tags ? { tags: 1 } : byPattern;
};

const withHash = (data: Record<string, unknown>, before: Record<string, unknown>): Record<string, unknown> =>
  'profileHash' in data && data.profile !== before.profile
    ? { ...data, profileHash: sha256(canonicalJson(data.profile as Profile)) }
    : data;

const withOrigin = (data: Record<string, unknown>, redactedFrom: RedactedFrom): Record<string, unknown> => {
  const { extra, ...rest } = data;
  const kept = typeof extra === 'object' && extra !== null ? extra : extra === undefined ? {} : { given: extra };
  return { ...rest, extra: { ...kept, redactedFrom } };
};

/**
 * Takes the secrets out of a record's events, one after the other.
 * @param commands ids of the commands in whose events there are secrets: their hashes, by which a weak one could be
 *   guessed, are left out
 */
export const eventRedactor = (
  patterns: readonly SecretPattern[],
  commands: ReadonlySet<string>,
  redactedFrom: RedactedFrom,
): ((event: RecordedEvent) => UnchainedEvent) => {
  const [ids, commandIds, commitIds] = [distinctIds(), distinctIds(), distinctIds()];
  return (event) => {
    const found = redact(textsOf(event), patterns);
    const said = found.value as Texts;
    const tags = said.tags === undefined ? undefined : redactTags(said.tags, patterns);
    const count = found.count + (tags === said.tags ? 0 : 1);
    const data = withHash(said.data as Record<string, unknown>, event.data as Record<string, unknown>);
    const { hash: _, commandhash, redacted = 0, traceparent: __, data: ___, ...rest } = event;
    const { id, actor, source, commandid, commitid, correlationid, description, derivedfrom, violates, traceparent } =
      said;
    const kept = commands.has(event.commandid) ? undefined : commandhash;
    const members = {
      ...rest,
      ...{ id: ids(event.id, id), source, actor, commandid: commandIds(event.commandid, commandid) },
      ...{ commandhash: kept, commitid: commitIds(event.commitid, commitid), correlationid, description },
      ...{ tags: tags === undefined ? undefined : joinTags(tags), derivedfrom, violates },
      redacted: redacted + count || undefined,
      traceparent,
      data: event.ordinal === 1 ? withOrigin(data, redactedFrom) : data,
    };
    return Object.fromEntries(
      Object.entries(members).filter(([, value]) => value !== undefined),
    ) as unknown as UnchainedEvent;
  };
};
