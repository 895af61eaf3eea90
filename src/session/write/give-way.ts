// Writers of one session in several processes take turns. The one that was acknowledged last knows the end of the session and
// decides its next commit at once; every other one must read that end first, and by then the next commit is there. So the
// faster one leaves gaps, else it alone would write for as long as it has something to write.
import { Recent } from '../recent.ts';

/** A writer that met nobody leaves a gap after so long without one: another that never came to write cannot be noticed. */
const UNNOTICED_MS = 1_000;
/** For so long after a conflict there is a gap, of random length, after each commit. */
const REMEMBERED_MS = 10_000;
/** A gap is twice what an append takes, within these bounds: the others read, decide and append in it. */
const SHORTEST_GAP_MS = 4;
const LONGEST_GAP_MS = 200;
/** An append that took less is one in memory, where nobody is slower by what reading takes. */
const IN_MEMORY_MS = 0.1;
const MOST_SESSIONS = 1_000;

interface Writing {
  /** Since when it writes without a gap. */
  sinceMs: number;
  /** When its last commit was acknowledged. */
  endedMs: number;
  /** What that append took. */
  tookMs: number;
  /** When another writer was met last. */
  metMs: number;
}

export class GiveWay {
  readonly #writing = new Recent<string, Writing>();

  /** A commit was acknowledged. */
  wrote(sessionId: string, beginMs: number, endMs: number): void {
    const writing = this.#of(sessionId, beginMs);
    writing.endedMs = endMs;
    writing.tookMs = endMs - beginMs;
  }

  /** Another writer was faster. */
  met(sessionId: string, nowMs: number): void {
    this.#of(sessionId, nowMs).metMs = nowMs;
  }

  /** How long to wait before the next append. @param random from 0 to 1 */
  gapMs(sessionId: string, nowMs: number, random: () => number): number {
    const writing = this.#writing.peek(sessionId);
    if (writing === undefined || writing.tookMs < IN_MEMORY_MS) return 0;
    const gapMs = Math.min(LONGEST_GAP_MS, Math.max(SHORTEST_GAP_MS, 2 * writing.tookMs));
    const idleMs = nowMs - writing.endedMs;
    if (idleMs >= gapMs) {
      writing.sinceMs = nowMs;
      return 0;
    }
    if (nowMs - writing.metMs < REMEMBERED_MS) return random() * gapMs;
    if (nowMs - writing.sinceMs < UNNOTICED_MS) return 0;
    writing.sinceMs = nowMs + gapMs;
    return gapMs;
  }

  #of(sessionId: string, nowMs: number): Writing {
    let writing = this.#writing.peek(sessionId);
    if (writing === undefined) {
      const oldest = this.#writing.size < MOST_SESSIONS ? undefined : this.#writing.oldest;
      if (oldest !== undefined) this.#writing.delete(oldest);
      const never = Number.NEGATIVE_INFINITY;
      writing = { sinceMs: nowMs, endedMs: never, tookMs: 0, metMs: never };
    }
    this.#writing.set(sessionId, writing);
    return writing;
  }
}
