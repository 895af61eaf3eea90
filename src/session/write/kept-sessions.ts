// The cache of sessions: those used last, as many as fit a number and an estimate of their memory.
import { RepriseError } from '../../errors.ts';
import { Recent } from '../recent.ts';
import type { LoadedSession, SessionCache } from './loaded-sessions.ts';
import { stateBytes } from './state-bytes.ts';

/** How many sessions are kept in memory between commands. One that is not kept is read and folded again. */
export interface CacheLimits {
  /** The most sessions. Default 10,000. */
  readonly maxSessions?: number;
  /** The most bytes of all their states, estimated; the session used last is always kept. Default 128 MiB. */
  readonly maxBytes?: number;
}

interface Kept {
  readonly session: LoadedSession;
  /** Never less than what it takes, by the estimate. */
  readonly bytes: number;
  /** Its bytes when they were estimated last. */
  readonly estimated: number;
}

/** What an event adds at most beside the text of its line: ids in tables, and their rows. */
const EVENT_BYTES = 600;
/** A state that may take less than this is not looked at: its events and their lines are counted instead. */
const SMALL_BYTES = 64 * 1024;

const positive = (name: string, value: number): number => {
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new RepriseError('USAGE', `${name} of the cache is ${value}; expected a whole number from 1 on.`);
};

/** The limits with their defaults. @throws RepriseError USAGE for one that is not a whole number from 1 on */
export const checkedLimits = ({
  maxSessions = 10_000,
  maxBytes = 128 * 1024 * 1024,
}: CacheLimits = {}): Required<CacheLimits> => ({
  maxSessions: positive('maxSessions', maxSessions),
  maxBytes: positive('maxBytes', maxBytes),
});

export class KeptSessions implements SessionCache {
  readonly #limits: Required<CacheLimits>;
  readonly #onDrop: (sessionId: string) => void;
  readonly #sessions = new Recent<string, Kept>();
  #bytes = 0;

  /** @param onDrop called with each session that had to make room @throws RepriseError as `checkedLimits` */
  constructor(limits: CacheLimits = {}, onDrop: (sessionId: string) => void = () => {}) {
    this.#limits = checkedLimits(limits);
    this.#onDrop = onDrop;
  }

  get(sessionId: string): LoadedSession | undefined {
    return this.#sessions.peek(sessionId)?.session;
  }

  /**
   * Keeps a session at its newest event, as the one used last.
   * @param lineBytes of the events since it was kept before, at least
   */
  set(session: LoadedSession, lineBytes: number): void {
    const { sessionId, state, head } = session;
    const before = this.#sessions.peek(sessionId);
    const events = head.ordinal - (before?.session.head.ordinal ?? 0);
    let { bytes, estimated } = before ?? { bytes: 0, estimated: 0 };
    bytes += lineBytes + EVENT_BYTES * Math.max(0, events);
    // Looked at when it may have doubled: so all looks together cost no more than some looks at the newest state.
    if (bytes > SMALL_BYTES && bytes > 2 * estimated) {
      estimated = stateBytes(state);
      bytes = estimated;
    }
    this.#bytes += bytes - (before?.bytes ?? 0);
    this.#sessions.set(sessionId, { session, bytes, estimated });
    this.#makeRoom(sessionId);
  }

  delete(sessionId: string): void {
    this.#bytes -= this.#sessions.peek(sessionId)?.bytes ?? 0;
    this.#sessions.delete(sessionId);
  }

  #makeRoom(newest: string): void {
    for (;;) {
      const { oldest, size } = this.#sessions;
      const isFull = size > this.#limits.maxSessions || this.#bytes > this.#limits.maxBytes;
      if (!isFull || oldest === undefined || oldest === newest) return;
      this.delete(oldest);
      this.#onDrop(oldest);
    }
  }
}
