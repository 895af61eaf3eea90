// Commands of several callers on one session go out together: in one commit, each with its own result, as if they had been
// sent one after the other.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { scheduledLog, scheduleOf } from '../../src/check/model-run/schedule.ts';
import { isRepriseError } from '../../src/errors.ts';
import { memoryLog } from '../../src/index.ts';
import type { AppendResult, Log, StoredCommit } from '../../src/log/port.ts';
import { createSessions } from '../../src/session/write/create-sessions.ts';
import type { NewCommand } from '../../src/session/write/new-command.ts';
import type { SendResult, Sessions } from '../../src/session/write/sessions.ts';
import { runs } from '../more.ts';
import { collect } from './work.ts';

const note = (id: string, content = id): NewCommand => ({
  id,
  name: 'entry.add',
  data: { entryId: id, entryType: 'note', title: id, content },
});
const started = async (log: Log): Promise<Sessions> => {
  const sessions = createSessions(log);
  await sessions.send('s1', { id: 'start', name: 'session.start', data: { goal: 'g' } });
  return sessions;
};
const commitsOf = (log: Log): Promise<StoredCommit[]> => collect(log.read('s1'));
const codeOf = (error: unknown): string => (isRepriseError(error) ? error.code : String(error));
/** What each caller got: the kind of its result, or the code of its error. */
const kindsOf = async (sent: readonly Promise<SendResult>[]): Promise<string[]> =>
  Promise.all(sent.map((one) => one.then(({ kind }) => kind, codeOf)));

it('is one commit for all that wait, with the events of each in its own result', async () => {
  const log = memoryLog();
  const sessions = await started(log);
  const results = await Promise.all(['a', 'b', 'c'].map((id) => sessions.send('s1', note(id))));
  expect(await commitsOf(log)).toHaveLength(2);
  const shown = results.map((result) =>
    result.kind === 'recorded' ? [result.events.map(({ commandid }) => commandid), result.state.ordinal] : result,
  );
  const first = (results[0]?.kind === 'recorded' && results[0].state.ordinal) || Number.NaN;
  expect(shown).toEqual([
    [['a'], first],
    [['b'], first + 1],
    [['c'], first + 2],
  ]);
});

it('keeps refused, repeated, stale, invalid and too large commands from harming their neighbours', async () => {
  const log = { ...memoryLog({ maxCommitBytes: 20_000 }) };
  const sessions = await started(log);
  const { head } = await sessions.load('s1');
  const sent = [
    sessions.send('s1', note('a')),
    sessions.send('s1', { id: 'never', name: 'task.complete', data: { taskId: 'never' } }),
    sessions.send('s1', note('a')),
    sessions.send('s1', note('b'), { expectedOrdinal: head.ordinal }),
    sessions.send('s1', note('c'), { expectedOrdinal: head.ordinal + 1 }),
    sessions.send('s1', { id: 'none', name: 'entry.add', data: {} }),
    sessions.send('s1', note('large', 'x'.repeat(30_000))),
    sessions.send('s1', note('d')),
  ];
  expect(await kindsOf(sent)).toEqual([
    'recorded',
    'refused',
    'repeated',
    'conflict',
    'recorded',
    'USAGE',
    'COMMIT_TOO_LARGE',
    'recorded',
  ]);
  const { events } = await collect(sessions.read('s1')).then((read) => ({ events: read.map(({ event }) => event) }));
  expect(events.slice(head.ordinal).map(({ commandid }) => commandid)).toEqual(['a', 'c', 'd']);
});

it('cuts what does not fit one commit into several, in order', async () => {
  const log = memoryLog({ maxCommitBytes: 5_000 });
  const sessions = await started(log);
  const ids = Array.from({ length: 20 }, (_, n) => `n${n}`);
  const sent = ids.map((id) => sessions.send('s1', note(id, 'x'.repeat(1_000))));
  expect(await kindsOf(sent)).toEqual(ids.map(() => 'recorded'));
  const read = await collect(sessions.read('s1'));
  expect(read.map(({ event }) => event.commandid).slice(-20)).toEqual(ids);
});

it('answers each caller by its own deadline, however long the others may wait', async () => {
  const log = memoryLog();
  await started(log);
  let answer: (result: AppendResult) => void = () => {};
  const answered = new Promise<AppendResult>((resolve) => {
    answer = resolve;
  });
  const slow = createSessions({ ...log, append: () => answered });
  await slow.load('s1');
  const hurried = slow.send('s1', note('a'), { deadlineMs: 50 });
  const patient = slow.send('s1', note('b'), { deadlineMs: 600_000 });
  expect(await hurried.catch(codeOf)).toBe('UNKNOWN_OUTCOME');
  answer({ kind: 'appended', position: { stream: log.stream, sequence: 2 }, durability: 'memory' });
  expect((await patient).kind).toBe('recorded');
});

it('fails only those whose events were under way when the outcome is unknown', async () => {
  const log = memoryLog();
  await started(log);
  let lost = 1;
  const flaky = createSessions({
    ...log,
    append: async (...call) => {
      const result = await log.append(...call);
      lost -= 1;
      return lost >= 0 ? { kind: 'unknown', reason: 'the answer was lost' } : result;
    },
  });
  await flaky.load('s1');
  const sent = [
    flaky.send('s1', note('a')),
    flaky.send('s1', { name: 'task.complete', data: { taskId: 'never' } }),
    flaky.send('s1', note('b')),
  ];
  expect(await kindsOf(sent)).toEqual(['UNKNOWN_OUTCOME', 'refused', 'UNKNOWN_OUTCOME']);
  expect((await flaky.send('s1', note('a'))).kind).toBe('repeated');
});

it('records every acknowledged command once, in the order of its callers, in whatever order requests are answered', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer(),
      fc.array(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 6 }), {
        minLength: 1,
        maxLength: 3,
      }),
      async (seed, senders) => {
        const log = memoryLog();
        await started(log);
        const schedule = scheduleOf(seed);
        const sent = senders.map((ids, sender) => {
          const sessions = createSessions(scheduledLog(log, schedule, `sender ${sender}`), {
            wait: () => schedule.pass('wait'),
          });
          // Ids are shared among the senders, so that some are repeated, in the same group and in others.
          return ids.map((id) => sessions.send('s1', note(`c${id}`)));
        });
        const results = await schedule.scheduler.waitFor(Promise.all(sent.map((own) => Promise.all(own))));
        const read = (await collect(createSessions(log).read('s1'))).map(({ event }) => event);
        const recorded = results.flat().flatMap((result) => (result.kind === 'recorded' ? result.events : []));
        const ids = (events: readonly { id: string }[]) => events.map(({ id }) => id);
        expect(ids(recorded).toSorted()).toEqual(ids(read.slice(-recorded.length)).toSorted());
        expect(new Set(senders.flat()).size).toBe(recorded.length);
        for (const own of results) {
          const ordinals = own.flatMap((result) => (result.kind === 'recorded' ? [result.state.ordinal] : []));
          expect(ordinals).toEqual(ordinals.toSorted((a, b) => a - b));
          for (const { kind } of own) expect(['recorded', 'repeated']).toContain(kind);
        }
      },
    ),
    { numRuns: runs(200) },
  );
});
