// How long an exploration may take and how much memory it may use, and turns of the event loop in between: a program
// that embeds a check, and a terminal that draws its progress, go on while it computes.
import { getHeapStatistics } from 'node:v8';
import { RepriseError } from '../errors.ts';

export interface BoundsOptions {
  /** Seconds after which exploring stops, with a `limit` in the result. Default 60. */
  readonly maxSeconds?: number;
  /**
   * Heap that the check itself may use, in MiB, before exploring stops, with a `limit` in the result. Default 1,024. It
   * stops too where the process uses four fifths of what Node may.
   */
  readonly maxMemoryMb?: number;
}

/** Why an exploration stopped before it had expanded every state. */
export type Stopped = 'states' | 'time' | 'memory' | 'growing';

export const WHY_STOPPED: Readonly<Record<Stopped, string>> = {
  states: 'as many as it may expand',
  time: 'when its time was over',
  memory: 'when its memory was used up',
  growing: 'as what the invariants remember grows without end',
};

export const MAX_SECONDS = 60;
export const MAX_MEMORY_MB = 1_024;

const MIB = 2 ** 20;
/** Of the heap that Node may use: beyond it the process would end. */
const MOST_OF_HEAP = 0.8;
/** States between two looks at the heap, which cost more than one at the clock. */
const LOOK_AT_HEAP_EVERY = 64;
/** The part of the time that is kept for an exploration that is still to come: one in so many. */
const RESERVES = 50;
/** Computing without a turn of the event loop, at most. */
const TURN_EVERY_MS = 25;

export const requireBounds = (options: BoundsOptions & { readonly maxStates?: number | undefined }): void => {
  for (const name of ['maxStates', 'maxSeconds', 'maxMemoryMb'] as const) {
    const value = options[name];
    if (value !== undefined && !(typeof value === 'number' && value > 0))
      throw new RepriseError('BAD_INPUT', `The option ${name} must be a number above 0.`);
  }
};

export class Bounds {
  readonly #deadline: number;
  readonly #reserveMs: number;
  readonly #ownBytes: number;
  readonly #mostBytes: number;
  /** The least that the process used since the check began: what is not of the check, less what was collected since. */
  #leastBytes: number;
  #looks = 0;

  constructor({ maxSeconds = MAX_SECONDS, maxMemoryMb = MAX_MEMORY_MB }: BoundsOptions) {
    this.#deadline = performance.now() + maxSeconds * 1_000;
    this.#reserveMs = (maxSeconds * 1_000) / RESERVES;
    const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
    this.#ownBytes = maxMemoryMb * MIB;
    this.#mostBytes = limit * MOST_OF_HEAP;
    this.#leastBytes = used;
  }

  /** Milliseconds until the time is over; 0 from then on. */
  get msLeft(): number {
    return Math.max(0, this.#deadline - performance.now());
  }

  /**
   * Whether time or memory is used up, for one of several explorations. Some time is kept for each that is still to come,
   * so that they have it whatever the first ones take.
   */
  ofOne(stillToCome: number): () => 'time' | 'memory' | undefined {
    const reserved = Math.min(stillToCome * this.#reserveMs, this.msLeft / 2);
    const deadline = this.#deadline - reserved;
    return () => {
      if (performance.now() >= deadline) return 'time';
      this.#looks += 1;
      if (this.#looks % LOOK_AT_HEAP_EVERY > 0) return undefined;
      const { used_heap_size: used } = getHeapStatistics();
      this.#leastBytes = Math.min(this.#leastBytes, used);
      return used > this.#mostBytes || used - this.#leastBytes > this.#ownBytes ? 'memory' : undefined;
    };
  }
}

/** Gives the event loop a turn, where it had none for a while. */
export class Turns {
  #next = performance.now() + TURN_EVERY_MS;

  /** True where a turn is due. Asked first, as an `await` for each state would cost more than the state. */
  get due(): boolean {
    return performance.now() >= this.#next;
  }

  async take(): Promise<void> {
    await new Promise((done) => setImmediate(done));
    this.#next = performance.now() + TURN_EVERY_MS;
  }
}
