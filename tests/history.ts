// Histories written by hand: a builder whose events are chained, encoded and decoded as a log would have them.
import { createHash } from 'node:crypto';
import { canonicalJson } from '../machines/canonical-json.ts';
import type { EventData, EventType } from '../machines/events/catalog.ts';
import { EVENTS } from '../machines/events/catalog.ts';
import type { RecordedEvent, UnchainedEvent } from '../machines/events/envelope.ts';
import { CHAIN_START, decodeEvent, encodeEvent } from '../machines/events/envelope.ts';
import type { EventSeverity } from '../machines/events/severity.ts';
import { PROFILES, type Profile } from '../machines/profile.ts';

/** SHA-256 of a text's UTF-8 bytes, lower-case hex. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * What an event says beside its data. `at`: minutes (and parts of one) after 2026-01-31T14:00:00.000Z; default: one
 * second after the event before it. `time` stands instead of `at` where given.
 */
export interface Said {
  at?: number;
  time?: string;
  actor?: string;
  severity?: EventSeverity;
  description?: string;
  tags?: string;
  derivedfrom?: string;
  violates?: string;
  commandid?: string;
  commitid?: string;
}

const BEGIN = Date.parse('2026-01-31T14:00:00.000Z');

export class History {
  readonly sessionId: string;
  readonly events: RecordedEvent[] = [];
  /** The events as a log holds them, without line ends. */
  readonly lines: string[] = [];
  #hash = CHAIN_START;
  #now = BEGIN - 1_000;

  constructor(sessionId: string) {
    this.sessionId = sessionId;
  }

  add<T extends EventType>(type: T, data: EventData[T], said: Said = {}): this {
    const { at, time, actor, ...rest } = said;
    this.#now = time !== undefined ? Date.parse(time) : at !== undefined ? BEGIN + at * 60_000 : this.#now + 1_000;
    const ordinal = this.events.length + 1;
    const when = new Date(this.#now).toISOString();
    const event = {
      specversion: '1.0',
      id: `${this.sessionId}-${ordinal}`,
      source: 'reprise:test',
      type,
      time: when,
      sessionid: this.sessionId,
      ordinal,
      schemaversion: EVENTS[type].version,
      actor: actor ?? 'orchestrator',
      commandid: `command-${ordinal}`,
      commitid: `commit-${ordinal}`,
      recordedtime: when,
      ...rest,
      data,
    } as unknown as UnchainedEvent;
    const { line, hash } = encodeEvent(event, this.#hash, sha256);
    this.#hash = hash;
    this.lines.push(line);
    this.events.push(decodeEvent(line));
    return this;
  }

  /** `session_started` with a profile (default `normal`), the rest as given. */
  start(
    said: Partial<Omit<EventData['session_started'], 'profile'>> & { profile?: Profile } = {},
    envelope: Said = {},
  ): this {
    const profile = said.profile ?? (PROFILES.normal as Profile);
    return this.add(
      'session_started',
      {
        goal: 'Reset passwords by email',
        profileHash: sha256(canonicalJson(profile)),
        law: '1',
        enforcement: 'enforce',
        ...said,
        profile,
      },
      envelope,
    );
  }
}

/** `history('s1').start().add('phase_started', { phase: 'Context' }, { at: 2 }).events` */
export const history = (sessionId = 's1'): History => new History(sessionId);

/** A session of one line with members that no version knows yet. */
export const newerLine = (sessionId: string): string => {
  const { hash: _, ...event } = history(sessionId).start().events[0]!;
  const newer = { ...event, data: { ...event.data, colour: 'red' } } as unknown as UnchainedEvent;
  return encodeEvent(newer, CHAIN_START, sha256).line;
};
