// The cache of sessions: bounded in number and in estimated memory, whatever the sessions hold.
import { expect, test } from 'vitest';
import { memoryLog } from '../../src/log/memory.ts';
import { createSessions } from '../../src/session/write/create-sessions.ts';
import { KeptSessions } from '../../src/session/write/kept-sessions.ts';
import type { LoadedSession } from '../../src/session/write/loaded-sessions.ts';
import { stateBytes } from '../../src/session/write/state-bytes.ts';

const entry = (entryId: string, content = 'x') => ({
  name: 'entry.add' as const,
  data: { entryId, entryType: 'note' as const, title: 't', content },
});

/** A session of `entries` workbook entries, in commits of 500. */
const grown = async (sessionId: string, entries: number, content?: string): Promise<LoadedSession> => {
  const sessions = createSessions(memoryLog());
  await sessions.send(sessionId, { name: 'session.start', data: { goal: 'g' } });
  const all = Array.from({ length: entries }, (_, n) => entry(`e${n}`, content));
  await sessions.record(sessionId, all);
  return sessions.load(sessionId);
};

test('the estimate of a state grows with its rows, and not with texts that it does not hold', async () => {
  const [short, long, wordy] = [
    await grown('s', 100),
    await grown('s', 1_100),
    await grown('s', 100, 'word '.repeat(2_000)),
  ];
  const each = (stateBytes(long.state) - stateBytes(short.state)) / 1_000;
  expect(each).toBeGreaterThan(200);
  expect(each).toBeLessThan(1_000);
  expect(stateBytes(wordy.state)).toBe(stateBytes(short.state));
});

test('sessions make room for others by their memory: a long one counts as many short ones', async () => {
  const [long, short] = [await grown('long', 2_000), await grown('short', 10)];
  const bytes = stateBytes(long.state);
  const dropped: string[] = [];
  const kept = new KeptSessions({ maxBytes: bytes + 100_000 }, (id) => dropped.push(id));
  kept.set(long, 10_000_000); // its lines are longer than its state, which is what counts
  expect(dropped).toEqual([]);
  for (let n = 0; dropped.length === 0; n += 1) {
    expect(n).toBeLessThan(100);
    kept.set({ ...short, sessionId: `short-${n}` }, 5_000);
  }
  expect(dropped).toEqual(['long']);
  expect(kept.get('long')).toBeUndefined();
  expect(kept.get('short-0')).toBeDefined();
});

test('a session with a large text is kept as its state without that text', async () => {
  const session = await grown('s', 1, 'x'.repeat(900_000));
  const dropped: string[] = [];
  const kept = new KeptSessions({ maxBytes: 500_000 }, (id) => dropped.push(id));
  kept.set({ ...session, sessionId: 'other' }, 1_000);
  kept.set(session, 900_000);
  expect(dropped).toEqual([]);
});

test('the session used last is kept though it alone is over the limit, and the others are dropped in their order', async () => {
  const session = await grown('s', 10);
  const dropped: string[] = [];
  const kept = new KeptSessions({ maxBytes: 1 }, (id) => dropped.push(id));
  for (const sessionId of ['a', 'b', 'a', 'c']) {
    kept.set({ ...session, sessionId }, 100);
    expect(kept.get(sessionId)).toBeDefined();
  }
  expect(dropped).toEqual(['a', 'b', 'a']);
});

test('a session that is forgotten gives its room back', async () => {
  const session = await grown('s', 10);
  const dropped: string[] = [];
  const kept = new KeptSessions({ maxBytes: 100_000 }, (id) => dropped.push(id));
  for (let n = 0; n < 1_000; n += 1) {
    kept.set({ ...session, sessionId: `s${n}` }, 1_000);
    kept.delete(`s${n}`);
  }
  expect(dropped).toEqual([]);
});

test.each([
  [{ maxSessions: 0 }, 'maxSessions of the cache is 0; expected a whole number from 1 on.'],
  [{ maxBytes: 1.5 }, 'maxBytes of the cache is 1.5; expected a whole number from 1 on.'],
])('the limits %j are refused by name', (cache, message) => {
  expect(() => createSessions(memoryLog(), { cache })).toThrow(message);
});
