// Three servers on one store, as `up --cluster` starts them: real processes, killed and started again while clients go on.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { replicas as replicasOf } from '../../src/cli/commands/doctor/cluster-checks.ts';
import { healthChecks } from '../../src/cli/commands/doctor/health-checks.ts';
import { inspect } from '../../src/cli/commands/doctor/inspection.ts';
import { runDown, runStatus, runUp } from '../../src/cli/commands/server/server-commands.ts';
import { open } from '../../src/index.ts';
import { inspectLog } from '../../src/log/nats/inspect.ts';
import { type ClusterPlan, SYSTEM_USER } from '../../src/server/cluster-file.ts';
import { ensureServer, type ServerInfo, serverStatus } from '../../src/server/managed-server.ts';
import { serverConfig } from '../../src/server/places.ts';
import { startCli } from '../cli/run-cli.ts';
import { MORE } from '../more.ts';
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

/** What a client of servers of one's own is promised, which asks their system account with this login. */
const promised = async (url: string, login: string, urls: readonly string[]) => {
  const notes: string[] = [];
  const system = urls.map((one) => one.replace('nats://', login)).join(',');
  const onProgress = (sentence: string) => void notes.push(sentence);
  const reprise = await open({ url, env: { ...env, NATS_SYSTEM_URL: system }, onProgress });
  await reprise.close();
  return { durability: reprise.log.durability, notes };
};

describe('up --cluster', () => {
  it('runs three servers with a replicated stream until Ctrl-C, and nothing of them is left', async () => {
    const store = testStore();
    const process = startCli(['up', '--cluster', '--store', store]);
    await process.until('stdout', /Ctrl-C stops them\./);
    const info = await running(store);
    expect(info).toMatchObject({ lifetime: 'foreground', syncInterval: 'always', replicas: 3 });
    expect(new Set(pidsOf(info)).size).toBe(3);
    for (const { name, pid, url, syncInterval } of info.servers ?? []) {
      expect(process.stdout()).toContain(`${name} (process ${pid}) at ${url}`);
      expect(syncInterval).toBe('always');
    }
    expect(process.stdout()).toContain('on the disks of a quorum of servers');
    // Before there is a log, too.
    expect(await inspectLog(info)).toMatchObject({ stream: undefined, durability: 'replicated-flushed' });
    const { write, reprise } = await client(store);
    expect(await write()).toBe('replicated-flushed');
    await whole(store);
    await reprise.close();
    const { urls = [], user, password } = info;
    const login = `nats://${user}:${password}@`;
    // The first of the addresses answers nothing.
    const own = ['127.0.0.1:1', ...urls.map((url) => url.replace('nats://', ''))].map((host) => login + host).join(',');
    const other = await open({ url: own, env });
    expect((await other.sessions()).map(({ sessionId }) => sessionId)).toEqual(['s1']);
    expect(other.log.durability).toBe('replicated-unknown');
    await other.close();
    const later = await open({ url: own, env, streams: ['REPRISE-2026-12'] });
    await later.close();
    expect((await inspectLog({ ...info, streamName: 'REPRISE-2026-12' })).stream).toMatchObject({ replicas: 3 });
    const { systemPassword } = JSON.parse(readFileSync(join(store, 'cluster.json'), 'utf8')) as ClusterPlan;
    const known = await promised(own, `nats://${SYSTEM_USER}:${systemPassword}@`, urls);
    expect(known).toEqual({ durability: 'replicated-flushed', notes: [] });
    const { durability, notes } = await promised(own, `nats://${SYSTEM_USER}:wrong@`, urls);
    expect([durability, notes]).toEqual(['replicated-unknown', [expect.stringContaining('NATS_SYSTEM_URL')]]);

    const checks = healthChecks(await inspect({ store, env }));
    const messages = (name: string) => checks.filter((one) => one.name === name).map(({ message }) => message);
    expect(checks.filter(({ state }) => state !== 'pass')).toEqual([]);
    expect(messages('server')).toHaveLength(3);
    for (const message of messages('server')) expect(message).toContain('syncs every write');
    expect(messages('replicas').filter((message) => message.endsWith('leads the stream.'))).toHaveLength(1);
    expect(messages('replicas').filter((message) => message.endsWith('is in step.'))).toHaveLength(2);
    const shown = recorded();
    expect(await runStatus({ store, env }, shown)).toBe(0);
    for (const pid of pidsOf(info)) expect(shown.text()).toContain(`process ${pid}`);
    for (const secret of [info.password, info.adminPassword]) expect(shown.text()).not.toContain(secret);

    process.child.kill('SIGINT');
    expect(await process.ended).toMatchObject({ code: 0, stdout: expect.stringContaining('The cluster is down.') });
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
    await whole(store);
    const { copies = [] } = (await inspectLog(before)).stream ?? {};
    const leader = copies.find(({ leads }) => leads)?.server;
    const killed = before.servers?.find(({ name }) => name === leader)?.pid as number;
    process.kill(killed, 'SIGKILL');
    await until('it is gone', () => !isRunning(killed));
    await write();
    await write();
    await whole(store);
    await until('all is received', () => received.length === acknowledged.length);
    abort.abort();
    await subscribed;
    expect(acknowledged).toHaveLength(3);
    expect(received).toEqual(acknowledged);
    expect(await read()).toEqual(acknowledged);
    const after = await running(store);
    expect(after.servers?.map(({ name }) => name)).toEqual(before.servers?.map(({ name }) => name));
    expect(pidsOf(after)).not.toContain(killed);
  });

  it('is refused on the store of a single server, whether that runs or not, and says that a cluster runs already', async () => {
    const single = testStore();
    const { write } = await client(single);
    await write();
    const cluster = { env, cluster: true, detach: true };
    const refused = { code: 'STORE_MISMATCH', exitCode: 6, message: expect.stringContaining('of a single server') };
    await expect(runUp({ ...cluster, store: single }, quiet)).rejects.toMatchObject(refused);
    await runDown({ store: single, env }, quiet);
    await expect(runUp({ ...cluster, store: single }, quiet)).rejects.toMatchObject(refused);
    expect(existsSync(join(single, 'cluster.json'))).toBe(false);

    const store = testStore();
    const info = await up(store);
    const output = recorded();
    expect(await runUp({ ...cluster, store }, output)).toBe(0);
    expect(output.text()).toContain('A cluster already runs on the store');
    for (const pid of pidsOf(info)) expect(output.text()).toContain(`process ${pid}`);
    await expect(runUp({ store, env, cluster: true }, quiet)).rejects.toMatchObject({ code: 'STORE_LOCKED' });
    const asSingle = { code: 'STORE_MISMATCH', message: expect.stringContaining('of a cluster') };
    await expect(runUp({ store, env, detach: true }, quiet)).rejects.toMatchObject(asSingle);
    await runDown({ store, env }, quiet);
    const { ended } = startCli(['up', '--store', store]);
    expect(await ended).toMatchObject({ code: 6, stderr: expect.stringContaining('reprise up --cluster') });
    expect(existsSync(join(store, 'jetstream'))).toBe(false);
  });
});

