// From commits to what one subscriber receives: each chain is checked on the way, a session with a fault is reported once
// and then left out, and what was not asked for is left out too.
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { RepriseError } from '../../errors.ts';
import type { From, Position } from '../../log/port.ts';
import { Recent } from '../recent.ts';
import { type ChainHead, type DecodedCommit, NEW_CHAIN } from '../record/chain.ts';
import { faultError } from '../record/faults.ts';
import { type Beginning, beginningOf } from './begin.ts';
import type { Subscribed, SubscribeOptions } from './options.ts';

/** A commit of a log, that a head of its session's chain decodes. */
export interface Decodable {
  readonly sessionId: string;
  readonly position: Position;
  /** As `decodeCommit`. */
  decode(head: ChainHead | undefined): DecodedCommit;
}

/** The most chain heads in memory. Beyond it, the next event of the session that was silent longest is trusted unchecked. */
const MAX_HEADS = 100_000;

/** In place of the head of a session that has a fault. */
const FAULTY = 'faulty';

/** @throws RepriseError BAD_INPUT for a list that names none */
const namedIn = (list: readonly string[] | undefined, what: string, hint: string): ReadonlySet<string> | undefined => {
  if (list === undefined) return undefined;
  if (list.length === 0) throw new RepriseError('BAD_INPUT', `No ${what} is named.`, { hint });
  return new Set(list);
};

export class Delivery {
  /** The sessions that are named; empty for all. */
  readonly sessions: readonly string[];
  /** Where reading the log begins. */
  readonly from: From;
  /** The positions that the subscription begins after, as they were given. */
  readonly after: Beginning['after'];
  readonly #all: ReadonlySet<string>;
  /** Those that are named and have no fault. */
  readonly #named: Set<string>;
  readonly #skip: Beginning['skip'];
  readonly #types: ReadonlySet<string> | undefined;
  readonly #actors: ReadonlySet<string> | undefined;
  readonly #heads = new Recent<string, ChainHead | typeof FAULTY>();
  /** Whether every session without a head is at its beginning. */
  #isComplete: boolean;
  #failure: RepriseError | undefined;

  /** @throws RepriseError BAD_INPUT */
  constructor(options: SubscribeOptions) {
    const { sessions, types, actors, from = 'start' } = options;
    this.sessions = typeof sessions === 'string' ? [sessions] : [...(sessions ?? [])];
    const beginning = beginningOf(from, this.sessions);
    if (sessions !== undefined) namedIn(this.sessions, 'session', 'Leave `sessions` out to follow all of them.');
    this.#types = namedIn(types, 'type', 'Leave `types` out to receive events of all types.');
    this.#actors = namedIn(actors, 'actor', 'Leave `actors` out to receive what all of them did.');
    this.from = beginning.from;
    this.after = beginning.after;
    this.#skip = beginning.skip;
    this.#all = new Set(this.sessions);
    this.#named = new Set(this.sessions);
    this.#isComplete = this.from.kind === 'start';
  }

  /** The fault of the last session of those that were named: once all have one, nothing would follow any more. */
  get failure(): RepriseError | undefined {
    return this.#failure;
  }

  /** Whether a session is among those that are followed. */
  isNamed(sessionId: string): boolean {
    const { sessions } = this;
    return sessions.length === 0 || (sessions.length === 1 ? sessions[0] === sessionId : this.#all.has(sessionId));
  }

  /** Adds what the subscriber receives of a commit; none where `failure` is set. */
  commit(commit: Decodable, into: Subscribed[]): void {
    const { sessionId } = commit;
    const before = this.#heads.peek(sessionId) ?? (this.#isComplete ? NEW_CHAIN : undefined);
    if (before === FAULTY) return;
    const { events, fault, head } = commit.decode(before);
    if (head !== undefined) this.#setHead(sessionId, head);
    const { stream, sequence } = commit.position;
    for (let index = 0; index < events.length; index += 1) {
      const event = events[index] as RecordedEvent;
      const position = { stream, sequence, index };
      if (this.#skip(position, event) || !this.#isWanted(event)) continue;
      into.push({ kind: 'event', event, position });
    }
    if (fault !== undefined) this.#fault(sessionId, commit.position, faultError(fault, sessionId), into);
  }

  /** Whether nothing of any session was received. */
  get isBlank(): boolean {
    return this.#heads.size === 0;
  }

  /** Adds the fault of a message that is no commit, unless its session has one already. */
  invalid(sessionId: string, position: Position, error: RepriseError, into: Subscribed[]): void {
    if (error.code === 'SESSION_FORGOTTEN') this.#forgotten(sessionId, position, error, into);
    else if (this.#heads.peek(sessionId) !== FAULTY) this.#fault(sessionId, position, error, into);
  }

  /** What was forgotten may begin again behind this place; whoever received nothing of it has nothing to be told then. */
  #forgotten(sessionId: string, position: Position, error: RepriseError, into: Subscribed[]): void {
    const head = this.#heads.peek(sessionId);
    if (error.fields.begunAgain !== true) this.#fault(sessionId, position, error, into);
    else if (head !== undefined && head !== FAULTY) into.push({ kind: 'fault', sessionId, position, error });
    this.#setHead(sessionId, NEW_CHAIN);
  }

  #isWanted({ type, actor }: RecordedEvent): boolean {
    return (this.#types?.has(type) ?? true) && (this.#actors?.has(actor) ?? true);
  }

  #fault(sessionId: string, position: Position, error: RepriseError, into: Subscribed[]): void {
    this.#setHead(sessionId, FAULTY);
    if (this.#named.delete(sessionId) && this.#named.size === 0) this.#failure = error;
    else into.push({ kind: 'fault', sessionId, position, error });
  }

  #setHead(sessionId: string, head: ChainHead | typeof FAULTY): void {
    this.#heads.set(sessionId, head);
    if (this.#heads.size <= MAX_HEADS) return;
    this.#heads.delete(this.#heads.oldest as string);
    this.#isComplete = false;
  }
}
