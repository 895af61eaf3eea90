// What four files alone cannot hold: the exact facts of the session that they were written from, in order. They stand in
// the events file as `reprise`, with a digest of each file's own content. An import uses them only while all four files
// are as they were written; after any change the files themselves are what counts.
import { canonicalJson } from '../../../machines/canonical-json.ts';
import type { Command } from '../../../machines/commands/command.ts';
import { LAW_VERSION } from '../../../machines/commands/facts.ts';
import { defined } from '../../../machines/defined.ts';
import { type RecordedEvent, tagsOf } from '../../../machines/events/envelope.ts';
import { sha256 } from '../../sha256.ts';
import { FILE_KINDS, type FileKind } from './file-kind.ts';
import { isObject, type JsonObject, objectOr } from './json-object.ts';

/** The member of the events file that has the record. */
export const RECORD_MEMBER = 'reprise';
const VERSION = 1;

export type SessionDocuments = Readonly<Record<FileKind, JsonObject>>;

/**
 * The commands that record events again, one for each. Of an imported session they are the commands of that import, so
 * that importing its export where it is recorded already adds nothing.
 */
export const commandsOfRecord = (events: readonly RecordedEvent[]): Command[] => {
  const uses = new Map<string, number>();
  for (const { commandid } of events) uses.set(commandid, (uses.get(commandid) ?? 0) + 1);
  return events.map((event) => ({
    // Several events of one command become several commands.
    id: uses.get(event.commandid) === 1 ? event.commandid : `event:${event.id}`.slice(0, 256),
    name: event.type,
    data: dataOf(event),
    time: event.time,
    actor: event.actor,
    ...defined({
      severity: event.severity,
      description: event.description,
      tags: event.tags === undefined ? undefined : tagsOf(event),
      correlationId: event.correlationid,
      traceparent: event.traceparent,
      derivedFrom: event.derivedfrom,
    }),
  }));
};

/** The data without what deciding adds again. */
const dataOf = (event: RecordedEvent): unknown => {
  if (event.type !== 'session_started' || event.data.law !== LAW_VERSION) return event.data;
  const { profileHash: _hash, law: _law, ...data } = event.data;
  return data;
};

const digest = (value: unknown): string => sha256(canonicalJson(value));
const withoutRecord = ({ [RECORD_MEMBER]: _record, ...document }: JsonObject): JsonObject => document;

export const recordMember = (files: SessionDocuments, facts: readonly Command[]): JsonObject => ({
  version: VERSION,
  about: 'The facts that these four files were written from. They count while no file is changed.',
  files: Object.fromEntries(FILE_KINDS.map((kind) => [kind, digest(withoutRecord(files[kind]))])),
  digest: digest(facts),
  facts,
});

export type EmbeddedRecord =
  | { readonly kind: 'valid'; readonly facts: readonly Command[] }
  /** `reason`: why it no longer counts, as a clause. */
  | { readonly kind: 'invalid'; readonly reason: string };

/** The record in files that an export wrote; undefined where they have none. */
export const embeddedRecordIn = (files: Partial<SessionDocuments>): EmbeddedRecord | undefined => {
  const record = files.events?.[RECORD_MEMBER];
  if (!isObject(record)) return undefined;
  const invalid = (reason: string): EmbeddedRecord => ({ kind: 'invalid', reason });
  if (record.version !== VERSION) return invalid('its embedded record has another version');
  const digests = objectOr(record.files);
  for (const kind of FILE_KINDS) {
    const document = files[kind];
    if (document === undefined) return invalid(`its ${kind} file is missing`);
    if (digest(withoutRecord(document)) !== digests[kind]) return invalid(`its ${kind} file was changed`);
  }
  const { facts } = record;
  if (!isCommands(facts) || digest(facts) !== record.digest) return invalid('its embedded record was changed');
  return { kind: 'valid', facts };
};

/** The digest vouches for the rest of their shape. */
const isCommands = (facts: unknown): facts is readonly Command[] => Array.isArray(facts) && facts.every(isObject);
