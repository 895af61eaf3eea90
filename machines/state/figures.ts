// Sums of what was used of tokens, and the arithmetic of them.

/**
 * Sums. `cached` (read from a cache) and `cacheCreation` (written to one) are parts of `input`; `tokens` is the total
 * reported, else input and output.
 */
export interface Figures {
  /** Events that reported tokens, and events that reported a cost. */
  readonly records: number;
  readonly costed: number;
  readonly tokens: number;
  readonly input: number;
  readonly output: number;
  readonly cached: number;
  readonly cacheCreation: number;
  /** US dollars. */
  readonly costUsd: number;
}

export const NOTHING: Figures = {
  records: 0,
  costed: 0,
  tokens: 0,
  input: 0,
  output: 0,
  cached: 0,
  cacheCreation: 0,
  costUsd: 0,
};

// Each figure of two by itself, written out: this is what a use of tokens costs most of its time.
export const plus = (a: Figures, b: Figures): Figures => ({
  records: a.records + b.records,
  costed: a.costed + b.costed,
  tokens: a.tokens + b.tokens,
  input: a.input + b.input,
  output: a.output + b.output,
  cached: a.cached + b.cached,
  cacheCreation: a.cacheCreation + b.cacheCreation,
  costUsd: a.costUsd + b.costUsd,
});
export const larger = (a: Figures, b: Figures): Figures => ({
  records: Math.max(a.records, b.records),
  costed: Math.max(a.costed, b.costed),
  tokens: Math.max(a.tokens, b.tokens),
  input: Math.max(a.input, b.input),
  output: Math.max(a.output, b.output),
  cached: Math.max(a.cached, b.cached),
  cacheCreation: Math.max(a.cacheCreation, b.cacheCreation),
  costUsd: Math.max(a.costUsd, b.costUsd),
});
export const smaller = (a: Figures, b: Figures): Figures => ({
  records: Math.min(a.records, b.records),
  costed: Math.min(a.costed, b.costed),
  tokens: Math.min(a.tokens, b.tokens),
  input: Math.min(a.input, b.input),
  output: Math.min(a.output, b.output),
  cached: Math.min(a.cached, b.cached),
  cacheCreation: Math.min(a.cacheCreation, b.cacheCreation),
  costUsd: Math.min(a.costUsd, b.costUsd),
});
/** A sum with one of its parts changed. A part never shrinks, so that the sum does not, even where floats round. */
export const changed = (sum: Figures, before: Figures, after: Figures): Figures => ({
  records: sum.records + (after.records - before.records),
  costed: sum.costed + (after.costed - before.costed),
  tokens: sum.tokens + (after.tokens - before.tokens),
  input: sum.input + (after.input - before.input),
  output: sum.output + (after.output - before.output),
  cached: sum.cached + (after.cached - before.cached),
  cacheCreation: sum.cacheCreation + (after.cacheCreation - before.cacheCreation),
  costUsd: sum.costUsd + (after.costUsd - before.costUsd),
});
