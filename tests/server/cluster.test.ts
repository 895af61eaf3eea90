// Three servers on one store, as `up --cluster` starts them: real processes, killed and started again while clients go on.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runDown, runStatus, runUp } from '../../src/cli/commands/server/server-commands.ts';
import { open } from '../../src/index.ts';
import { inspectLog } from '../../src/log/nats/inspect.ts';
import { ensureServer, type ServerInfo, serverStatus } from '../../src/server/managed-server.ts';
import { serverConfig } from '../../src/server/places.ts';
import { MAIN, start } from '../cli/run-cli.ts';
import { PATIENCE_MS } from '../patience.ts';
import { collect } from '../session/work.ts';
import { env, isRunning, testFolder, testStore, until } from './store-users.ts';

const quiet = { print: () => undefined, note: () => undefined };
const recorded = () => {
  const lines: string[] = [];
  return {
    ...{ print: (line: string) => void lines.push(line), note: (line: string) => void lines.push(line) },
    text: () => lines.join('\n'),
  };
};

const up = async (store: string, conf = serverConfig(env)): Promise<ServerInfo> => {
  await runUp({ store, env: { ...env, REPRISE_NATS_CONF: conf }, cluster: true, detach: true }, quiet);
  return running(store);
};
const running = async (store: string): Promise<ServerInfo> => {
  const info = await serverStatus({ store, env });
  if (info === undefined) throw new Error('no cluster runs');
  return info;
};
const pidsOf = ({ servers = [] }: ServerInfo) => servers.map(({ pid }) => pid);
/** Every server runs, and the stream has all three replicas in step. */
const whole = (store: string) =>
  until('all servers run in step', async () => {
    const info = await running(store);
    if (info.servers?.some(({ pid, trouble }) => trouble !== undefined || !isRunning(pid))) return false;
    const { copies = [] } = (await inspectLog(info)).stream ?? {};
    return copies.length === 3 && copies.every(({ inStep }) => inStep);
  });

const client = async (store: string, sessionId = 's1') => {
  const reprise = await open({ store, env, deadlineMs: PATIENCE_MS });
  onTestFinished(() => reprise.close());
  const session = reprise.session(sessionId);
  const acknowledged: string[] = [];
  const write = async () => {
    const result =
      acknowledged.length === 0
        ? await session.send('session.start', { goal: 'Outlive a server', profile: 'normal' })
        : await session.send('requirement.add', { requirementId: `r${acknowledged.length}`, description: 'Stay' });
    if (result.kind !== 'recorded') throw new Error(`not recorded: ${JSON.stringify(result)}`);
    acknowledged.push(...result.events.map(({ id }) => id));
    return result.durability;
  };
  const read = async () => (await collect(session.read())).map(({ event }) => event.id);
  return { reprise, write, read, acknowledged };
};

