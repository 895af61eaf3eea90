// Facts on their way from the files to commands: what each is, when, and from which file and entry. A field that the
// event's schema cannot hold goes to `extra`; a fact that fits no schema at all becomes `fact_noted`, with all of it.
import type { Command } from '../../../machines/decide.ts';
import { EVENTS, type EventType } from '../../../machines/events/catalog.ts';
import type { EventSeverity } from '../../../machines/events/severity.ts';
import type { Entry, FileKind } from './entry.ts';
import { tags as tagsOf } from './fields.ts';

export type Fields = Readonly<Record<string, unknown>>;

export interface ImportedFact {
  readonly type: EventType;
  readonly data: Fields;
  readonly time: string;
  readonly file: FileKind;
  /** The entry that it came from: its id, else its place. */
  readonly entry: string;
  readonly actor: string;
  readonly severity: EventSeverity | undefined;
  readonly description: string | undefined;
  readonly tags: readonly string[] | undefined;
}

export interface Said {
  readonly actor?: string | undefined;
  readonly severity?: EventSeverity | undefined;
  readonly description?: string | undefined;
  readonly tags?: readonly string[] | undefined;
}

/** The most characters that an event has for who did it, and for what it says. */
export const MAX_ACTOR = 1_000;
export const MAX_TEXT = 1_000_000;

/** The entry of a fact that a file tells as a whole. */
export const WHOLE_FILE = 'file';

export class Facts {
  readonly all: ImportedFact[] = [];

  /** Adds a fact that `source` tells of; undefined fields are left out. */
  add(type: EventType, data: Fields, time: string, source: Entry, said: Said = {}): ImportedFact {
    const fitted = fittedTo(type, data, source);
    const fact: ImportedFact = {
      type: fitted.type,
      data: fitted.data,
      time,
      file: source.kind,
      entry: source.id === '' ? WHOLE_FILE : source.id,
      actor: said.actor?.slice(0, MAX_ACTOR) || 'orchestrator',
      severity: said.severity,
      description: said.description?.slice(0, MAX_TEXT),
      tags: tagsOf(said.tags),
    };
    this.all.push(fact);
    return fact;
  }
}

/** What deciding adds to a session's start: stands in while the rest is fitted. */
const STARTING = { profileHash: '0'.repeat(64), law: '', enforcement: 'observe' };

const fittedTo = (type: EventType, given: Fields, source: Entry): { type: EventType; data: Fields } => {
  const data = present(given);
  let extra: Record<string, unknown> = { ...(data.extra as Fields | undefined) };
  for (;;) {
    const parsed = EVENTS[type].data.safeParse(type === 'session_started' ? { ...data, ...STARTING } : data);
    if (parsed.success) return { type, data };
    const field = String(parsed.error.issues[0]?.path[0] ?? '');
    if (field === 'extra' || !Object.hasOwn(data, field)) break;
    extra = { ...extra, [field]: data[field] };
    data.extra = extra;
    delete data[field];
    source.warn(`${source.place(field)} does not fit ${type}; kept beside it`);
  }
  source.warn(`${source.id === '' ? source.file : `${source.file}, ${source.id}`} tells too little for ${type}; noted`);
  return { type: 'fact_noted', data: present({ name: type, extra: present({ ...given }) }) };
};

/** The fields that say something; `extra` only where it holds any. */
export const present = (fields: Fields): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).filter(
      ([name, value]) => value !== undefined && !(name === 'extra' && Object.keys(value as Fields).length === 0),
    ),
  );

/**
 * Which file and entry a fact came from. A place that starts with `events-` is an event of the session's own; what is
 * told of a file as a whole has its folder before its name, so that it is never taken for one.
 */
const placeOf = ({ file, entry }: ImportedFact, sessionId: string): string =>
  entry === WHOLE_FILE ? `session-files/${file}-${sessionId}.json` : `${file}-${sessionId}.json#${entry}`;

/** Ids of commands have 256 characters; longer names are cut and made unique by their number. */
const ID_ROOM = 230;

/** The commands of facts, in their order. Ids come from the entries alone, so that a second import repeats them. */
export const commandsOf = (facts: readonly ImportedFact[], sessionId: string): Command[] => {
  const seen = new Map<string, number>();
  return facts.map((fact) => {
    const base = `import:${fact.file}:${fact.entry}:${fact.type}`.slice(0, ID_ROOM);
    const times = (seen.get(base) ?? 0) + 1;
    seen.set(base, times);
    return {
      id: times === 1 ? base : `${base}~${times}`,
      name: fact.type,
      data: fact.data,
      time: fact.time,
      actor: fact.actor,
      ...present({ severity: fact.severity, description: fact.description, tags: fact.tags }),
      derivedFrom: placeOf(fact, sessionId).slice(0, 10_000),
    };
  });
};
