// When a writer leaves a gap for others on its session, and how long.
import { describe, expect, test } from 'vitest';
import { GiveWay } from '../../src/session/write/give-way.ts';

const half = () => 0.5;

/** Appends one after the other until `untilMs`, each as soon as its gap is over. @returns the gaps */
const writeUntil = (way: GiveWay, untilMs: number, { fromMs = 0, tookMs = 5, idleMs = 0 }) => {
  const gaps: number[] = [];
  for (let nowMs = fromMs; nowMs < untilMs; ) {
    const gapMs = way.gapMs('s', nowMs, half);
    gaps.push(gapMs);
    nowMs += gapMs;
    way.wrote('s', nowMs, nowMs + tookMs);
    nowMs += tookMs + idleMs;
  }
  return gaps;
};
const left = (gaps: readonly number[]) => gaps.filter((gap) => gap > 0);

describe('A writer that appends one commit after the other', () => {
  test('leaves one gap a second, long enough to read, decide and append, where it met nobody', () => {
    expect(left(writeUntil(new GiveWay(), 5_500, {}))).toEqual([10, 10, 10, 10, 10]);
  });

  test('leaves none where its own pauses are as long', () => {
    expect(left(writeUntil(new GiveWay(), 5_500, { idleMs: 10 }))).toEqual([]);
  });

  test('leaves a gap of random length after each commit once it met another, and for ten seconds', () => {
    const way = new GiveWay();
    way.met('s', 0);
    const gaps = writeUntil(way, 9_990, { fromMs: 10 });
    expect(gaps[0]).toBe(0);
    expect(new Set(gaps.slice(1))).toEqual(new Set([5]));
    expect(left(writeUntil(way, 11_000, { fromMs: 10_001 })).length).toBeLessThanOrEqual(2);
  });

  test('leaves gaps within bounds: of a slow log not longer, of a fast one not shorter, in memory none', () => {
    const gapAfter = (tookMs: number) => {
      const way = new GiveWay();
      way.met('s', 0);
      way.wrote('s', 0, tookMs);
      return way.gapMs('s', tookMs, () => 1);
    };
    expect([0.05, 0.3, 50, 5_000].map(gapAfter)).toEqual([0, 4, 100, 200]);
  });

  test('of one session knows nothing of another', () => {
    const way = new GiveWay();
    way.met('other', 0);
    way.wrote('other', 0, 5);
    way.wrote('s', 0, 5);
    expect(way.gapMs('s', 5, half)).toBe(0);
    expect(way.gapMs('other', 5, half)).toBe(5);
  });
});
