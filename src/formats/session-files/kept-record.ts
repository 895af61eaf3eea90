// What four files alone cannot say: the exact facts of the session that they were written from, in order. It stands in
// the events file as `reprise`, with a digest of each file's own content. A later import takes it only while all four are
// as they were written; after any change the files themselves are what counts.
import { canonicalJson } from '../../../machines/canonical-json.ts';
import { LAW_VERSION } from '../../../machines/commands/facts.ts';
import type { Command } from '../../../machines/decide.ts';
import { type RecordedEvent, tagsOf } from '../../../machines/events/envelope.ts';
import { sha256 } from '../../sha256.ts';
import { FILE_KINDS, type FileKind, isObject, type JsonObject } from './entry.ts';
import { present } from './facts.ts';

/** The member of the events file that holds it. */
export const RECORD = 'reprise';
const VERSION = 1;

export type SessionDocuments = Readonly<Record<FileKind, JsonObject>>;

/**
 * The facts of events, each a command of its own: the same events again. Of an imported session they are the commands of
 * that import, so that to import its export where it is recorded adds nothing.
 */
export const commandsOfRecord = (events: readonly RecordedEvent[]): Command[] => {
  const times = new Map<string, number>();
  for (const { commandid } of events) times.set(commandid, (times.get(commandid) ?? 0) + 1);
  return events.map((event) => ({
    // Several events of one command become several commands.
    id: times.get(event.commandid) === 1 ? event.commandid : `event:${event.id}`.slice(0, 256),
    name: event.type,
    data: dataOf(event),
    time: event.time,
    actor: event.actor,
    ...present({
      severity: event.severity,
      description: event.description,
      tags: event.tags === undefined ? undefined : tagsOf(event),
      correlationId: event.correlationid,
      traceparent: event.traceparent,
      derivedFrom: event.derivedfrom,
    }),
  }));
};

/** What deciding adds again is left out. */
const dataOf = (event: RecordedEvent): unknown => {
  if (event.type !== 'session_started' || event.data.law !== LAW_VERSION) return event.data;
  const { profileHash: _hash, law: _law, ...data } = event.data;
  return data;
};

const digest = (value: unknown): string => sha256(canonicalJson(value));
const without = (document: JsonObject): JsonObject => {
  const { [RECORD]: _record, ...rest } = document;
  return rest;
};

export const recordMember = (files: SessionDocuments, facts: readonly Command[]): JsonObject => ({
  version: VERSION,
  about: 'The facts that these four files were written from. They count while no file is changed.',
  files: Object.fromEntries(FILE_KINDS.map((kind) => [kind, digest(without(files[kind]))])),
  digest: digest(facts),
  facts,
});

/**
 * The facts that files were written from; `changed` says what is no longer as it was written; undefined where they
 * have none.
 */
export const keptRecord = (
  files: Partial<SessionDocuments>,
): { readonly facts: readonly Command[] } | { readonly changed: string } | undefined => {
  const record = files.events?.[RECORD];
  if (!isObject(record)) return undefined;
  if (record.version !== VERSION) return { changed: 'its record is of another version' };
  const digests = isObject(record.files) ? record.files : {};
  for (const kind of FILE_KINDS) {
    const document = files[kind];
    if (document === undefined) return { changed: `its ${kind} file is missing` };
    if (digest(without(document)) !== digests[kind]) return { changed: `its ${kind} file was changed` };
  }
  if (!Array.isArray(record.facts) || !record.facts.every(isObject) || digest(record.facts) !== record.digest)
    return { changed: 'its record was changed' };
  return { facts: record.facts as unknown as Command[] };
};
