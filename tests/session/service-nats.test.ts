// The service on a real JetStream log: the same contract. With a server that dies in the middle: tests/faults/.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { logSource } from '../../src/session/record/source.ts';
import { verify } from '../../src/session/record/verify.ts';
import { createSessions } from '../../src/session/write/create-sessions.ts';
import { affordable } from '../more.ts';
import { PATIENCE_MS } from '../patience.ts';
import { type ServerWithLogs, startServerWithLogs } from '../server-with-logs.ts';
import { drops, runningTasks, serviceContract } from './service-contract.ts';

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
