// The world of a simulation: its time, and what happens in it, one thing after the other. Nothing takes part but promises
// and what is scheduled here, so the same seed gives the same course, to the byte of the trace.
import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers';
import type { Clock } from '../../clock.ts';

/** Whose steps they are: those of one that has died are never taken. */
export interface Life {
  readonly name: string;
  isAlive: boolean;
}

interface Step {
  readonly atMs: number;
  /** Of two at the same time, the one that was scheduled first. */
  readonly order: number;
  readonly life: Life | undefined;
  readonly what: string;
  call: (() => void) | undefined;
}

const isBefore = (a: Step, b: Step): boolean => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);

/** Text is hashed in pieces of this many characters: a call for each line takes longer. */
const HASHED_AT_ONCE = 16_384;

export class World {
  nowMs = 0;
  /** Steps taken: deliveries, timers that rang, and turns of what waited for its turn. */
  steps = 0;
  /** Set where something is wrong: the first counts. */
  failure: Error | undefined;
  /** What happened, in sentences; undefined where nobody reads it. */
  readonly story: string[] | undefined;
  readonly #heap: Step[] = [];
  readonly #hash = createHash('sha256');
  #text = '';
  #order = 0;

  constructor(isTold = false) {
    this.story = isTold ? [] : undefined;
  }

  /** Schedules a step. @returns a function that cancels it */
  at(atMs: number, life: Life | undefined, what: string, call: () => void): () => void {
    this.#order += 1;
    const step: Step = { atMs: Math.max(atMs, this.nowMs), order: this.#order, life, what, call };
    this.#push(step);
    return () => {
      step.call = undefined;
    };
  }

  after(ms: number, life: Life | undefined, what: string, call: () => void): () => void {
    return this.at(this.nowMs + ms, life, what, call);
  }

  sleep(ms: number, life: Life | undefined, what: string): Promise<void> {
    return new Promise((resolve) => this.after(ms, life, what, resolve));
  }

  /** Adds a line to the trace. */
  trace(line: string): void {
    this.#text += `${line}\n`;
    if (this.#text.length < HASHED_AT_ONCE) return;
    this.#hash.update(this.#text);
    this.#text = '';
  }

  /** Tells the reader of a failure what happened. */
  tell(sentence: () => string): void {
    this.story?.push(`${this.nowMs.toFixed(1).padStart(9)} ms  ${sentence()}`);
  }

  /** The hash of the trace so far. */
  get hash(): string {
    return this.#hash.copy().update(this.#text).digest('hex');
  }

  fail(error: unknown): void {
    this.failure ??= error instanceof Error ? error : new Error(String(error));
  }

  /**
   * Takes steps until there is none left, `isDone`, something failed, or `maxMs` of the world's time have passed. After
   * each step whatever it made ready goes on as far as it can.
   * @returns why it ended
   */
  run(isDone: () => boolean, maxMs: number): Promise<'idle' | 'done' | 'failed' | 'late'> {
    return new Promise((resolve) => {
      // A turn of the event loop between two steps lets all promises settle; it takes one to two microseconds.
      const next = () => {
        if (this.failure !== undefined) return resolve('failed');
        if (isDone()) return resolve('done');
        const step = this.#nextStep();
        if (step === undefined) return resolve('idle');
        if (step.atMs > maxMs) return resolve('late');
        this.nowMs = step.atMs;
        this.steps += 1;
        this.trace(`${step.atMs.toFixed(3)} ${step.life?.name ?? ''} ${step.what}`);
        const { call } = step;
        step.call = undefined;
        try {
          call?.();
        } catch (error) {
          this.fail(error);
        }
        setImmediate(next);
      };
      setImmediate(next);
    });
  }

  /** The next step that has not been cancelled, of one who lives. */
  #nextStep(): Step | undefined {
    for (;;) {
      const step = this.#pop();
      if (step === undefined || (step.call !== undefined && step.life?.isAlive !== false)) return step;
    }
  }

  #push(step: Step): void {
    const heap = this.#heap;
    let at = heap.push(step) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(step, heap[parent] as Step)) break;
      heap[at] = heap[parent] as Step;
      at = parent;
    }
    heap[at] = step;
  }

  #pop(): Step | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Step, heap[child] as Step)) child += 1;
      if (!isBefore(heap[child] as Step, last)) break;
      heap[at] = heap[child] as Step;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

/** Far from the beginning of the world's time, as a process that has run for a while reads it. */
const AHEAD_MS = 1_000;

/** The clock of one life: its timers end with it. @param offsetMs what it shows at the beginning */
export const clockOf = (world: World, life: Life, offsetMs = AHEAD_MS): Clock => ({
  nowMs: () => world.nowMs + offsetMs,
  after: (ms, call) => world.after(ms, life, 'timer', call),
  soon(call) {
    world.after(0, life, 'turn', call);
  },
});