// Costly: elections take some seconds each.
if (MORE)
  describe('a store of a cluster', () => {
    it('keeps what was acknowledged when all servers are killed at once, and when they are ended and a command starts them', async () => {
      const store = testStore();
      const conf = join(testFolder(), 'fast.conf');
      const text = readFileSync(serverConfig(env), 'utf8');
      writeFileSync(conf, text.replace('sync_interval: always', 'sync_interval: "2m"'));
      const before = await up(store, conf);
      expect(before.servers?.map(({ syncInterval }) => syncInterval)).toEqual(['2m', '2m', '2m']);
      const { write, read, acknowledged } = await client(store);
      for (let n = 0; n < 20; n += 1) expect(await write()).toBe('replicated-cached');
      for (const pid of pidsOf(before)) process.kill(pid, 'SIGKILL');
      await until('they are gone', () => !pidsOf(before).some(isRunning));
      await write();
      expect(await read()).toEqual(acknowledged);

      expect(await runDown({ store, env }, quiet)).toBe(0);
      const waiting = write();
      const after = await ensureServer({ store, env });
      expect(pidsOf(after)).toHaveLength(3);
      expect([after.urls, after.password, after.syncInterval]).toEqual([before.urls, before.password, 'always']);
      await waiting;
      expect(await read()).toEqual(acknowledged);
      await after.release();
    });

    it('fills a server that lost its data, and is not started where a quorum lost theirs', async () => {
      const store = testStore();
      await up(store);
      const { write, read, acknowledged, reprise } = await client(store);
      await write();
      await whole(store);
      const lose = (...places: number[]) => {
        for (const place of places) renameSync(join(store, `server-${place}`), join(store, `away-${place}`));
      };
      expect(await runDown({ store, env }, quiet)).toBe(0);
      lose(2, 3);
      const { code, stderr } = await startCli(['list', '--store', store]).ended;
      expect([code, stderr]).toEqual([
        6,
        `2 of the 3 servers on the store ${store} have lost their data: ${store}/server-2, ${store}/server-3. Started so, they would agree that the log is empty.\nPut these folders back, or all of the store, from a backup. Nothing was started or changed.\n`,
      ]);
      expect(existsSync(join(store, 'server-2'))).toBe(false);
      renameSync(join(store, 'away-3'), join(store, 'server-3'));
      await up(store);
      await whole(store);
      expect(readFileSync(join(store, 'supervisor.log'), 'utf8')).toContain(`${store}/server-2 holds no data any more`);
      expect(await read()).toEqual(acknowledged);
      await reprise.close();
      expect(await runDown({ store, env }, quiet)).toBe(0);
    });
  });

describe('doctor', () => {
  const copy = (server: string, more: object) => ({
    ...{ server, leads: false, inStep: false, offline: false, behind: 0 },
    ...more,
  });
  const checked = (copies: readonly object[], replicas = 3) =>
    replicasOf({ logs: [{ stream: { name: 'REPRISE', replicas, copies } }], server: { replicas: 3 } } as never);

  it('says which server is behind, which is down, and when none leads', () => {
    const copies = [
      copy('one', { leads: true, inStep: true }),
      copy('two', { behind: 7 }),
      copy('three', { offline: true }),
      copy('four', { silentSeconds: 12 }),
    ];
    expect(checked(copies).map(({ state, message }) => `${state} ${message}`)).toEqual([
      'pass one leads the stream.',
      'warn two is 7 entries behind.',
      'warn three is down, or cannot be reached by the others.',
      'warn four has answered nothing for 12 seconds.',
    ]);
    expect(checked(copies.slice(1))).toMatchObject([{ state: 'fail', message: 'No server leads stream REPRISE.' }]);
  });

  it('says when the stream has fewer replicas than there are servers', () => {
    expect(checked([], 1)).toMatchObject([
      { state: 'warn', message: 'Stream REPRISE has 1 replica on a cluster of 3 servers.' },
    ]);
  });
});
