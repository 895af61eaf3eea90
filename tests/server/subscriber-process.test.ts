// The program of the library reference that follows sessions, as users run it: a process of its own that imports the package
// by its name, in a pipe and in a terminal, over faults and over the end of its server.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from '@nats-io/transport-node';
import { describe, expect, it, onTestFinished } from 'vitest';
import { defined } from '../../machines/defined.ts';
import { open } from '../../src/index.ts';
import { ensureServer, stopServer } from '../../src/server/managed-server.ts';
import { inATerminal } from '../cli/in-a-terminal.ts';
import { ROOT, start } from '../cli/run-cli.ts';
import { blocksOf } from '../docs/pages.ts';
import { newerLine } from '../history.ts';
import { env, testFolder, until } from './store-users.ts';

const PROGRAM = blocksOf('docs/reference/library.md').find(({ text }) => text.startsWith('// follow.mjs'))?.text ?? '';

interface Follower {
  /** Everything that it printed so far. */
  printed(): string;
  stop(): void;
  readonly ended: Promise<{ readonly code: number | null }>;
}

/** A folder that has the package installed, and the program; with the store that the program finds by itself. */
const installed = () => {
  const cwd = testFolder();
  mkdirSync(join(cwd, 'node_modules'));
  symlinkSync(ROOT, join(cwd, 'node_modules', 'reprise'));
  writeFileSync(join(cwd, 'follow.mjs'), PROGRAM);
  const store = join(cwd, 'reprise');
  onTestFinished(async () => void (await stopServer({ store, env })));
  return { cwd, store, env: { XDG_DATA_HOME: cwd } };
};
const program = [process.execPath, 'follow.mjs'] as const;

const FOLLOWERS: readonly [string, (options: { cwd: string; env: Record<string, string> }) => Follower][] = [
  [
    'in a pipe',
    (options) => {
      const { child, ended, stdout, stderr } = start(program[0], [program[1], 'live'], options);
      return { printed: () => stdout() + stderr(), stop: () => void child.kill('SIGINT'), ended };
    },
  ],
  [
    'in a terminal',
    (options) => {
      const { type, ended, stdout } = inATerminal(['live'], { ...options, command: program });
      return { printed: stdout, stop: () => type('\u0003'), ended };
    },
  ],
];

describe.each(FOLLOWERS)('a program that follows all sessions %s', (_, follow) => {
  it('reports each fault once, goes on over the end of its server, and ends by Ctrl-C', async () => {
    const { cwd, store, env: found } = installed();
    const up = () => ensureServer({ store, env, port: 0, lifetime: 'detached' });
    const { url: servers, user, password: pass } = await up();
    const reprise = await open({ store, env });
    onTestFinished(() => reprise.close());
    await reprise.send('good', { name: 'session.start', data: { goal: 'Go on' } });

    const follower = follow({ cwd, env: found });
    const prints = (text: string) => until(`it prints ${text}`, () => follower.printed().includes(text));
    await prints('caught-up');
    const nc = await connect({ servers, ...defined({ user, pass }) });
    for (const body of ['hello', 'hello again']) await nc.request('session.bad-1', body);
    await nc.request('session.newer', `${newerLine('newer')}\n`);
    await nc.close();
    await prints('newer 1 session_started');
    await reprise.send('good', { name: 'warning.issue', data: { message: 'beside the faults' } });
    await prints('good 2 warning_issued');

    await stopServer({ store, env });
    await prints('disconnected');
    await up();
    await prints('reconnected');
    await reprise.send('good', { name: 'error.record', data: { message: 'after the restart' } });
    await prints('good 3 error_occurred');

    follower.stop();
    expect((await follower.ended).code).toBe(0);
    const lines = follower.printed().split(/\r?\n/);
    expect(lines.filter((line) => line.includes('bad-1'))).toEqual([expect.stringContaining('no line feed')]);
    expect(lines.filter((line) => /^(good|newer) \d/.test(line))).toEqual([
      ...['good 1 session_started', 'newer 1 session_started', 'good 2 warning_issued', 'good 3 error_occurred'],
    ]);
  });
});

it('a program that follows all sessions ends by Ctrl-C also while its server is away', async () => {
  const { cwd, store, env: found } = installed();
  await ensureServer({ store, env, port: 0, lifetime: 'detached' });
  const follower = FOLLOWERS[0]![1]({ cwd, env: found });
  await until('it caught up', () => follower.printed().includes('caught-up'));
  await stopServer({ store, env });
  await until('it lost its server', () => follower.printed().includes('disconnected'));
  follower.stop();
  expect((await follower.ended).code).toBe(0);
});
