// One timer for all that wait until some deadline: a timer for each commit costs more than the commit.

export interface Waiting {
  /** On the clock of `performance.now`. */
  readonly untilMs: number;
  /** Called once its deadline has passed. */
  late(): void;
}

export class Deadlines {
  readonly #waiting = new Set<Waiting>();
  #timer: NodeJS.Timeout | undefined;
  #ringsMs = Number.POSITIVE_INFINITY;

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
    this.#timer = setTimeout(() => this.#ring(), Math.max(1, Math.ceil(untilMs - performance.now())));
  }

  #ring(): void {
    this.#clear();
    const nowMs = performance.now();
    for (const one of this.#waiting)
      if (one.untilMs <= nowMs) {
        this.#waiting.delete(one);
        one.late();
      }
    for (const { untilMs } of this.#waiting) this.#ringAt(untilMs);
  }

  #clear(): void {
    clearTimeout(this.#timer);
    this.#ringsMs = Number.POSITIVE_INFINITY;
  }
}
