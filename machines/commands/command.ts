// A command, its hash, and what makes its envelope invalid. Anything that the log would not take is refused here, so that no
// event is made that could not be read again.
import { canonicalJson } from '../canonical-json.ts';
import type { Sha256 } from '../events/envelope.ts';
import { joinTags } from '../events/envelope.ts';
import { unfitData } from '../events/nesting.ts';
import { EventSeverity } from '../events/severity.ts';
import type { State } from '../state/state.ts';
import { notATime, readTime, TIME_FORM } from '../time.ts';

/** What somebody wants to happen. Sent twice with the same id it counts once. */
export interface Command {
  /** Unique within the session: a repeat of an accepted command returns its first events and adds none. */
  readonly id: string;
  /** A command's word (`task.start`), or the type of a fact (`task_started`). */
  readonly name: string;
  /** In the shape of the event's schema. */
  readonly data: unknown;
  /** Who sends it. Default `orchestrator`. */
  readonly actor?: string;
  /** When it happened, in any form that `readTime` reads, with its time of day. Default: now. */
  readonly time?: string;
  readonly severity?: EventSeverity;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly correlationId?: string;
  readonly traceparent?: string;
  /** In an import: which file and entry it came from. */
  readonly derivedFrom?: string;
  /** How many secrets were replaced in it before it was decided; not part of its hash. */
  readonly redacted?: number;
  /** Who was authenticated when it was sent: stated by the service, never by the sender; not part of its hash. */
  readonly auth?: Principal;
}

/** Who sent a command, as the service knows it: CloudEvents' `authtype` and `authid`. */
export interface Principal {
  /** `api_key`: a token of the service. 1 to 64 characters. */
  readonly type: string;
  /** 1 to 256 characters. */
  readonly id: string;
}

export interface DecideContext {
  /** Now, in the form of `Timestamp`. */
  readonly now: string;
  readonly newId: () => string;
  /** Id of the commit that the events will be part of. */
  readonly commitId: string;
  readonly sha256: Sha256;
  /**
   * The session as the sender last saw it: what a command leaves open (the active phase, the open cycle) means what it
   * meant there. Default: the state that it is decided in.
   */
  readonly seen?: State | undefined;
  /** The session that a start names as its parent, where the log does not hold it: the start records that. */
  readonly missingParent?: string | undefined;
}

/** SHA-256 of a command's content, without its id: equal for a repeat. */
export const commandHash = (command: Command, sha256: Sha256): string => {
  const { id, redacted, auth, ...content } = withTimeRead(command);
  return sha256(canonicalJson(content));
};

/** A time in the form of the log; a text that is not a time as it is. */
export const timeRead = (text: string): string => {
  const read = readTime(text);
  return 'invalid' in read ? text : read.time;
};

/** The command with its time in the form of the log: it is the same command however its time is written. */
export const withTimeRead = (command: Command): Command => {
  if (command.time === undefined) return command;
  const time = timeRead(command.time);
  return time === command.time ? command : { ...command, time };
};

/** What is invalid in the time of a command, as a sentence. */
export const malformedTime = (time: unknown): string | undefined => {
  if (time === undefined) return undefined;
  if (typeof time !== 'string') return `time: expected one such as ${TIME_FORM}`;
  const read = readTime(time);
  if ('invalid' in read) return `time: ${notATime(time, read)}`;
  return read.dateOnly ? `time: ${JSON.stringify(time)} is a day; expected its time too, as ${TIME_FORM}` : undefined;
};

/** What is invalid in the envelope of a command, as a sentence; undefined where nothing is. */
export const malformedOf = (command: Command): string | undefined => {
  const { id, actor, description } = command;
  if (id === undefined || !isText(id, 1, 256)) return 'id: 1 to 256 characters';
  if (!isText(actor ?? undefined, 1, 1_000)) return 'actor: 1 to 1,000 characters';
  if (!isText(description ?? undefined, 0, 1_000_000)) return 'description: at most 1,000,000 characters';
  return malformedTime(command.time) ?? malformedOption(command) ?? unfitData(command.data);
};

const isText = (value: unknown, least: number, most: number): boolean =>
  value === undefined || (typeof value === 'string' && value.length >= least && value.length <= most);

const malformedOption = (command: Command): string | undefined => {
  const { name, severity, tags, correlationId, traceparent, derivedFrom } = command;
  if (typeof name !== 'string') return 'name: the word of a command, or the type of an event';
  if (severity !== undefined && !(EventSeverity.options as readonly unknown[]).includes(severity))
    return `severity: one of ${EventSeverity.options.join(', ')}`;
  if (tags !== undefined) {
    if (!Array.isArray(tags) || !tags.every((tag) => typeof tag === 'string')) return 'tags: a list of texts';
    if (joinTags(tags).length > 1_000_000) return 'tags: at most 1,000,000 characters';
  }
  if (!isText(correlationId, 1, 256)) return 'correlationId: 1 to 256 characters';
  if (!isText(traceparent, 0, 256)) return 'traceparent: at most 256 characters';
  if (!isText(derivedFrom, 1, 10_000)) return 'derivedFrom: 1 to 10,000 characters';
  return undefined;
};
