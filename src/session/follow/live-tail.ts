// The one subscription of a process to its log, from the moment on when it has a reader: it fills the ring and wakes those
// whom an item is for. It never waits for a reader.
import type { Log } from '../../log/port.ts';
import { type Covered, coveredWith } from './covered.ts';
import { Ring, type RingItem, type RingLimits } from './ring.ts';

/** The tail of a hub while it has readers. */
export interface Tails {
  /** The tail, begun where there is none. `isNew`: it begins with this reader. */
  acquire(reader: Reader): { readonly tail: LiveTail; readonly isNew: boolean };
  release(reader: Reader): void;
}

/** A reader, as far as a hub has to know it. */
export interface Reader {
  return(): Promise<unknown>;
}

/** Called when there is something new for a reader. */
export type Wake = () => void;

export class LiveTail {
  /** Resolves when the ring is there: everything that is recorded from then on comes into it. @throws the failure of the log */
  readonly opened: Promise<Ring>;
  readonly #log: Log;
  readonly #limits: RingLimits;
  readonly #stop = new AbortController();
  readonly #ofAll = new Set<Wake>();
  readonly #bySession = new Map<string, Set<Wake>>();
  #positions: Covered = [];
  #isAway = false;
  #end: { readonly error?: unknown } | undefined;

  constructor(log: Log, limits: RingLimits) {
    this.#log = log;
    this.#limits = limits;
    this.opened = new Promise((resolve, reject) => {
      void this.#follow(resolve).then(
        () => {
          this.#finish({});
          // Closed before it began: a reader finds nothing, and the end.
          resolve(new Ring([], this.#limits));
        },
        (error: unknown) => {
          this.#finish({ error });
          reject(error);
        },
      );
    });
    this.opened.catch(() => {}); // each reader awaits it, if there still is one
  }

  /** How far the log has come. */
  get positions(): Covered {
    return this.#positions;
  }

  /** Whether the log cannot be reached at present. */
  get isAway(): boolean {
    return this.#isAway;
  }

  /** Set once nothing more comes: the log was closed, or it failed with `error`. */
  get end(): { readonly error?: unknown } | undefined {
    return this.#end;
  }

  /**
   * Calls `wake` with each new item of these sessions, with news of the connection, and at the end.
   * @param sessions empty for all
   * @returns a function that ends it
   */
  listen(sessions: readonly string[], wake: Wake): () => void {
    if (sessions.length === 0) {
      this.#ofAll.add(wake);
      return () => this.#ofAll.delete(wake);
    }
    for (const id of sessions) {
      const wakes = this.#bySession.get(id) ?? new Set();
      wakes.add(wake);
      this.#bySession.set(id, wakes);
    }
    return () => {
      for (const id of sessions) {
        const wakes = this.#bySession.get(id);
        wakes?.delete(wake);
        if (wakes?.size === 0) this.#bySession.delete(id);
      }
    };
  }

  /** Ends following. */
  stop(): void {
    this.#stop.abort();
  }

  async #follow(open: (ring: Ring) => void): Promise<void> {
    let ring: Ring | undefined;
    const add = (item: RingItem, sessionId?: string) => {
      ring?.push(item);
      if (sessionId === undefined) this.#wakeAll();
      else this.#wake(sessionId);
    };
    for await (const followed of this.#log.follow({ from: { kind: 'now' }, signal: this.#stop.signal })) {
      switch (followed.kind) {
        case 'caught-up':
          this.#positions = followed.positions.reduce(coveredWith, this.#positions);
          ring = new Ring(this.#positions, this.#limits);
          open(ring);
          break;
        case 'commit': {
          const { commit } = followed;
          this.#positions = coveredWith(this.#positions, commit.position);
          ring?.commit(commit, this.#positions);
          this.#wake(commit.sessionId);
          break;
        }
        case 'invalid': {
          this.#positions = coveredWith(this.#positions, followed.position);
          add({ ...followed, positions: this.#positions }, followed.sessionId);
          break;
        }
        default:
          this.#isAway = followed.kind === 'disconnected';
          add({ ...followed, positions: this.#positions });
      }
    }
  }

  #finish(end: { readonly error?: unknown }): void {
    this.#end = end;
    this.#wakeAll();
  }

  #wake(sessionId: string): void {
    for (const wake of this.#ofAll) wake();
    const wakes = this.#bySession.get(sessionId);
    if (wakes !== undefined) for (const wake of wakes) wake();
  }

  #wakeAll(): void {
    for (const wake of this.#ofAll) wake();
    for (const wakes of this.#bySession.values()) for (const wake of wakes) wake();
  }
}
