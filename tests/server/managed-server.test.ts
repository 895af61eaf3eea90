import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readGreeting } from '../../src/server/greeting.ts';
import { ensureServer, serverStatus, stopServer, storeFolder } from '../../src/server/managed-server.ts';
import { env, isRunning, startUser, testFolder, testStore, until } from './store-users.ts';

const answers = async (url: string): Promise<boolean> => {
  const { hostname, port } = new URL(url);
  return readGreeting(hostname, Number(port)).then(
    () => true,
    () => false,
  );
};

describe('a server that is started for a command', () => {
  it('is up when ensureServer returns and ends when its lease is released', async () => {
    const store = testStore();
    const server = await ensureServer({ store, env, port: 0 });
    expect(server).toMatchObject({ started: true, lifetime: 'command', store, syncInterval: 'always' });
    expect(await answers(server.url)).toBe(true);
    await server.release();
    expect(await answers(server.url)).toBe(false);
    expect(isRunning(server.pid)).toBe(false);
    expect(isRunning(server.supervisorPid)).toBe(false);
    expect(readdirSync(store).filter((name) => /sock|server\.json|pid|ports/.test(name))).toEqual([]);
  });

  it('is shared by a second command and stays until both have left', async () => {
    const store = testStore();
    const first = await ensureServer({ store, env, port: 0 });
    const second = await startUser({ store });
    expect(second.info).toMatchObject({ started: false, url: first.url, pid: first.pid, password: first.password });
    await first.release();
    expect(await answers(first.url)).toBe(true);
    await second.leave();
    expect(isRunning(first.pid)).toBe(false);
  });

  it('ends when its only command is killed', async () => {
    const user = await startUser({ store: testStore() });
    await user.kill('SIGKILL');
    await until('the server is gone', () => !isRunning(user.info.pid) && !isRunning(user.info.supervisorPid));
  });

  it('stays for the other command when the one that started it is killed, and ends with that', async () => {
    const store = testStore();
    const first = await startUser({ store });
    const second = await startUser({ store });
    await first.kill('SIGKILL');
    expect(await answers(second.info.url)).toBe(true);
    await second.kill('SIGKILL');
    await until('the server is gone', () => !isRunning(second.info.pid));
  });

  it('is one server when many commands want it at once', async () => {
    const store = testStore();
    const users = await Promise.all(Array.from({ length: 6 }, () => ensureServer({ store, env, port: 0 })));
    expect(new Set(users.map(({ pid }) => pid)).size).toBe(1);
    expect(users.filter(({ started }) => started)).toHaveLength(1);
    await Promise.all(users.map(({ release }) => release()));
    expect(isRunning(users[0]?.pid)).toBe(false);
  });

  it('is started anew by a command that comes while the last one leaves', async () => {
    const store = testStore();
    const first = await ensureServer({ store, env, port: 0 });
    const leaving = first.release();
    const second = await ensureServer({ store, env, port: 0 });
    await leaving;
    expect(await answers(second.url)).toBe(true);
    await second.release();
    expect(isRunning(second.pid)).toBe(false);
  });
});

describe('a server in the foreground', () => {
  it('does not outlive a kill -9 of its parent, even while another command uses it', async () => {
    const store = testStore();
    const parent = await startUser({ store, lifetime: 'foreground' });
    const other = await ensureServer({ store, env });
    await parent.kill('SIGKILL');
    await until('the server is gone', () => !isRunning(parent.info.pid) && !isRunning(parent.info.supervisorPid));
    await other.ended;
    expect(await serverStatus({ store, env })).toBeUndefined();
  });

  it('does not get the terminal’s Ctrl-C that its parent gets', async () => {
    const user = await startUser({ store: testStore(), lifetime: 'foreground' });
    const groupOf = (pid: number | undefined) =>
      readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[2];
    if (process.platform === 'linux') expect(groupOf(user.info.pid)).not.toBe(groupOf(user.process.pid));
    await user.leave();
  });
});

describe('a detached server', () => {
  it('stays when the process that started it ends, and is ended by stopServer', async () => {
    const store = testStore();
    const user = await startUser({ store, lifetime: 'detached' });
    await user.leave();
    const info = await serverStatus({ store, env });
    expect(info).toMatchObject({ lifetime: 'detached', pid: user.info.pid });
    expect(await stopServer({ store, env })).toBe(true);
    expect(isRunning(user.info.pid)).toBe(false);
    expect(await stopServer({ store, env })).toBe(false);
  });
});

