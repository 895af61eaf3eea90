import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runDown, runStatus, runUp } from '../../src/cli/commands/server/server-commands.ts';
import type { CommandOutput } from '../../src/cli/terminal.ts';
import { ensureServer, serverStatus } from '../../src/server/managed-server.ts';
import { serverConfig } from '../../src/server/places.ts';
import { env, isRunning, testFolder, testStore, until } from './store-users.ts';

const recorded = (): CommandOutput & { text: () => string } => {
  const lines: string[] = [];
  return { print: (line) => lines.push(line), note: (line) => lines.push(line), text: () => lines.join('\n') };
};

describe('up', () => {
  it('prints where the server is and what an acknowledgement promises, and runs until it is stopped', async () => {
    const store = testStore();
    const output = recorded();
    const abort = new AbortController();
    const up = runUp({ store, env, port: 0, signal: abort.signal }, output);
    await until('it is up', () => output.text().includes('Ctrl-C stops it.'));
    const info = await serverStatus({ store, env });
    expect(info?.lifetime).toBe('foreground');
    for (const part of [String(info?.pid), info?.url, store, 'survives a power cut'])
      expect(output.text()).toContain(part);
    abort.abort();
    expect(await up).toBe(0);
    expect(isRunning(info?.pid)).toBe(false);
    expect(output.text()).toContain('The server is down.');
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'ends cleanly at %s, so that the server flushes',
    async (signal) => {
      const store = testStore();
      const commands = new URL('../../dist/src/cli/commands/server/server-commands.js', import.meta.url).href;
      const script = `
      import { runUp } from ${JSON.stringify(commands)};
      const print = (line) => console.log(line);
      process.exit(await runUp({ store: process.argv[1], port: 0 }, { print, note: print }));`;
      const child = spawn(process.execPath, ['--input-type=module', '-e', script, store], { env, stdio: 'pipe' });
      onTestFinished(() => void child.kill('SIGKILL'));
      let text = '';
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      const ended = new Promise((resolve) => child.once('close', resolve));
      await until('it is up', () => text.includes('Ctrl-C stops it.'));
      const info = await serverStatus({ store, env });
      child.kill(signal);
      expect(await ended).toBe(0);
      expect(text).toContain('The server is down.');
      expect(isRunning(info?.pid)).toBe(false);
      expect(readFileSync(join(store, 'server.log'), 'utf8')).toMatch(/Server Exiting/);
    },
  );

  it('ends with a message when another command stops the server', async () => {
    const store = testStore();
    const output = recorded();
    const up = runUp({ store, env, port: 0, signal: new AbortController().signal }, output);
    await until('it is up', () => output.text().includes('Ctrl-C stops it.'));
    expect(await runDown({ store, env }, recorded())).toBe(0);
    expect(await up).toBe(0);
    expect(output.text()).toContain('The server stopped.');
  });

  it('is refused on a store that has a server, and where NATS_URL names one', async () => {
    const store = testStore();
    const server = await ensureServer({ store, env, port: 0 });
    await expect(runUp({ store, env, port: 0 }, recorded())).rejects.toMatchObject({ code: 'STORE_LOCKED' });
    await expect(runUp({ store, env: { ...env, NATS_URL: 'nats://127.0.0.1' } }, recorded())).rejects.toMatchObject({
      code: 'USAGE',
    });
    await server.release();
  });

  it('shows what can be lost when the server syncs at intervals', async () => {
    const config = join(testFolder(), 'fast.conf');
    writeFileSync(
      config,
      readFileSync(serverConfig(env), 'utf8').replace('sync_interval: always', 'sync_interval: "2m"'),
    );
    const output = recorded();
    const store = testStore();
    await runUp({ store, env: { ...env, REPRISE_NATS_CONF: config }, port: 0, detach: true }, output);
    expect(output.text()).toContain('every 2m: a power cut loses');
    expect((await serverStatus({ store, env }))?.syncInterval).toBe('2m');
  });
});

describe('up --detach, status and down', () => {
  it('start a server that stays, describe it without a password, and end it', async () => {
    const store = testStore();
    const up = recorded();
    expect(await runUp({ store, env, port: 0, detach: true }, up)).toBe(0);
    expect(up.text()).toContain('reprise down');
    const info = await serverStatus({ store, env });

    const shown = recorded();
    expect(await runStatus({ store, env }, shown)).toBe(0);
    for (const part of [info?.url, String(info?.pid), info?.version, store, 'runs until', info?.startedAt])
      expect(shown.text()).toContain(part);
    const json = recorded();
    expect(await runStatus({ store, env, json: true }, json)).toBe(0);
    expect(JSON.parse(json.text())).toEqual({
      running: true,
      url: info?.url,
      pid: info?.pid,
      version: info?.version,
      store,
      lifetime: 'detached',
      startedAt: info?.startedAt,
      syncInterval: 'always',
    });
    for (const output of [up, shown, json])
      for (const secret of [info?.password, info?.adminPassword]) expect(output.text()).not.toContain(secret);

    expect(await runDown({ store, env }, recorded())).toBe(0);
    expect(isRunning(info?.pid)).toBe(false);
  });

  it('end with exit code 3 when no server runs', async () => {
    const store = testStore();
    const output = recorded();
    expect(await runStatus({ store, env }, output)).toBe(3);
    expect(output.text()).toContain(store);
    const json = recorded();
    expect(await runStatus({ store, env, json: true }, json)).toBe(3);
    expect(JSON.parse(json.text())).toEqual({ running: false, store });
    expect(await runDown({ store, env }, recorded())).toBe(3);
  });
});
