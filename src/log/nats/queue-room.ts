// How much may wait for its acknowledgement at a time. Beyond it an append waits for room, or fails at once, so that a log
// that is slower than its callers fills neither memory nor the connection.
import { type Clock, SYSTEM_CLOCK } from '../../clock.ts';
import { RepriseError } from '../../errors.ts';

export interface QueueLimits {
  /** The most commits that are on their way or wait for others. Default 10,000. */
  readonly maxCommits?: number;
  /** The most bytes in their bodies; one commit always fits. Default 64 MiB. */
  readonly maxBytes?: number;
  /**
   * What an append does when there is no room: `wait` for some until its deadline, or `fail` at once. Both fail with
   * QUEUE_FULL, and nothing was sent. Default `wait`.
   */
  readonly whenFull?: 'wait' | 'fail';
}

/** One session takes at most one part of so many of the room, so that the others have the rest. */
const PARTS = 4;

interface Load {
  commits: number;
  bytes: number;
}

interface Waiting {
  readonly bytes: number;
  readonly enter: () => void;
}

const positive = (name: string, value: number): number => {
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new RepriseError('USAGE', `${name} of the queue is ${value}; expected a whole number from 1 on.`);
};

export class QueueRoom {
  readonly #maxCommits: number;
  readonly #maxBytes: number;
  readonly #fails: boolean;
  readonly #clock: Clock;
  readonly #all: Load = { commits: 0, bytes: 0 };
  readonly #bySession = new Map<string, Load>();
  /** By session, in the order of their turns. */
  readonly #waiting = new Map<string, Waiting[]>();

  /** @throws RepriseError USAGE for a limit that is not a whole number from 1 on */
  constructor(
    { maxCommits = 10_000, maxBytes = 64 * 1024 * 1024, whenFull = 'wait' }: QueueLimits = {},
    clock = SYSTEM_CLOCK,
  ) {
    this.#clock = clock;
    this.#maxCommits = positive('maxCommits', maxCommits);
    this.#maxBytes = positive('maxBytes', maxBytes);
    this.#fails = whenFull === 'fail';
  }

  /**
   * Takes room for a commit, to be given back by `leave`.
   * @param untilMs how long it waits, on its clock
   * @returns undefined where there is room now
   * @throws RepriseError QUEUE_FULL
   */
  enter(sessionId: string, bytes: number, untilMs: number): Promise<void> | undefined {
    if (this.#waiting.size === 0 && this.#fits(sessionId, bytes)) {
      this.#add(sessionId, 1, bytes);
      return undefined;
    }
    if (this.#fails) throw this.#full(sessionId);
    return new Promise((resolve, reject) => {
      const queue = this.#waiting.get(sessionId) ?? [];
      const cancel = this.#clock.after(Math.max(1, Math.ceil(untilMs - this.#clock.nowMs())), () => {
        queue.splice(queue.indexOf(waiting), 1);
        if (queue.length === 0) this.#waiting.delete(sessionId);
        reject(this.#full(sessionId));
        this.#admit();
      });
      const enter = () => {
        cancel();
        resolve();
      };
      const waiting: Waiting = { bytes, enter };
      queue.push(waiting);
      this.#waiting.set(sessionId, queue);
      this.#admit();
    });
  }

  leave(sessionId: string, bytes: number): void {
    this.#add(sessionId, -1, -bytes);
    if (this.#waiting.size > 0) this.#admit();
  }

  /** Lets in whom there is room for, a commit of each session in turn. */
  #admit(): void {
    for (let isTurnOver = false; !isTurnOver; ) {
      isTurnOver = true;
      for (const [sessionId, queue] of [...this.#waiting]) {
        const first = queue[0];
        if (first === undefined || !this.#fitsShare(sessionId, first.bytes)) continue;
        // A large commit would never find room if smaller ones passed it.
        if (!this.#fits(sessionId, first.bytes)) return;
        isTurnOver = false;
        queue.shift();
        this.#waiting.delete(sessionId);
        if (queue.length > 0) this.#waiting.set(sessionId, queue);
        this.#add(sessionId, 1, first.bytes);
        first.enter();
      }
    }
  }

  #fits(sessionId: string, bytes: number): boolean {
    return this.#hasRoom(this.#all, bytes, 1) && this.#fitsShare(sessionId, bytes);
  }

  #fitsShare(sessionId: string, bytes: number): boolean {
    const load = this.#bySession.get(sessionId);
    return load === undefined || this.#hasRoom(load, bytes, PARTS);
  }

  #hasRoom(load: Load, bytes: number, parts: number): boolean {
    if (load.commits === 0) return true;
    return load.commits < this.#maxCommits / parts && load.bytes + bytes <= this.#maxBytes / parts;
  }

  #add(sessionId: string, commits: number, bytes: number): void {
    const load = this.#bySession.get(sessionId) ?? { commits: 0, bytes: 0 };
    for (const one of [this.#all, load]) {
      one.commits += commits;
      one.bytes += bytes;
    }
    if (load.commits === 0) this.#bySession.delete(sessionId);
    else this.#bySession.set(sessionId, load);
  }

  #full(sessionId: string): RepriseError {
    const { commits, bytes } = this.#all;
    return new RepriseError(
      'QUEUE_FULL',
      `The queue to the log is full: ${commits} commits with ${bytes} bytes have no acknowledgement yet. This one was not sent.`,
      {
        hint: 'Send the same again later, fewer at once, or open the log with larger limits (`queue`).',
        fields: { sessionId, commits, bytes, maxCommits: this.#maxCommits, maxBytes: this.#maxBytes },
      },
    );
  }
}