describe('a server that is killed', () => {
  it('is started again at the same address with the same login', async () => {
    const store = testStore();
    const server = await ensureServer({ store, env, port: 0 });
    process.kill(server.pid as number, 'SIGKILL');
    await until(
      'another answers',
      async () => ((await serverStatus({ store, env }))?.pid ?? server.pid) !== server.pid,
    );
    expect(await serverStatus({ store, env })).toMatchObject({ url: server.url, password: server.password });
    expect(await answers(server.url)).toBe(true);
    await server.release();
  });

  it('is started again ever more slowly, never given up, and its status states so', async () => {
    const store = testStore();
    const server = await ensureServer({ store, env, port: 0 });
    const killed = new Set<number>();
    let worst = 0;
    await until('it was started again four times', async () => {
      const { pid, trouble } = (await serverStatus({ store, env })) ?? {};
      worst = Math.max(worst, trouble?.failures ?? 0);
      // One that is killed runs on for a moment.
      if (killed.size < 4 && pid !== undefined && !killed.has(pid) && isRunning(pid)) {
        process.kill(pid, 'SIGKILL');
        killed.add(pid);
      }
      return killed.size === 4 && pid !== undefined && !killed.has(pid);
    });
    expect(worst).toBe(4);
    expect(await serverStatus({ store, env })).not.toHaveProperty('trouble');
    const log = readFileSync(join(store, 'supervisor.log'), 'utf8');
    expect(log).toMatch(/was ended by SIGKILL\. It is started again in 4 s \(failure 4\)\.\n.*is up again/);
    await server.release();
  });

  it('is given up, with its supervisor, when its store is gone', async () => {
    const store = testStore();
    const server = await ensureServer({ store, env, port: 0 });
    rmSync(store, { recursive: true, force: true });
    process.kill(server.pid as number, 'SIGKILL');
    await until('the supervisor is gone', () => !isRunning(server.supervisorPid));
  });

  it('ends soon after a kill -9 of its supervisor', async () => {
    const store = testStore();
    const server = await ensureServer({ store, env, port: 0, lifetime: 'detached' });
    process.kill(server.supervisorPid as number, 'SIGKILL');
    await until('nats-server is gone', () => !isRunning(server.pid));
  });

  it('is replaced when another starts in the same moment', async () => {
    const store = testStore();
    const server = await ensureServer({ store, env, port: 0, lifetime: 'detached' });
    process.kill(server.supervisorPid as number, 'SIGKILL');
    const next = await ensureServer({ store, env, port: 0 });
    expect(next.started).toBe(true);
    expect(isRunning(server.pid)).toBe(false);
    await next.release();
  });
});

describe('the notice beside the store', () => {
  it('holds address, credentials, process and version, readable by its owner alone', async () => {
    const store = testStore();
    const {
      release,
      find: _find,
      ended: _ended,
      started: _started,
      cameUp: _cameUp,
      ...info
    } = await ensureServer({ store, env, port: 0 });
    const path = join(store, 'server.json');
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(info);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(store).mode & 0o777).toBe(0o700);
    await release();
    expect(existsSync(path)).toBe(false);
  });

  it.each([
    ['is garbage', 'not { json'],
    ['is another JSON', '[1, 2]'],
    ['names a server that is gone', JSON.stringify({ url: 'nats://127.0.0.1:9', pid: 999_999_999, version: '2.15.1' })],
    ['names a process that is no server', JSON.stringify({ url: 'nats://127.0.0.1:9', pid: process.pid })],
  ])('is replaced when it %s', async (_case, text) => {
    const store = testStore();
    mkdirSync(store, { recursive: true });
    writeFileSync(join(store, 'server.json'), text);
    writeFileSync(join(store, 'server.pid'), text);
    expect(await serverStatus({ store, env })).toBeUndefined();
    const server = await ensureServer({ store, env, port: 0 });
    expect(JSON.parse(readFileSync(join(store, 'server.json'), 'utf8'))).toMatchObject({ pid: server.pid });
    await server.release();
  });
});

