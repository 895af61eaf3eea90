// Time as the write path and the JetStream adapter take it, so that a simulation can let it pass: they read no other clock
// and set no other timer.

export interface Clock {
  /** Milliseconds that pass steadily, since any moment. */
  nowMs(): number;
  /** Calls once, after at least so many milliseconds. @returns a function that cancels the call */
  after(ms: number, call: () => void): () => void;
  /** Calls once, when all that is ready now had its turn. */
  soon(call: () => void): void;
}

/** The time of this machine. */
export const SYSTEM_CLOCK: Clock = {
  nowMs: () => performance.now(),
  after(ms, call) {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
  soon(call) {
    setImmediate(call);
  },
};
