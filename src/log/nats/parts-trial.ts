// Whether the commits of many callers go out faster in two parts, of which one is prepared while the server stores the other,
// or in one. Both are tried, and tried again: what callers do between two commits, and what else the machine does, is not
// known here, and may make a second batch cost more than it saves.

/** How many commits each caller sends while one way is measured. */
const ROUNDS = 8;
/** For how many measurements the faster way is used before the other is measured again. */
const AGAIN_AFTER = 16;
/** How much the newest measurement counts. */
const NEW_SHARE = 0.5;
/** What was measured with so many times more or fewer callers says nothing. */
const OTHER_LOAD = 1.5;
/** A pause of so many times the usual means that the callers had nothing to send. */
const PAUSE = 10;

interface Measured {
  /** Commits a millisecond. */
  readonly rate: number;
  /** How many commits were waiting and under way at a time. */
  readonly atOnce: number;
}

export class PartsTrial {
  #parts: 1 | 2 = 2;
  readonly #measured: { 1?: Measured; 2?: Measured } = {};
  /** Measurements since the other way was measured. */
  #since = 0;
  /** Commits that are still of the way before, and do not count. */
  #skip = 0;
  #beginMs: number | undefined;
  #lastMs = 0;
  #commits = 0;
  #batches = 0;

  /** In how many parts commits go out now. */
  get parts(): 1 | 2 {
    return this.#parts;
  }

  /** @param atOnce how many commits are waiting and under way at a time */
  batchAnswered(commits: number, atOnce: number, nowMs: number): void {
    const pauseMs = nowMs - this.#lastMs;
    this.#lastMs = nowMs;
    if (this.#skip > 0 || this.#beginMs === undefined) {
      this.#skip -= commits;
      if (this.#skip <= 0) this.#begin(nowMs);
      return;
    }
    if (this.#batches > 1 && pauseMs > (PAUSE * (nowMs - pauseMs - this.#beginMs)) / this.#batches) {
      this.#begin(nowMs);
      return;
    }
    this.#commits += commits;
    this.#batches += 1;
    if (this.#commits < ROUNDS * atOnce || nowMs <= this.#beginMs) return;
    this.#note({ rate: this.#commits / (nowMs - this.#beginMs), atOnce });
    const before = this.#parts;
    this.#parts = this.#next(atOnce);
    if (this.#parts === before) this.#begin(nowMs);
    else this.#skip = atOnce;
  }

  #begin(nowMs: number): void {
    this.#beginMs = nowMs;
    this.#commits = 0;
    this.#batches = 0;
  }

  #note({ rate, atOnce }: Measured): void {
    const before = this.#measured[this.#parts];
    const isAlike = before !== undefined && isLike(before, atOnce);
    this.#measured[this.#parts] = { rate: isAlike ? before.rate + NEW_SHARE * (rate - before.rate) : rate, atOnce };
    this.#since += 1;
  }

  #next(atOnce: number): 1 | 2 {
    const other = this.#parts === 1 ? 2 : 1;
    const [own, others] = [this.#measured[this.#parts], this.#measured[other]];
    const isUnknown = others === undefined || !isLike(others, atOnce);
    if (isUnknown || this.#since > AGAIN_AFTER) {
      this.#since = 0;
      return other;
    }
    return own !== undefined && own.rate >= others.rate ? this.#parts : other;
  }
}

const isLike = ({ atOnce }: Measured, now: number): boolean => atOnce <= OTHER_LOAD * now && now <= OTHER_LOAD * atOnce;
