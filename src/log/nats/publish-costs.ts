// What publishes side by side and what an atomic batch cost on this server, measured as they go: the fixed cost of a
// batch pays off from some number of messages on, and that number differs from one disk to the next by a factor of ten.

import { MAX_BATCH } from './publish.ts';

/** How much of an older measurement counts when a newer one arrives. */
const KEPT = 0.95;
/** A measurement above this multiple of what was expected counts as this multiple: one stall proves little. */
const MAX_SURPRISE = 4;

/** How long `n` messages take: a straight line through what was measured, newer measurements counting more. */
export class CostLine {
  #weight = 0;
  #n = 0;
  #ms = 0;
  #nn = 0;
  #nms = 0;
  /** What each message adds, in milliseconds. */
  #eachMs: number;
  #isMeasured = false;

  /** @param fixedMs, eachMs the line before anything was measured: of it only the shape counts */
  constructor(fixedMs: number, eachMs: number) {
    this.#eachMs = eachMs;
    this.#add(1, fixedMs + eachMs);
    this.#add(64, fixedMs + 64 * eachMs);
  }

  get isMeasured(): boolean {
    return this.#isMeasured;
  }

  observe(n: number, ms: number): void {
    if (!this.#isMeasured) this.#scale(ms / this.at(n));
    this.#isMeasured = true;
    this.#add(n, Math.min(ms, MAX_SURPRISE * this.at(n)));
  }

  #scale(factor: number): void {
    this.#ms *= factor;
    this.#nms *= factor;
    this.#eachMs *= factor;
  }

  /** Milliseconds. */
  at(n: number): number {
    return this.fixedMs + n * this.#eachMs;
  }

  get fixedMs(): number {
    return (this.#ms - this.#eachMs * this.#n) / this.#weight;
  }

  #add(n: number, ms: number): void {
    this.#weight = this.#weight * KEPT + 1;
    this.#n = this.#n * KEPT + n;
    this.#ms = this.#ms * KEPT + ms;
    this.#nn = this.#nn * KEPT + n * n;
    this.#nms = this.#nms * KEPT + n * ms;
    const spread = this.#weight * this.#nn - this.#n * this.#n;
    // Measurements of one size say nothing about the slope; then it stays.
    if (spread > 0.01 * this.#n * this.#n) this.#eachMs = (this.#weight * this.#nms - this.#n * this.#ms) / spread;
    // Neither part is negative, however the measurements scatter.
    this.#eachMs = Math.min(Math.max(this.#eachMs, 0), this.#ms / this.#n);
  }
}

/** How many messages go one way before the other way is measured again. */
const MEASURED_AGAIN_AFTER = 512;

/** Plain publishes from the moment at which the first is sent, until enough of them are answered to measure by. */
interface Window {
  readonly sinceMs: number;
  /** The most that were under way side by side. */
  most: number;
  answered: number;
  /** Whether something else took the server's time. */
  isDisturbed: boolean;
}

export class PublishCosts {
  /** Before anything is measured: an fsync for each plain publish, some fsyncs for a batch. */
  readonly #plain = new CostLine(0.3, 0.2);
  readonly #batch = new CostLine(3, 0.03);
  #batchFrom = this.#crossing();
  #plainSinceBatch = 0;
  #batchesSincePlain = 0;
  #underWay = 0;
  #window: Window | undefined;

  /** @param nowMs the present, on the clock of the connection */
  plainSent(nowMs: number): void {
    this.#underWay += 1;
    this.#window ??= this.#windowFrom(nowMs);
    this.#window.most = Math.max(this.#window.most, this.#underWay);
  }

  plainAnswered(nowMs: number): void {
    this.#underWay -= 1;
    const window = this.#window;
    if (window === undefined) return;
    window.answered += 1;
    if (this.#underWay > 0 && window.answered < 2 * window.most) return;
    const n = Math.min(window.most, window.answered);
    if (!window.isDisturbed) this.#plainTook(n, ((nowMs - window.sinceMs) * n) / window.answered);
    this.#window = this.#underWay > 0 ? this.#windowFrom(nowMs) : undefined;
  }

  /** A plain publish without an answer: that says nothing of what one costs. */
  plainLost(): void {
    this.#underWay -= 1;
    this.#window = undefined;
    this.#batchesSincePlain = 0;
  }

  batchSent(): void {
    if (this.#window !== undefined) this.#window.isDisturbed = true;
  }

  #windowFrom(sinceMs: number): Window {
    return { sinceMs, most: this.#underWay, answered: 0, isDisturbed: false };
  }

  #plainTook(n: number, ms: number): void {
    this.#plain.observe(n, ms);
    this.#plainSinceBatch += n;
    this.#batchesSincePlain = 0;
    this.#batchFrom = this.#crossing();
  }

  /** @param n its messages @param ms until all of them were answered, also where it had to be split */
  batchTook(n: number, ms: number): void {
    this.#batch.observe(n, ms);
    this.#batchesSincePlain += 1;
    this.#plainSinceBatch = 0;
    this.#batchFrom = this.#crossing();
  }

  /** From how many messages on a batch is faster than plain publishes side by side. */
  get batchFrom(): number {
    return this.#batchFrom;
  }

  /** What a batch costs whatever its size, in milliseconds. */
  get batchFixedMs(): number {
    return this.#batch.fixedMs;
  }

  /** Whether a batch should be tried against the estimate, so that the estimate does not grow old. */
  get isBatchDue(): boolean {
    return this.#plainSinceBatch >= MEASURED_AGAIN_AFTER;
  }

  /** Whether some plain publishes should be. */
  get isPlainDue(): boolean {
    return this.#batchesSincePlain >= MEASURED_AGAIN_AFTER / 8;
  }

  #crossing(): number {
    // Lines of another machine each: what one costs says nothing before the other is measured, too.
    if (this.#plain.isMeasured !== this.#batch.isMeasured) return this.#batchFrom;
    // Both are lines, so the first size at which the batch is faster is found by halving.
    const isFaster = (n: number) => this.#batch.at(n) < this.#plain.at(n);
    if (isFaster(2)) return 2;
    if (!isFaster(MAX_BATCH)) return Number.POSITIVE_INFINITY;
    let [slower, faster] = [2, MAX_BATCH];
    while (faster - slower > 1) {
      const middle = (slower + faster) >> 1;
      if (isFaster(middle)) faster = middle;
      else slower = middle;
    }
    return faster;
  }
}
