import { expect, it, vi } from 'vitest';
import { memoryLog } from '../../src/log/memory.ts';
import type { Log } from '../../src/log/port.ts';
import { createSessions } from '../../src/session/write/create-sessions.ts';
import { PATIENCE_MS } from '../patience.ts';
import { serviceContract } from './service-contract.ts';
import { codeOf, collect, wholeSession } from './work.ts';

const log = memoryLog();
serviceContract('the memory log', () => log);

const counted = (inner: Log) => {
  const reads = { commits: 0 };
  const read: Log['read'] = async function* (...call) {
    for await (const commit of inner.read(...call)) {
      reads.commits += 1;
      yield commit;
    }
  };
  return { log: { ...inner, read }, reads };
};

const note = (entryId: string) => ({
  name: 'entry.add',
  data: { entryId, entryType: 'note', title: 't', content: '' },
});

it('reads nothing for a command that follows its own commit, whatever the length of the session', async () => {
  const { log: watched, reads } = counted(memoryLog());
  const sessions = createSessions(watched);
  await sessions.record('s1', wholeSession());
  const before = reads.commits;
  for (let n = 0; n < 20; n += 1) await sessions.send('s1', note(`n${n}`));
  expect(reads.commits).toBe(before);
});

it('drops the session longest unused when more are cached than the limit', async () => {
  const { log: watched, reads } = counted(memoryLog());
  const sessions = createSessions(watched, { cache: { maxSessions: 1 } });
  await sessions.record('s1', wholeSession().slice(0, 5));
  for (const command of wholeSession().slice(5)) await sessions.send('s1', command);
  const commits = 1 + wholeSession().length - 5;
  const readsOf = async (sessionId: string) => {
    const before = reads.commits;
    await sessions.load(sessionId);
    return reads.commits - before;
  };
  expect(await readsOf('s1')).toBe(1); // its last commit, to see that it is still there
  await sessions.record('s2', wholeSession());
  expect(await readsOf('s2')).toBe(1);
  expect(await readsOf('s1')).toBe(commits);
  expect(await readsOf('s1')).toBe(1);
  expect(await readsOf('s2')).toBe(1); // of its one commit
  await sessions.send('s1', note('n1')); // it has dropped s1, and reads from the log that s1 is not new
  await sessions.send('s1', note('n2'));
  expect((await sessions.load('s1')).state.evidence.entries.size).toBe(3);
});

it('gives a command that fits no message a commit of its own, where the log can store its text apart', async () => {
  const log = memoryLog({ maxCommitBytes: 20_000 });
  const sessions = createSessions(log);
  await sessions.send('s1', { name: 'session.start', data: { goal: 'g' } });
  const large = { name: 'entry.add', data: { ...note('large').data, content: 'x'.repeat(100_000) } };
  await sessions.record('s1', [note('n1'), note('n2'), large, note('n3'), note('n4')]);
  const commits = await collect(log.read('s1'));
  expect(commits.map(({ lines }) => lines.length)).toEqual([1, 2, 1, 2]);
  const medium = { name: 'entry.add', data: { ...note('medium').data, content: 'x'.repeat(30_000) } };
  expect(await codeOf(sessions.send('s1', medium))).toBe('COMMIT_TOO_LARGE');
});

it('does not continue a session that was erased and begun anew', async () => {
  const logs = [memoryLog(), memoryLog()];
  let now = 0;
  const at = () => logs[now] as Log;
  const switching: Log = {
    ...at(),
    append: (...call) => at().append(...call),
    read: (...call) => at().read(...call),
    last: (...call) => at().last(...call),
  };
  const sessions = createSessions(switching);
  await sessions.record('s1', wholeSession());
  now = 1;
  expect((await sessions.load('s1')).head.ordinal).toBe(0);
  const again = await sessions.send('s1', { id: 'c1', name: 'session.start', data: { goal: 'another' } });
  expect(again.kind).toBe('recorded');
});

it('answers a repeat with its events once the server has them, and never without them', async () => {
  const inner = memoryLog();
  let missing = 0;
  const behind: Log = {
    ...inner,
    deadlineMs: 200,
    async *read(...call) {
      for await (const commit of inner.read(...call)) {
        if (commit.position.sequence > 1 && missing > 0) break;
        yield commit;
      }
      missing -= 1;
    },
  };
  const sessions = createSessions(behind);
  await sessions.send('s1', { name: 'session.start', data: { goal: 'g' } });
  const first = await sessions.send('s1', { id: 'c2', ...note('n1') });
  missing = 3;
  const again = await sessions.send('s1', { id: 'c2', ...note('n1') });
  expect(again).toMatchObject({ kind: 'repeated', events: 'events' in first ? first.events : [] });
  missing = Number.POSITIVE_INFINITY;
  await expect(sessions.send('s1', { id: 'c2', ...note('n1') })).rejects.toMatchObject({
    code: 'LOG_UNREACHABLE',
    fields: { commandId: 'c2', ordinal: 2 },
  });
});

it('does not write to a record with a fault', async () => {
  const inner = memoryLog();
  await createSessions(inner).record('s1', wholeSession().slice(0, 2));
  const broken: Log = {
    ...inner,
    async *read(...call) {
      for await (const commit of inner.read(...call))
        yield { ...commit, lines: commit.lines.map((line) => line.replace('Reset', 'Forget')) };
    },
  };
  expect(await codeOf(createSessions(broken).send('s1', note('n1')))).toBe('RECORD_INVALID');
});

it('gives up, without sending it, a command whose time was taken by earlier ones', async () => {
  const inner = memoryLog();
  const deadlineMs = 3_000;
  let bothPast = Number.POSITIVE_INFINITY;
  let underWay = 0;
  const late = createSessions({
    ...inner,
    append: async () => {
      underWay += 1;
      await vi.waitFor(() => expect(performance.now()).toBeGreaterThan(bothPast), { timeout: PATIENCE_MS });
      return { kind: 'unknown', reason: 'no answer' };
    },
  });
  const first = late.send('s1', wholeSession()[0]!, { deadlineMs });
  await vi.waitFor(() => expect(underWay).toBe(1), { timeout: PATIENCE_MS });
  const second = late.send('s1', wholeSession()[1]!, { deadlineMs });
  bothPast = performance.now() + deadlineMs + 50;
  expect(await codeOf(first)).toBe('UNKNOWN_OUTCOME');
  expect(await codeOf(second)).toBe('LOG_UNREACHABLE');
});