describe('up --cluster', () => {
  it('runs three servers with a replicated stream, until it is stopped', async () => {
    const store = testStore();
    const output = recorded();
    const abort = new AbortController();
    const over = runUp({ store, env, cluster: true, signal: abort.signal }, output);
    await until('it is up', () => output.text().includes('Ctrl-C stops them.'));
    const info = await running(store);
    expect(info).toMatchObject({ lifetime: 'foreground', syncInterval: 'always', replicas: 3 });
    expect(new Set(pidsOf(info)).size).toBe(3);
    for (const { name, pid, url, syncInterval } of info.servers ?? []) {
      expect(output.text()).toContain(`${name} (process ${pid}) at ${url}`);
      expect(syncInterval).toBe('always');
    }
    expect(output.text()).toContain('on the disks of a quorum of servers');

    const { write } = await client(store);
    expect(await write()).toBe('replicated-flushed');
    await whole(store);
    const shown = recorded();
    expect(await runStatus({ store, env }, shown)).toBe(0);
    for (const { pid } of info.servers ?? []) expect(shown.text()).toContain(`process ${pid}`);
    for (const secret of ['password', info.password, info.adminPassword]) expect(shown.text()).not.toContain(secret);

    abort.abort();
    expect(await over).toBe(0);
    expect(output.text()).toContain('The cluster is down.');
    expect(pidsOf(info).some(isRunning)).toBe(false);
  });

  it('starts a server that was killed again, while clients write, read and subscribe through the others', async () => {
    const store = testStore();
    const before = await up(store);
    const { reprise, write, read, acknowledged } = await client(store);
    const abort = new AbortController();
    const received: string[] = [];
    const subscribed = (async () => {
      for await (const one of reprise.subscribe({ sessions: 's1', signal: abort.signal }))
        if (one.kind === 'event') received.push(one.event.id);
    })();
    await write();
    for (const { pid } of before.servers ?? []) {
      process.kill(pid, 'SIGKILL');
      await until('it is gone', () => !isRunning(pid));
      await write();
      await write();
      await whole(store);
    }
    await until('all is received', () => received.length === acknowledged.length);
    abort.abort();
    await subscribed;
    expect(acknowledged).toHaveLength(7);
    expect(received).toEqual(acknowledged);
    expect(await read()).toEqual(acknowledged);
    const after = await running(store);
    expect(after.servers?.map(({ name }) => name)).toEqual(before.servers?.map(({ name }) => name));
    expect(pidsOf(after).filter((pid) => pidsOf(before).includes(pid))).toEqual([]);
  });

  it('keeps its sessions, its login and its ports over `down` and `up`, and an open client goes on', async () => {
    const store = testStore();
    const before = await up(store);
    const { write, read, acknowledged } = await client(store);
    await write();
    expect(await runDown({ store, env }, quiet)).toBe(0);
    expect(pidsOf(before).some(isRunning)).toBe(false);
    const waiting = write();
    const after = await up(store);
    await waiting;
    expect(await read()).toEqual(acknowledged);
    expect([after.urls, after.password]).toEqual([before.urls, before.password]);
  });

  it('loses nothing that was acknowledged when all three are killed at once, and says what a power cut would lose', async () => {
    const store = testStore();
    const conf = join(testFolder(), 'fast.conf');
    const text = readFileSync(serverConfig(env), 'utf8');
    writeFileSync(conf, text.replace('sync_interval: always', 'sync_interval: "2m"'));
    const info = await up(store, conf);
    expect(info.servers?.map(({ syncInterval }) => syncInterval)).toEqual(['2m', '2m', '2m']);
    const { write, read, acknowledged } = await client(store);
    for (let n = 0; n < 20; n += 1) expect(await write()).toBe('replicated-cached');
    for (const pid of pidsOf(info)) process.kill(pid, 'SIGKILL');
    await until('they are gone', () => !pidsOf(info).some(isRunning));
    await write();
    expect(await read()).toEqual(acknowledged);
  });

  it('says that it runs already, to `up --cluster --detach`', async () => {
    const store = testStore();
    const info = await up(store);
    const output = recorded();
    expect(await runUp({ store, env, cluster: true, detach: true }, output)).toBe(0);
    expect(output.text()).toContain('A cluster already runs on the store');
    for (const pid of pidsOf(info)) expect(output.text()).toContain(`process ${pid}`);
    await expect(runUp({ store, env, cluster: true }, quiet)).rejects.toMatchObject({ code: 'STORE_LOCKED' });
  });
});

describe('a store of the other kind', () => {
  it('of a single server is not opened as a cluster, whether it runs or not', async () => {
    const store = testStore();
    const { write } = await client(store);
    await write();
    const refused = { code: 'STORE_MISMATCH', exitCode: 6, message: expect.stringContaining('of a single server') };
    await expect(runUp({ store, env, cluster: true, detach: true }, quiet)).rejects.toMatchObject(refused);
    await runDown({ store, env }, quiet);
    await expect(runUp({ store, env, cluster: true, detach: true }, quiet)).rejects.toMatchObject(refused);
    expect(existsSync(join(store, 'cluster.json'))).toBe(false);
  });

  it('of a cluster is not opened as a single server; a command that needs the log starts all three', async () => {
    const store = testStore();
    await up(store);
    const { write, acknowledged, reprise } = await client(store);
    await write();
    await reprise.close();
    const refused = { code: 'STORE_MISMATCH', message: expect.stringContaining('of a cluster') };
    await expect(runUp({ store, env, detach: true }, quiet)).rejects.toMatchObject(refused);
    await runDown({ store, env }, quiet);
    const { ended } = start(process.execPath, [MAIN, 'up', '--store', store]);
    expect(await ended).toMatchObject({ code: 6, stderr: expect.stringContaining('reprise up --cluster') });
    expect(existsSync(join(store, 'jetstream'))).toBe(false);

    const server = await ensureServer({ store, env });
    expect(pidsOf(server)).toHaveLength(3);
    const { read } = await client(store);
    expect(await read()).toEqual(acknowledged);
    await server.release();
  });
});
