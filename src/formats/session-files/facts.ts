// Facts on their way from the files to commands: what each is, when, and from which file and entry. A field that the
// event's schema does not accept goes to `extra`; a fact that fits no schema at all becomes a `fact_noted` with all of it.
import type { Command } from '../../../machines/commands/command.ts';
import { defined } from '../../../machines/defined.ts';
import { EVENTS, type EventType } from '../../../machines/events/catalog.ts';
import type { EventSeverity } from '../../../machines/events/severity.ts';
import type { Entry } from './entry.ts';
import { tags as tagsOf } from './fields.ts';
import { type FileKind, fileNameOf } from './file-kind.ts';

/** The data of an event that is being built; members may be undefined. */
export type Fields = Readonly<Record<string, unknown>>;

export interface ImportedFact {
  readonly type: EventType;
  readonly data: Fields;
  readonly time: string;
  readonly file: FileKind;
  /** The entry that it came from: its id, else its place. */
  readonly entry: string;
  /** True where the entry states it beside another fact, which is the one that an export writes as the entry. */
  readonly beside?: true;
  readonly actor: string;
  readonly severity: EventSeverity | undefined;
  readonly description: string | undefined;
  readonly tags: readonly string[] | undefined;
}

/** What a fact has beside its data, as the file has it. */
export interface FactEnvelope {
  readonly actor?: string | undefined;
  readonly severity?: EventSeverity | undefined;
  readonly description?: string | undefined;
  readonly tags?: readonly string[] | undefined;
}

/** The most characters of an event's actor, and of its description. */
export const MAX_ACTOR = 1_000;
export const MAX_TEXT = 1_000_000;

/** The entry of a fact that comes from a file as a whole. */
export const WHOLE_FILE = 'file';

export class Facts {
  readonly all: ImportedFact[] = [];

  /** Adds a fact from the entry `source`; undefined fields are left out. */
  add(type: EventType, data: Fields, time: string, source: Entry, envelope: FactEnvelope = {}): ImportedFact {
    const fact: ImportedFact = {
      ...fittedTo(type, data, source),
      time,
      file: source.kind,
      entry: source.id === '' ? WHOLE_FILE : source.id,
      actor: envelope.actor?.slice(0, MAX_ACTOR) || 'orchestrator',
      severity: envelope.severity,
      description: envelope.description?.slice(0, MAX_TEXT),
      tags: tagsOf(envelope.tags),
    };
    this.all.push(fact);
    return fact;
  }

  /** Adds what an entry states beside the fact that it is, at the time of that fact. */
  addBeside(fact: ImportedFact, type: EventType, data: Fields, source: Entry): void {
    const { time, file, entry, actor } = fact;
    const none = { severity: undefined, description: undefined, tags: undefined };
    this.all.push({ ...fittedTo(type, data, source), time, file, entry, beside: true, actor, ...none });
  }
}

/** Members that deciding adds to a session's start, so that the rest of it can be checked without them. */
const ADDED_BY_DECIDE = { profileHash: '0'.repeat(64), law: '', enforcement: 'observe' };

const fittedTo = (type: EventType, given: Fields, source: Entry): { type: EventType; data: Fields } => {
  const data = withoutEmpty(given);
  let extra: Record<string, unknown> = { ...(data.extra as Fields | undefined) };
  for (;;) {
    const parsed = EVENTS[type].data.safeParse(type === 'session_started' ? { ...data, ...ADDED_BY_DECIDE } : data);
    if (parsed.success) return { type, data };
    const field = String(parsed.error.issues[0]?.path[0] ?? '');
    if (field === 'extra' || !Object.hasOwn(data, field)) break;
    extra = { ...extra, [field]: data[field] };
    data.extra = extra;
    delete data[field];
    source.warn(`${source.place(field)} does not fit the schema of ${type}; recorded in its extra`);
  }
  const where = source.id === '' ? source.file : `${source.file}, ${source.id}`;
  source.warn(`${where} lacks what ${type} requires; recorded as fact_noted`);
  return { type: 'fact_noted', data: { name: type, ...withoutEmpty({ extra: withoutEmpty(given) }) } };
};

/** The members that are defined; `extra` only where it has any. */
const withoutEmpty = (fields: Fields): Record<string, unknown> => {
  const data: Record<string, unknown> = defined(fields);
  if (Object.keys((data.extra ?? {}) as Fields).length === 0) delete data.extra;
  return data;
};

/**
 * Which file and entry a fact came from. A place that starts with `events-` is an event of the events file; a fact of a
 * file as a whole, or beside an event, has a folder before the file's name, so that it is never taken for one.
 */
const placeOf = ({ file, entry, beside }: ImportedFact, sessionId: string): string => {
  const name = fileNameOf(file, sessionId);
  const place = entry === WHOLE_FILE ? name : `${name}#${entry}`;
  return entry === WHOLE_FILE || beside ? `session-files/${place}` : place;
};

/** Ids of commands have at most 256 characters; longer names are truncated and made unique by a number. */
const MAX_BASE_ID = 230;

/** The commands of facts, in their order. Ids come from the entries alone, so that a second import repeats them. */
export const commandsOf = (facts: readonly ImportedFact[], sessionId: string): Command[] => {
  const uses = new Map<string, number>();
  return facts.map((fact) => {
    const base = `import:${fact.file}:${fact.entry}:${fact.type}`.slice(0, MAX_BASE_ID);
    const use = (uses.get(base) ?? 0) + 1;
    uses.set(base, use);
    const { severity, description, tags } = fact;
    return {
      id: use === 1 ? base : `${base}~${use}`,
      name: fact.type,
      data: fact.data,
      time: fact.time,
      actor: fact.actor,
      ...defined({ severity, description, tags }),
      derivedFrom: placeOf(fact, sessionId).slice(0, 10_000),
    };
  });
};
