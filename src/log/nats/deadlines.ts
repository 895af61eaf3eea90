// One timer for all that wait until some deadline: a timer for each commit costs more than the commit.
import type { Clock } from '../../clock.ts';

export interface Waiting {
  /** On the clock of the connection. */
  readonly untilMs: number;
  /** Called once its deadline has passed. */
  late(): void;
}

export class Deadlines {
  readonly #clock: Clock;
  readonly #waiting = new Set<Waiting>();
  #cancel = () => {};
  #ringsMs = Number.POSITIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(one: Waiting): void {
    this.#waiting.add(one);
    this.#ringAt(one.untilMs);
  }

  delete(one: Waiting): void {
    if (this.#waiting.delete(one) && this.#waiting.size === 0) this.#clear();
  }

  #ringAt(untilMs: number): void {
    if (untilMs >= this.#ringsMs) return;
    this.#clear();
    this.#ringsMs = untilMs;
    this.#cancel = this.#clock.after(Math.max(1, Math.ceil(untilMs - this.#clock.nowMs())), () => this.#ring());
  }

  #ring(): void {
    this.#clear();
    const nowMs = this.#clock.nowMs();
    for (const one of this.#waiting)
      if (one.untilMs <= nowMs) {
        this.#waiting.delete(one);
        one.late();
      }
    for (const { untilMs } of this.#waiting) this.#ringAt(untilMs);
  }

  #clear(): void {
    this.#cancel();
    this.#ringsMs = Number.POSITIVE_INFINITY;
  }
}
