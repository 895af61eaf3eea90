// Clients that stay open while the server of their store ends and another one follows: each finds it by itself. While they
// write, and at another port: tests/faults/.
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { open, type Reprise } from '../../src/index.ts';
import { ensureServer, serverStatus, stopServer } from '../../src/server/managed-server.ts';
import { PATIENCE_MS } from '../patience.ts';
import { collect } from '../session/work.ts';
import { env, isRunning, testStore, until } from './store-users.ts';

/** As `up --detach` starts it; the port is another one each time. */
const up = (store: string) => ensureServer({ store, env, port: 0, lifetime: 'detached' });
const running = async (store: string) => {
  const info = await serverStatus({ store, env });
  if (info?.pid === undefined || info.supervisorPid === undefined) throw new Error('no server runs');
  return { ...info, pid: info.pid, supervisorPid: info.supervisorPid };
};
const killed = async (pid: number): Promise<void> => {
  process.kill(pid, 'SIGKILL');
  await until('it is gone', () => !isRunning(pid));
};

/** A client of the library: one session, and how many of its events were acknowledged. */
const client = async (store: string) => {
  const reprise: Reprise = await open({ store, env, deadlineMs: PATIENCE_MS });
  onTestFinished(() => reprise.close());
  const session = reprise.session('s1');
  const acknowledged: string[] = [];
  const write = async () => {
    const result =
      acknowledged.length === 0
        ? await session.send('session.start', { goal: 'Outlive every server', profile: 'normal' })
        : await session.send('requirement.add', { requirementId: `r${acknowledged.length}`, description: 'Stay' });
    if (result.kind !== 'recorded') throw new Error(`not recorded: ${JSON.stringify(result)}`);
    acknowledged.push(...result.events.map(({ id }) => id));
  };
  const read = async () => (await collect(session.read())).map(({ event }) => event.id);
  return { reprise, write, read, acknowledged };
};

describe('a client of the library that is open', () => {
  it('goes on over a kill -9 of the supervisor and a new `up`', async () => {
    const store = testStore();
    await up(store);
    const { write, read, acknowledged } = await client(store);
    await write();
    await killed((await running(store)).supervisorPid);
    const waiting = write();
    await up(store);
    await waiting;
    expect(await read()).toEqual(acknowledged);
  });

  it('goes on over a kill -9 of the supervisor of a server that ran for clients alone, which is started again', async () => {
    const store = testStore();
    const { write, read, acknowledged } = await client(store);
    await write();
    const before = await running(store);
    await killed(before.supervisorPid);
    await until('another runs', async () => {
      const now = (await serverStatus({ store, env }))?.supervisorPid;
      return now !== undefined && now !== before.supervisorPid;
    });
    await write();
    expect(await read()).toEqual(acknowledged);
  });

  it('subscribes over all of it without a gap or a repeat', async () => {
    const store = testStore();
    await up(store);
    const { reprise, write, acknowledged } = await client(store);
    const abort = new AbortController();
    const received: string[] = [];
    const kinds = new Set<string>();
    const subscribed = (async () => {
      for await (const one of reprise.subscribe({ sessions: 's1', signal: abort.signal })) {
        kinds.add(one.kind);
        if (one.kind === 'event') received.push(one.event.id);
      }
    })();
    await write();
    await stopServer({ store, env });
    await up(store);
    await write();
    await killed((await running(store)).supervisorPid);
    await up(store);
    await killed((await running(store)).pid);
    await write();
    await until('all is received', () => received.length === acknowledged.length);
    abort.abort();
    await subscribed;
    expect(received).toEqual(acknowledged);
    expect([...kinds].sort()).toEqual(['caught-up', 'disconnected', 'event', 'reconnected']);
  });

  it('does not start a server that a person stopped', async () => {
    const store = testStore();
    const reprise = await open({ store, env, deadlineMs: 500 });
    onTestFinished(() => reprise.close());
    await stopServer({ store, env });
    await expect(reprise.sessions()).rejects.toMatchObject({
      code: 'LOG_UNREACHABLE',
      message: expect.stringContaining('no server runs on its store'),
      hint: expect.stringContaining('reprise up'),
    });
    expect(await serverStatus({ store, env })).toBeUndefined();
  });

  it('of a store that an earlier version wrote, without credentials, finds its sessions', async () => {
    const store = testStore();
    const first = await client(store);
    await first.write();
    await first.reprise.close();
    rmSync(join(store, 'credentials.json'));
    const { read } = await client(store);
    expect(await read()).toEqual(first.acknowledged);
    expect(existsSync(join(store, 'credentials.json'))).toBe(true);
  });
});
