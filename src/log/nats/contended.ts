// The sessions to which another process wrote a moment ago. Their commits go out alone: one that comes too late would have
// the batch refused in which it is, and a batch takes longer, so that it would come too late once more.

/** How long after a conflict. */
const REMEMBERED_MS = 2_000;

export class Contended {
  /** Until when each counts as contended; the one that is over first comes first. */
  readonly #untilMs = new Map<string, number>();

  /** A commit of the session met another's. */
  met(sessionId: string, nowMs: number): void {
    for (const [other, untilMs] of this.#untilMs) {
      if (untilMs > nowMs) break;
      this.#untilMs.delete(other);
    }
    this.#untilMs.delete(sessionId);
    this.#untilMs.set(sessionId, nowMs + REMEMBERED_MS);
  }

  has(sessionId: string, nowMs: number): boolean {
    return this.#untilMs.size > 0 && (this.#untilMs.get(sessionId) ?? 0) > nowMs;
  }
}
