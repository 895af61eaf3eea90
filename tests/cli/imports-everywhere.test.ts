// Imports and readers of faulty sessions as people run them: in a terminal and in a pipe, ended by Ctrl-C, and with the
// server away. Each is a process of its own.
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { connect } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { defined } from '../../machines/defined.ts';
import { checkCorpus } from '../../src/check/corpus/check-corpus.ts';
import { testRepository } from '../git-repository.ts';
import { startTestServer, type TestServer } from '../real-server.ts';
import { inATerminal } from './in-a-terminal.ts';
import { cliProcess, freshFolder, WITHOUT_SERVER } from './run-cli.ts';

const folder = freshFolder();
const data = join(folder.path, 'data');
const env = { XDG_DATA_HOME: data, NO_COLOR: '1' };
const at = (name: string): string => join(folder.path, name);
let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ store: join(data, 'reprise') });
  const time = '2026-03-01T10:00:00.000Z';
  const state = {
    ...{ id: 'one', task: 'Deploy', cwd: '/', status: 'active', createdAt: time, agents: [] },
    orchestratorCycles: [{ cycle: 1, timestamp: time, agentsSpawned: [] }],
  };
  mkdirSync(at('sisyphus'));
  writeFileSync(at('sisyphus/state.json'), JSON.stringify(state));
  testRepository(at('repository')).commit('Ann', { 'plan.md': '- [ ] a\n' });
  expect((await cliProcess(['send', 'good', 'session.start', 'a goal'], { env })).code).toBe(0);
});
afterAll(async () => {
  await server?.stop();
  folder.remove();
});

const IMPORTS = [
  ['a folder of Sisyphus', () => ['import', at('sisyphus')]],
  ['the history of a plan.md', () => ['import', at('repository/plan.md'), '--git']],
] as const;

describe('a folder of Sisyphus', () => {
  it.each([['./sisyphus'], ['sisyphus']])('is read as %s by commands that need no import', async (name) => {
    const without = { cwd: folder.path, env: WITHOUT_SERVER };
    for (const words of [['verify'], ['replay'], ['view', 'cycles'], ['extract']])
      expect(await cliProcess([...words, name], without)).toMatchObject({ code: 0, stderr: '' });
  });

  it('is a recorded session for a check of a process', async () => {
    const { sessions } = await checkCorpus('cycles', { path: folder.path });
    expect(sessions.map(({ source }) => source)).toContain(at('sisyphus'));
  });
});

describe('an import', () => {
  it.each(IMPORTS)('of %s prints the same in a terminal as in a pipe', async (_, words) => {
    expect((await cliProcess(words(), { env })).code).toBe(0);
    const piped = await cliProcess(words(), { env });
    const shown = await inATerminal(words(), { env }).ended;
    expect([piped.code, shown.code]).toEqual([0, 0]);
    for (const line of piped.stdout.trimEnd().split('\n')) expect(shown.stdout.replaceAll('\n', '')).toContain(line);
  });

  it.each(IMPORTS)(
    'of %s ends at once by Ctrl-C while it waits for a server that does not answer',
    async (_, words) => {
      const silent = createServer().listen(0, '127.0.0.1');
      onTestFinished(() => void silent.close());
      await new Promise((done) => silent.once('listening', done));
      const connected = new Promise((done) => silent.once('connection', done));
      const { port } = silent.address() as { port: number };
      const running = inATerminal(words(), { env: { ...env, NATS_URL: `nats://127.0.0.1:${port}` } });
      await connected;
      running.type('\u0003');
      expect((await running.ended).code).toBe(130);
    },
  );
});

describe('a faulty session', () => {
  it('is reported in a terminal by watch, which Ctrl-C ends, by list and by doctor', async () => {
    const { url: servers, user, password: pass } = server.info;
    const client = await connect({ servers, ...defined({ user, pass }) });
    onTestFinished(() => client.close());
    await client.request('session.bad', 'hello');
    const watching = inATerminal(['watch'], { env });
    await watching.until('stdout', /Session bad has a fault/);
    await watching.until('stdout', /Caught up/);
    watching.type('\u0003');
    expect((await watching.ended).code).toBe(0);
    const listed = await inATerminal(['list'], { env }).ended;
    expect([listed.code, listed.stdout]).toEqual([0, expect.stringContaining('bad')]);
    const doctor = await inATerminal(['doctor'], { env }).ended;
    expect([doctor.code, doctor.stdout]).toEqual([1, expect.stringContaining('Session bad has a fault')]);
  });
});

describe('with the server away', () => {
  const COMMANDS = [
    ...IMPORTS.map(([, words]) => words),
    () => ['list'],
    () => ['watch'],
    () => ['verify', 'good'],
    () => ['doctor'],
  ];
  const away = { ...env, NATS_URL: 'nats://127.0.0.1:1' };
  /** Each waits for the server as long as any call does, so all of them wait at once, in a pipe and in a terminal. */
  const ends = () =>
    COMMANDS.map((words) => [cliProcess(words(), { env: away }), inATerminal(words(), { env: away }).ended]);
  let ending: ReturnType<typeof ends>;
  beforeAll(() => {
    ending = ends();
  });

  it.each(COMMANDS.map((_, index) => index))(
    'a command says so in one sentence, and ends with 6 (%i)',
    async (index) => {
      const [piped, shown] = await Promise.all(ending[index] ?? []);
      expect([piped?.code, shown?.code]).toEqual([6, 6]);
      for (const text of [`${piped?.stdout}${piped?.stderr}`, `${shown?.stdout}`]) {
        expect(text.replaceAll('\n', ' ')).toMatch(/127\.0\.0\.1:1/);
        expect(text).not.toMatch(/^\s+at /m);
      }
    },
  );
});
