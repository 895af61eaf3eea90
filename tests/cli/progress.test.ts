import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { progressOn } from '../../src/cli/progress.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

describe('progress', () => {
  it('on a terminal is one line, written over and taken away, no longer than the screen is wide', async () => {
    const written: string[] = [];
    const notes: string[] = [];
    const stream = { isTTY: true, columns: 20, write: (text: string) => written.push(text) };
    const progress = progressOn({ note: (line) => notes.push(line) }, stream);
    vi.advanceTimersByTime(10_000);
    progress.show(() => 'x'.repeat(50));
    expect(written[0]).toBe(`\r\x1b[K${'x'.repeat(19)}`);
    progress.end();
    expect([written.at(-1), notes]).toEqual(['\r\x1b[K', []]);
  });

  it('in a pipe is a line now and then, and nothing for short work', async () => {
    const notes: string[] = [];
    const stream = { write: () => expect.unreachable() };
    const short = progressOn({ note: (line) => notes.push(line) }, stream);
    short.show(() => '1 of 2');
    short.end();
    expect(notes).toEqual([]);
    const long = progressOn({ note: (line) => notes.push(line) }, stream);
    vi.advanceTimersByTime(10_000);
    long.show(() => '1 of 2');
    for (let n = 0; n < 1_000; n += 1) long.show(() => '2 of 2');
    expect(notes).toEqual(['1 of 2']);
    vi.advanceTimersByTime(10_000);
    long.show(() => '2 of 2');
    expect(notes).toEqual(['1 of 2', '2 of 2']);
  });
});
