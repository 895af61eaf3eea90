// The service on a real JetStream log: the same contract, and a server that dies and comes back in the middle.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { logSource } from '../../src/session/record/source.ts';
import { verify } from '../../src/session/record/verify.ts';
import { createSessions } from '../../src/session/write/create-sessions.ts';
import { affordable } from '../more.ts';
import { PATIENCE_MS } from '../patience.ts';
import { type ServerWithLogs, startServerWithLogs } from '../server-with-logs.ts';
import { drops, runningTasks, serviceContract } from './service-contract.ts';
import { collect } from './work.ts';

let on: ServerWithLogs;
beforeAll(async () => {
  on = await startServerWithLogs();
});
afterAll(() => on?.stop());

serviceContract('a JetStream log', () => on.log);

// The same with a small limit is in the contract.
it.each(affordable([{ tasks: 12_500, dropped: 3_500 }], () => true))(
  'ends a session of $tasks running tasks, once $dropped of them have ended',
  async ({ tasks, dropped }) => {
    const sessions = createSessions(on.log);
    const start = { id: 'start', name: 'session.start', data: { goal: 'g', profile: 'cycles' } };
    await sessions.record('large', [start, ...runningTasks(tasks, 256)], { deadlineMs: PATIENCE_MS });
    const end = () =>
      sessions.send(
        'large',
        { id: 'end', name: 'session.end', data: { outcome: 'cancelled' } },
        { deadlineMs: PATIENCE_MS },
      );
    await expect(end()).rejects.toMatchObject({ code: 'COMMIT_TOO_LARGE', hint: expect.stringContaining('task.drop') });
    await sessions.record('large', drops(dropped, 256), { deadlineMs: PATIENCE_MS });
    const result = await end();
    expect(result.kind === 'recorded' && result.events.length).toBe(tasks - dropped + 1);
    expect((await verify(logSource(on.log, 'large'))).ok).toBe(true);
  },
);

it('loses nothing and doubles nothing when the server is killed and started again in the middle', async () => {
  const sessions = createSessions(on.log);
  const other = createSessions(on.log);
  const note = (entryId: string) => ({
    id: entryId,
    name: 'entry.add',
    data: { entryId, entryType: 'note', title: 't', content: '' },
  });
  const start = { id: 'start', name: 'session.start', data: { goal: 'g', profile: 'cycles' } };
  await sessions.send('killed', start);
  let recorded = 0;
  let halfWay = () => {};
  const half = new Promise<void>((resolve) => {
    halfWay = resolve;
  });
  const write = async (service: typeof sessions, name: string) => {
    for (let n = 0; n < 50; n += 1) {
      const result = await service.send('killed', note(`${name}-${n}`), { deadlineMs: PATIENCE_MS });
      // An acknowledgement that was lost is settled by the log, or the repeat is recognised: either way it counts once.
      expect(['recorded', 'repeated']).toContain(result.kind);
      recorded += 1;
      if (recorded === 30) halfWay();
    }
  };
  const writing = Promise.all([write(sessions, 'a'), write(other, 'b')]);
  await half;
  await on.crash();
  await writing;
  const events = await collect(createSessions(on.log).read('killed'));
  expect(events).toHaveLength(101);
  expect(new Set(events.map(({ event }) => event.commandid)).size).toBe(101);
  expect((await verify(logSource(on.log, 'killed'))).ok).toBe(true);
});
