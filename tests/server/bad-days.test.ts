// What a person meets when the machine does not play along: each one refused with one sentence, a code, and nothing
// left behind.
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ensureServer, serverStatus, stopServer } from '../../src/server/managed-server.ts';
import { processStart } from '../../src/server/process-identity.ts';
import { findServerBinary } from '../../src/server/server-binary.ts';
import { isRoot, mountSmall } from './small-disk.ts';
import { env, isRunning, startUser, testFolder, testStore, until } from './store-users.ts';

/** A program in place of nats-server that reports the right version and then runs the script. */
const fakeServer = (script: string): string => {
  const path = join(testFolder(), 'nats-server');
  writeFileSync(path, `#!/bin/sh\n[ "$1" = --version ] && { echo "nats-server: v2.15.1"; exit 0; }\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
};

const leftovers = (store: string): string[] => readdirSync(store).filter((name) => /sock|server\.json|pid/.test(name));

describe('a store that cannot be used', () => {
  it('on a full disk is refused with STORE_FULL', async (context) => {
    const disk = join(testFolder(), 'disk');
    if (!mountSmall(disk, 512)) return context.skip('needs the right to mount a small file system');
    const store = join(disk, 'store');
    await expect(ensureServer({ store, env, port: 0 })).rejects.toMatchObject({
      code: 'STORE_FULL',
      fields: { store },
    });
    expect(leftovers(store)).toEqual([]);
    expect(await serverStatus({ store, env })).toBeUndefined();
  });

  it('on a disk without room for one file more is refused with STORE_FULL', async (context) => {
    const disk = join(testFolder(), 'disk');
    if (!mountSmall(disk, 64)) return context.skip('needs the right to mount a small file system');
    const store = join(disk, 'store');
    mkdirSync(store);
    expect(() => writeFileSync(join(disk, 'filler'), Buffer.alloc(128 * 1024))).toThrow(/ENOSPC/);
    await expect(ensureServer({ store, env, port: 0 })).rejects.toMatchObject({ code: 'STORE_FULL' });
  });

  it('below a file is refused with the reason', async () => {
    const file = join(testFolder(), 'file');
    writeFileSync(file, '');
    const refused = ensureServer({ store: join(file, 'store'), env });
    await expect(refused).rejects.toMatchObject({ code: 'SERVER_UNAVAILABLE', fields: { cause: 'ENOTDIR' } });
    expect(await serverStatus({ store: join(testFolder(), 'never-made'), env })).toBeUndefined();
    expect(await stopServer({ store: join(testFolder(), 'never-made'), env })).toBe(false);
  });

  it('that this user may not write is refused with the reason', async (context) => {
    const folder = join(testFolder(), 'sealed');
    mkdirSync(folder, { mode: 0o500 });
    if (isRoot) {
      // Root may write everywhere but to a file system that is read-only.
      if (!mountSmall(folder, 64)) return context.skip('needs another user, or the right to mount');
      execFileSync('mount', ['-o', 'remount,ro', folder]);
    }
    await expect(ensureServer({ store: join(folder, 'store'), env, port: 0 })).rejects.toMatchObject({
      code: 'SERVER_UNAVAILABLE',
      fields: { cause: isRoot ? 'EROFS' : 'EACCES' },
    });
  });

  it('whose log cannot be opened by nats-server is refused with the server’s own words', async () => {
    const store = testStore();
    mkdirSync(store, { recursive: true });
    writeFileSync(join(store, 'jetstream'), 'a file where the folder should be');
    const refused = await ensureServer({ store, env, port: 0 }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'SERVER_UNAVAILABLE' });
    expect((refused as { fields: { lastError: string } }).fields.lastError).toMatch(/JetStream|storage directory/i);
    expect(leftovers(store)).toEqual([]);
  });
});

describe('a nats-server that does not come up', () => {
  it.each([
    ['ends at once', 'echo "out of luck" >&2; exit 1', /out of luck/],
    ['is killed', 'kill -9 $$', /it ended/],
  ])('because it %s is reported with its last error, and nothing is left behind', async (_case, script, words) => {
    const store = testStore();
    const refused = await ensureServer({ store, env: { ...env, NATS_SERVER: fakeServer(script) }, port: 0 }).catch(
      (error: unknown) => error,
    );
    expect(refused).toMatchObject({ code: 'SERVER_UNAVAILABLE' });
    expect((refused as Error).message).toMatch(words);
    expect(leftovers(store)).toEqual([]);
  });

  it('is up all the same when NATS_SERVER is a script that runs it', async () => {
    const usual = await findServerBinary({ env, onProgress: () => undefined });
    const server = await ensureServer({
      store: testStore(),
      env: { ...env, NATS_SERVER: fakeServer(`exec ${usual} "$@"`) },
      port: 0,
    });
    expect(isRunning(server.pid)).toBe(true);
    await server.release();
    expect(isRunning(server.pid)).toBe(false);
  });

  it('with a configuration that it does not understand is reported with its own words', async () => {
    const config = join(testFolder(), 'other.conf');
    writeFileSync(config, 'no_such_setting: 1\n');
    const refused = await ensureServer({
      store: testStore(),
      env: { ...env, REPRISE_NATS_CONF: config },
      port: 0,
    }).catch((error: unknown) => error);
    expect((refused as Error).message).toMatch(/no_such_setting/);
  });

  it('is ended when the command that waits for it is killed', async () => {
    const store = testStore();
    const pidFile = join(testFolder(), 'pid');
    // It would run for a minute without ever being ready.
    const server = fakeServer(`echo $$ > ${pidFile}.new; mv ${pidFile}.new ${pidFile}; exec sleep 60`);
    const waiting = spawn(process.execPath, ['--input-type=module', '-e', WAIT, store], {
      env: { ...env, NATS_SERVER: server },
      stdio: ['pipe', 'inherit', 'inherit'],
    });
    await until('it runs', () => existsSync(pidFile));
    const pid = Number(execFileSync('cat', [pidFile], { encoding: 'utf8' }));
    waiting.kill('SIGKILL');
    await until('it is gone', () => processStart(pid) === undefined);
  });
});

const WAIT = `
import { ensureServer } from ${JSON.stringify(new URL('../../dist/src/server/managed-server.js', import.meta.url).href)};
await ensureServer({ store: process.argv[1], port: 0 });
`;

describe('an orphaned nats-server', () => {
  it('that holds the store after its guard was killed too is ended before the next start', async () => {
    const store = testStore();
    const user = await startUser({ store, lifetime: 'detached' });
    const { pid, supervisorPid } = user.info;
    await user.leave();
    const guards = execFileSync('pgrep', ['-P', String(supervisorPid)], { encoding: 'utf8' })
      .split('\n')
      .map(Number);
    for (const guard of guards.filter((id) => id > 0 && id !== pid)) process.kill(guard, 'SIGKILL');
    process.kill(supervisorPid as number, 'SIGKILL');
    // Whatever fails below, nobody else would end it.
    onTestFinished(() => {
      if (isRunning(pid)) process.kill(pid as number, 'SIGKILL');
    });
    await until('the supervisor is gone', () => !isRunning(supervisorPid));
    expect(isRunning(pid)).toBe(true);
    const next = await ensureServer({ store, env, port: 0 });
    expect(next.started).toBe(true);
    expect(isRunning(pid)).toBe(false);
    await next.release();
  });

  it('is distinguished from the server of the store that this one is a copy of', async () => {
    const store = testStore();
    const server = await ensureServer({ store, env, port: 0 });
    const copy = testStore();
    cpSync(store, copy, { recursive: true, filter: (path) => !path.endsWith('.sock') });
    expect(existsSync(join(copy, 'server.pid'))).toBe(true);
    const other = await ensureServer({ store: copy, env, port: 0 });
    expect(other.started).toBe(true);
    expect(isRunning(server.pid)).toBe(true);
    expect(other.pid).not.toBe(server.pid);
    await other.release();
    await server.release();
  });
});