describe('the credentials of a store', () => {
  it('stay the same at each start, readable by their owner alone', async () => {
    const store = testStore();
    const seen = new Set<string | undefined>();
    for (let i = 0; i < 2; i++) {
      const server = await ensureServer({ store, env, port: 0 });
      seen.add(`${server.user} ${server.password} ${server.adminUser} ${server.adminPassword}`);
      await server.release();
    }
    expect(seen.size).toBe(1);
    expect(statSync(join(store, 'credentials.json')).mode & 0o777).toBe(0o600);
  });

  it('differ from those of another store', async () => {
    const servers = await Promise.all([testStore(), testStore()].map((store) => ensureServer({ store, env, port: 0 })));
    const passwords = servers.flatMap(({ password, adminPassword }) => [password, adminPassword]);
    expect(new Set(passwords).size).toBe(4);
    await Promise.all(servers.map(({ release }) => release()));
  });

  it.each([
    ['is missing, as in a store of an earlier version', undefined],
    ['is garbage', 'not { json'],
    ['lacks a password', JSON.stringify({ user: 'a', password: '', adminUser: 'b', adminPassword: 'c' })],
  ])('are written anew where their file %s', async (_case, text) => {
    const store = testStore();
    const before = await ensureServer({ store, env, port: 0 });
    await before.release();
    const path = join(store, 'credentials.json');
    rmSync(path);
    if (text !== undefined) writeFileSync(path, text, { mode: 0o644 });
    const after = await ensureServer({ store, env, port: 0 });
    expect(after.password).not.toBe(before.password);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ user: after.user, password: after.password });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await after.release();
  });
});

describe('where a server listens', () => {
  it('is another port when the default is taken', async () => {
    // Held by this test or by another program.
    const taken = createServer();
    const take = () =>
      new Promise<boolean>((resolve) => {
        taken.once('error', () => resolve(false));
        taken.listen(4222, '127.0.0.1', () => resolve(true));
      });
    onTestFinished(() => void taken.close());
    for (let checked = false; !checked; ) {
      const isHeld = await take();
      const server = await ensureServer({ store: testStore(), env });
      const { port } = new URL(server.url);
      // Who held it may have let go of it since: then it was not taken.
      checked = isHeld || port !== '4222';
      if (checked) expect(port).not.toBe('4222');
      expect(await answers(server.url)).toBe(true);
      await server.release();
    }
  });

  it('is the requested port, or an error that reports it as taken', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', () => resolve()));
    const { port } = taken.address() as { port: number };
    await expect(ensureServer({ store: testStore(), env, port })).rejects.toMatchObject({
      code: 'SERVER_UNAVAILABLE',
      fields: { port },
    });
    await new Promise((resolve) => taken.close(resolve));
    const server = await ensureServer({ store: testStore(), env, port });
    expect(server.url).toBe(`nats://127.0.0.1:${port}`);
    await server.release();
  });
});

describe('a store', () => {
  it('is refused to a second server, with who holds it', async () => {
    const store = testStore();
    const server = await ensureServer({ store, env, port: 0 });
    await expect(ensureServer({ store, env, port: 0, exclusive: true })).rejects.toMatchObject({
      code: 'STORE_LOCKED',
      fields: { store, pid: server.pid, url: server.url },
    });
    expect(await answers(server.url)).toBe(true);
    await server.release();
  });

  it('may have a path that is too long for a socket, with spaces, quotes and letters of any language', async () => {
    const store = join(testFolder(), 'a "quoted" $HOME \\ folder ö', 'x'.repeat(120), 'store');
    const server = await ensureServer({ store, env, port: 0 });
    const second = await startUser({ store });
    expect(second.info.pid).toBe(server.pid);
    await second.leave();
    await server.release();
    expect(existsSync(join(store, 'jetstream'))).toBe(true);
  });

  it('is in the folder for data of the user, or where the option says', () => {
    expect(storeFolder({ env: { XDG_DATA_HOME: '/data', HOME: '/home/ann' } })).toBe('/data/reprise');
    expect(storeFolder({ env: { XDG_DATA_HOME: 'not/absolute', HOME: '/home/ann' } })).toBe(
      '/home/ann/.local/share/reprise',
    );
    expect(storeFolder({ env: { HOME: '/home/ann' } })).toBe('/home/ann/.local/share/reprise');
    expect(storeFolder({ store: '/elsewhere', env: { XDG_DATA_HOME: '/data' } })).toBe('/elsewhere');
  });
});
