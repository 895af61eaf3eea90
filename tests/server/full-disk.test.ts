// A store on a disk that is full and has room again later, with clients and commands on it.
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isRepriseError, open } from '../../src/index.ts';
import { ensureServer, serverStatus } from '../../src/server/managed-server.ts';
import { checkWrite } from '../../src/server/write-check.ts';
import { cliProcess } from '../cli/run-cli.ts';
import { PATIENCE_MS } from '../patience.ts';
import { collect } from '../session/work.ts';
import { mountSmall } from './small-disk.ts';
import { env, testFolder, testStore, until } from './store-users.ts';

const MB = 1024 ** 2;
const freeBytes = (folder: string): number => {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
};
const doctorOf = async (store: string) => {
  const { code, stdout } = await cliProcess(['doctor', '--store', store, '--json']);
  const { checks } = JSON.parse(stdout) as { checks: { name: string; state: string; message: string }[] };
  return { code, write: checks.find(({ name }) => name === 'write') };
};

describe('a server whose disk was full', () => {
  it('is started again by itself when there is room, which settles what was under way, and loses nothing', async (context) => {
    const disk = join(testFolder(), 'disk');
    if (!mountSmall(disk, 64 * 1024)) return context.skip('needs the right to mount a small file system');
    const store = join(disk, 'store');
    const server = await ensureServer({ store, env, port: 0 });
    onTestFinished(() => server.release());
    const reprise = await open({ store, env, deadlineMs: PATIENCE_MS });
    onTestFinished(() => reprise.close());
    const session = reprise.session('s1');
    const acknowledged: string[] = [];
    let last: { id: string; bytes: number } = { id: '', bytes: 0 };
    const write = async ({ id, bytes }: typeof last, deadlineMs = PATIENCE_MS) => {
      last = { id, bytes };
      const result = await session.send(
        'requirement.add',
        { requirementId: id, description: 'x'.repeat(bytes) },
        { id, deadlineMs },
      );
      if (result.kind !== 'recorded' && result.kind !== 'repeated') throw new Error(`not recorded: ${result.kind}`);
      acknowledged.push(...result.events.map((event) => event.id));
    };
    await session.send('session.start', { goal: 'Fill the disk', profile: 'normal' });
    writeFileSync(join(disk, 'filler'), Buffer.alloc(freeBytes(disk) - 8 * MB));
    let refusal: unknown;
    for (let n = 1; !(isRepriseError(refusal) && refusal.fields.trouble === 'STORE_FULL'); n += 1)
      await write({ id: `r${n}`, bytes: 900_000 }, 4_000).catch((error: unknown) => {
        refusal = error;
      });
    const both = /^It is not known whether command \S+ was recorded: the disk of the store .* is full, and /;
    expect(refusal).toMatchObject({
      code: 'UNKNOWN_OUTCOME',
      message: expect.stringMatching(both),
      hint: expect.stringMatching(/^Free some space on that disk\. Send the same again/),
      fields: { trouble: 'STORE_FULL' },
    });

    await until('the status states it', async () => (await serverStatus({ store, env }))?.trouble !== undefined);
    const { pid, trouble } = (await serverStatus({ store, env })) ?? {};
    expect(trouble).toMatchObject({ code: 'STORE_FULL', message: expect.stringContaining('is full') });
    const status = await cliProcess(['status', '--store', store]);
    expect([status.code, status.stdout]).toEqual([6, expect.stringContaining('is full')]);
    expect(await doctorOf(store)).toMatchObject({ code: 1, write: { state: 'fail' } });
    expect(await collect(session.read())).toHaveLength(1 + acknowledged.length);

    // Sent again while the disk is full, it waits, and is settled by the server that is started when there is room.
    const settled = write(last);
    rmSync(join(disk, 'filler'));
    await settled;
    expect(acknowledged.length).toBe(new Set(acknowledged).size);
    expect((await serverStatus({ store, env }))?.pid).not.toBe(pid);
    const stored = (await collect(session.read())).map(({ event }) => event.id);
    expect(stored.filter((id) => acknowledged.includes(id))).toEqual(acknowledged);
    await until('it is well', async () => (await serverStatus({ store, env }))?.trouble === undefined);
    expect(await doctorOf(store)).toMatchObject({ write: { state: 'pass' } });
  });
});

describe('a write that is tried', () => {
  it('is seen by no session, no follower and no list, also while it is there', async () => {
    const store = testStore();
    const server = await ensureServer({ store, env, port: 0 });
    onTestFinished(() => server.release());
    expect(await checkWrite(server)).toEqual({ kind: 'no-log' });
    const reprise = await open({ store, env, deadlineMs: PATIENCE_MS });
    onTestFinished(() => reprise.close());
    await reprise.send('s1', { name: 'session.start', data: { goal: 'See nothing else' } });
    const abort = new AbortController();
    const received: string[] = [];
    const following = (async () => {
      for await (const one of reprise.subscribe({ signal: abort.signal }))
        received.push(one.kind === 'event' ? one.event.type : one.kind);
    })();
    await until('it caught up', () => received.includes('caught-up'));
    for (let n = 0; n < 3; n += 1) expect(await checkWrite(server)).toEqual({ kind: 'written' });
    await reprise.send('s1', { name: 'phase.next', data: {} });
    await until('the next event came', () => received.includes('phase_started'));
    abort.abort();
    await following;
    expect(received).toEqual(['session_started', 'caught-up', 'phase_started']);
    expect((await reprise.sessions()).map(({ sessionId }) => sessionId)).toEqual(['s1']);
    expect((await reprise.verify('s1')).ok).toBe(true);
  });

  it('is not tried without the right to remove it', async () => {
    const { adminUser: _1, adminPassword: _2, ...server } = await ensureServer({ store: testStore(), env, port: 0 });
    onTestFinished(() => server.release());
    expect(await checkWrite(server)).toBeUndefined();
  });

  it('fails where no server answers', async () => {
    const server = await ensureServer({ store: testStore(), env, port: 0 });
    await server.release();
    expect(await checkWrite(server)).toMatchObject({ kind: 'failed' });
  });
});
