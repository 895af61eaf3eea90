// A log that is moved from one server to three while a writer goes on: the plan of docs/guides/run-on-your-own-cluster.md, on
// real servers. Its stream is mirrored, closed, promoted, and then given three replicas.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defined } from '../../machines/defined.ts';
import { openNatsLog } from '../../src/log/nats/log.ts';
import { SETTINGS } from '../../src/log/nats/stream.ts';
import type { FollowOptions, Log } from '../../src/log/port.ts';
import { findServerBinary } from '../../src/server/server-binary.ts';
import { appended, collect, commitOf } from '../../src/testing/log-contract/steps.ts';
import { start } from '../cli/run-cli.ts';
import { type Cluster, freePorts, startCluster } from '../cluster.ts';
import { blocksOf } from '../docs/pages.ts';
import { PATIENCE_MS } from '../patience.ts';

const DEADLINE = { deadlineMs: PATIENCE_MS };
const POLL = { timeout: PATIENCE_MS, interval: 20 };

interface Answer {
  readonly error?: { readonly description: string };
  readonly state: { readonly last_seq: number };
  readonly mirror?: { readonly lag: number };
  readonly cluster?: { readonly replicas?: readonly { readonly current: boolean; readonly lag?: number }[] };
}

describe('A log of one server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'reprise-move-'));
  let single: ChildProcess;
  let cluster: Cluster;
  let singleUrl: string;
  const connections: NatsConnection[] = [];
  const admin = async (servers: string | string[]) => {
    const nc = await connect({ servers });
    connections.push(nc);
    return async (subject: string, body?: object): Promise<Answer> => {
      const reply = await nc.request(`$JS.API.${subject}`, body === undefined ? '' : JSON.stringify(body), {
        timeout: PATIENCE_MS,
      });
      const answer = reply.json<Answer>();
      expect(answer.error).toBeUndefined();
      return answer;
    };
  };

  beforeAll(async () => {
    const [port, leafPort] = (await freePorts(2)) as [number, number];
    singleUrl = `nats://127.0.0.1:${port}`;
    const conf = join(folder, 'single.conf');
    writeFileSync(
      conf,
      `listen: "127.0.0.1:${port}"
jetstream { store_dir: "${join(folder, 'single')}", sync_interval: always, domain: "single" }
leafnodes { listen: "127.0.0.1:${leafPort}" }
`,
    );
    single = spawn(await findServerBinary({ env: process.env, onProgress: () => undefined }), ['-c', conf], {
      stdio: 'ignore',
    });
    process.once('exit', () => single.kill('SIGKILL'));
    cluster = await startCluster({ more: `leafnodes { remotes: [ { url: "nats://127.0.0.1:${leafPort}" } ] }` });
  });
  afterAll(async () => {
    for (const nc of connections) await nc.close();
    single?.kill('SIGKILL');
    await cluster?.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  });

  test('is moved to three replicas while a writer goes on: nothing acknowledged is lost, every sequence stays', async () => {
    let url = singleUrl;
    // Stands for a name whose address is another one after the move.
    const log = await openNatsLog({ url, find: async () => ({ url }), ...DEADLINE });
    const acknowledged: number[] = [];
    let moved = false;
    let stop = false;
    const writing = (async () => {
      while (!stop) {
        const expected = acknowledged.at(-1) ?? 0;
        const line = `${acknowledged.length}`;
        acknowledged.push(appended(await log.append('s1', commitOf(line), { expected, ...DEADLINE })));
      }
    })();
    const received: number[] = [];
    const follow = async (by: Log, options: Omit<FollowOptions, 'signal'>, signal?: AbortSignal) => {
      for await (const one of by.follow({ ...options, ...defined({ signal }) }))
        if (one.kind === 'commit') received.push(one.commit.position.sequence);
    };
    const followed = expect(follow(log, { from: { kind: 'start' } })).rejects.toMatchObject({
      code: 'STREAM_MISMATCH',
    });
    const grows = async () => {
      const before = acknowledged.length;
      await expect.poll(() => acknowledged.length, POLL).toBeGreaterThan(before + 10);
    };
    await grows();

    const one = await admin(singleUrl);
    const three = await admin([...cluster.urls]);
    await three('STREAM.DELETE.REPRISE');
    // A mirror has no subjects of its own and republishes nothing.
    const { subjects: _subjects, republish: _republish, allow_atomic: _atomic, discard: _discard, ...kept } = SETTINGS;
    const mirror = { name: 'REPRISE', external: { api: '$JS.single.API' } };
    await three('STREAM.CREATE.REPRISE', { name: 'REPRISE', ...kept, num_replicas: 1, mirror });
    await expect.poll(async () => (await three('STREAM.INFO.REPRISE')).state.last_seq, POLL).toBeGreaterThan(10);
    await grows();

    // From here appends wait: no stream takes them.
    await one('STREAM.UPDATE.REPRISE', { name: 'REPRISE', ...SETTINGS, subjects: ['closed.*'], republish: undefined });
    const { last_seq: end } = (await one('STREAM.INFO.REPRISE')).state;
    await expect.poll(async () => (await three('STREAM.INFO.REPRISE')).state.last_seq, POLL).toBe(end);
    await three('STREAM.UPDATE.REPRISE', { name: 'REPRISE', ...SETTINGS, num_replicas: 1 });
    [url] = cluster.urls as [string];
    single.kill('SIGTERM');
    await once(single, 'exit');
    moved = true;
    await grows();

    await three('STREAM.UPDATE.REPRISE', { name: 'REPRISE', ...SETTINGS, num_replicas: 3 });
    await grows();
    const inStep = async () =>
      (await three('STREAM.INFO.REPRISE')).cluster?.replicas?.filter(({ current }) => current).length;
    await expect.poll(inStep, POLL).toBe(2);
    stop = true;
    await writing;
    await followed;

    expect(moved && acknowledged.length).toBeGreaterThan(40);
    const again = await openNatsLog({ url, ...DEADLINE });
    const stored = await collect(again.read('s1'));
    expect(stored.map(({ position }) => position.sequence)).toEqual(acknowledged);
    expect(stored.map(({ lines }) => lines[0])).toEqual(acknowledged.map((_, n) => `${n}`));
    expect(again.durability).toBe('replicated-unknown');
    // Who followed goes on after the last position, in the stream of the same name.
    const over = new AbortController();
    const position = { stream: 'REPRISE', sequence: received.at(-1) as number };
    const followedAgain = follow(again, { from: { kind: 'after', position } }, over.signal);
    await expect.poll(() => received.length, POLL).toBe(acknowledged.length);
    over.abort();
    await followedAgain;
    expect(received).toEqual(acknowledged);
    await again.close();
    await log.close();
  });
});

const settings = blocksOf('docs/guides/run-on-your-own-cluster.md')
  .filter(({ language }) => language === 'yaml')
  .map(({ text }) => ({ name: text.split('\n')[0], text }));

const PERMISSIONS =
  blocksOf('docs/guides/who-may-do-what.md')
    .find(({ text }) => text.startsWith('# roles.conf'))
    ?.text.split(/^authorization/m)[0] ?? '';

test.each(settings)('nats-server takes the settings of the guide: $name', async ({ text }) => {
  const folder = mkdtempSync(join(tmpdir(), 'reprise-conf-'));
  const conf = join(folder, 'nats.conf');
  writeFileSync(conf, text);
  // What it includes: the permissions of the other guide, without the users there.
  writeFileSync(join(folder, 'permissions.conf'), PERMISSIONS);
  const binary = await findServerBinary({ env: process.env, onProgress: () => undefined });
  expect(await start(binary, ['-t', '-c', conf]).ended).toMatchObject({ code: 0 });
  rmSync(folder, { recursive: true });
});
