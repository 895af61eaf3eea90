// What an agent gets of a large document.
import { describe, expect, it } from 'vitest';
import { fitting, MOST_CHARACTERS, partOf } from '../../../src/agents/mcp/outline.ts';

const large = { sessionId: 's1', entries: Array.from({ length: 1_000 }, (_, id) => ({ id, text: 'x'.repeat(100) })) };

describe('a document', () => {
  it('that fits is given whole', () => {
    expect(fitting({ a: 1 })).toEqual({ document: { a: 1 } });
  });

  it('that is too large is given as an outline, which is small', () => {
    const { outline } = fitting(large) as { outline: Record<string, string> };
    expect(outline).toEqual({ sessionId: 's1', entries: expect.stringMatching(/^1000 items, \d+ characters$/) });
    expect(fitting(large.entries)).toEqual({ outline: outline.entries });
    expect(JSON.stringify(outline).length).toBeLessThan(MOST_CHARACTERS / 100);
  });

  it('is read by part: a member, a place, a range, a name with a slash', () => {
    expect(partOf(large, '')).toBe(large);
    expect(partOf(large, '/entries/7/id')).toBe(7);
    expect((partOf(large, '/entries/2-4') as { id: number }[]).map(({ id }) => id)).toEqual([2, 3]);
    expect(partOf({ 'a/b': { '~': 1 } }, '/a~1b/~0')).toBe(1);
  });

  it('has nothing at a part that is not there, nor at what every object inherits', () => {
    for (const part of ['/none', '/entries/1000', '/sessionId/0', '/constructor', '/entries/length/x'])
      expect(partOf(large, part), part).toBeUndefined();
  });
});
