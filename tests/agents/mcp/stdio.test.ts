// `reprise mcp` as a process, with a real MCP client, on a store that a service serves: through the service and past it.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noteIn } from '../../../src/agents/mcp/folder-session.ts';
import { cliProcess, freshFolder, type RunningCli, startCli } from '../../cli/run-cli.ts';
import { callTool, type Era, noticesOf, stdioClient } from './clients.ts';

const folder = freshFolder();
const store = join(folder.path, 'store');
let service: RunningCli;

beforeAll(async () => {
  service = startCli(['serve', '--port', '0', '--store', store]);
  await service.until('stdout', / at http:/);
}, 60_000);
afterAll(async () => {
  service.child.kill('SIGTERM');
  await service.ended;
  folder.remove();
});

let folders = 0;
/** A folder of a project. */
const project = (): string => {
  folders += 1;
  const path = join(folder.path, `project-${folders}`);
  mkdirSync(path);
  return path;
};
const WAYS: [string, readonly string[], Era][] = [
  ['through the service, by the protocol of 2026', [], 'modern'],
  ['past the service, by the protocol of 2025', ['--no-service'], 'legacy'],
];

describe.each(WAYS)('an agent %s', (_, flags, era) => {
  const args = ['--store', store, ...flags];

  it('starts a session, is refused with the legal moves, corrects itself, and another one goes on', async () => {
    const cwd = project();
    const client = await stdioClient(args, { cwd, era });
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      'session',
      'send',
      'legal',
      'view',
      'plan',
      'todos',
      'ask',
      'verify',
    ]);
    expect(JSON.stringify(tools).length).toBeLessThan(9_000);

    const mistyped = await client.callTool({ name: 'verify', arguments: { sesion: 's1' } });
    expect(mistyped).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('sesion') }] });

    const lost = await callTool(client, 'send', { command: 'phase.next' });
    expect(lost).toMatchObject({
      isError: true,
      error: { code: 'BAD_REQUEST', hint: expect.stringContaining('goal') },
    });

    const started = await callTool(client, 'session', { goal: 'Fix the login' });
    const { session } = started.data as { session: string };
    expect(started).toMatchObject({ isError: false, data: { started: true, goal: 'Fix the login', ordinal: 1 } });
    expect(readFileSync(noteIn(cwd), 'utf8')).toBe(`${session}\n`);
    const twice = await callTool(client, 'session', { goal: 'Fix the login' });
    expect(twice).toMatchObject({ isError: true, error: { hint: expect.stringContaining('"new": true') } });

    const refused = await callTool(client, 'send', { command: 'phase.complete', data: '{"phase":"Context"}' });
    expect(refused).toMatchObject({
      isError: true,
      error: { code: 'REFUSED', rule: expect.any(String), sentence: expect.any(String), legal: expect.any(Array) },
    });
    const move = refused.error.legal?.find(({ word }) => word === 'phase.start');
    expect(move).toBeDefined();
    expect(await callTool(client, 'send', { command: 'phase.start', data: move?.data })).toMatchObject({
      isError: false,
      data: { kind: 'recorded', ordinal: 2 },
    });
    const near = await callTool(client, 'legal', { command: 'phase.strat' });
    expect(near).toMatchObject({
      isError: true,
      error: { faults: [{ message: expect.stringContaining('did you mean phase.start') }] },
    });
    expect(await callTool(client, 'legal', { command: 'entry.add' })).toMatchObject({
      data: { session, schema: { type: 'object' } },
    });

    expect(await callTool(client, 'todos', { todos: [{ content: 'Read' }, { content: 'Write' }] })).toMatchObject({
      data: { kind: 'recorded', todos: [{ content: 'Read', status: 'pending' }, { content: 'Write' }] },
    });
    await client.close();

    const other = await stdioClient(args, { cwd, era });
    expect(await callTool(other, 'session')).toMatchObject({ data: { joined: true, session, goal: 'Fix the login' } });
    const { messages } = await other.getPrompt({ name: 'go-on', arguments: {} });
    expect(messages[0]?.content).toMatchObject({
      text: expect.stringMatching(/Fix the login[\s\S]*Write[\s\S]*Legal now/),
    });
    expect(await callTool(other, 'verify')).toMatchObject({ data: { ok: true, session } });
  }, 120_000);

  it('reads the plan, edits it, and does not take off what somebody else added', async () => {
    const cwd = project();
    const client = await stdioClient(args, { cwd, era });
    const { session } = (await callTool(client, 'session', { goal: 'Plan it' })).data as { session: string };
    const first = await callTool(client, 'plan', { text: '## The plan\n\n### Steps\n- [ ] one\n- [ ] two\n' });
    expect(first).toMatchObject({ isError: false, data: { conflicts: [] } });
    const read = (await callTool(client, 'plan')).data as { text: string; ordinal: number };
    expect(read.text).toContain('- [ ] one');
    expect(await callTool(client, 'plan', { text: '- [ ] three\n' })).toMatchObject({
      isError: true,
      error: { code: 'USAGE', hint: expect.stringContaining('ordinal') },
    });
    const added = await callTool(client, 'send', { command: 'item.add', data: { itemId: 'x', text: 'theirs' } });
    expect(added).toMatchObject({ isError: false });
    const edited = await callTool(client, 'plan', {
      text: read.text.replace('- [ ] one', '- [x] one'),
      ordinal: read.ordinal,
    });
    expect(edited).toMatchObject({ data: { session, recorded: [{ type: 'plan_item_done' }], conflicts: [] } });
    expect((edited.data as { text: string }).text).toMatch(/theirs[\s\S]*\[x\][^\n]*one[\s\S]*- \[ \] two/);
  }, 120_000);

  it('asks a person, gets a ticket, and the answer that another process gave', async () => {
    const client = await stdioClient(args, { cwd: project(), era });
    const { session } = (await callTool(client, 'session', { goal: 'Ask' })).data as { session: string };
    const early = await callTool(client, 'ask', { question: 'Which?', options: ['A', 'B'], waitSeconds: 0 });
    const { ticket } = early.data as { ticket: string };
    expect(early.data).toMatchObject({ waiting: true, ticket: `${session}/question_1` });
    const waiting = callTool(client, 'ask', { ticket, waitSeconds: 100 });
    const answered = await cliProcess(['answer', session, 'b', '--by', 'ann', '--store', store]);
    expect(answered).toMatchObject({ code: 0 });
    expect(await waiting).toMatchObject({ data: { answer: 'B', by: 'ann', entryId: 'question_1' } });
    expect(await callTool(client, 'ask', { ticket })).toMatchObject({ data: { answer: 'B' } });
    expect(await callTool(client, 'ask', { ticket: 'question_9' })).toMatchObject({
      isError: true,
      error: { code: 'NOT_FOUND' },
    });
  }, 120_000);

  it('is told when a view changes, and reads it', async () => {
    const client = await stdioClient(args, { cwd: project(), era });
    const notices = noticesOf(client);
    const { session } = (await callTool(client, 'session', { goal: 'Watch' })).data as { session: string };
    const uri = `reprise://sessions/${session}/todo`;
    const { resources } = await client.listResources();
    expect(resources.map((resource) => resource.uri)).toContain(uri);
    if (era === 'modern') await client.listen({ resourceSubscriptions: [uri] });
    else await client.subscribeResource({ uri });
    await notices.until(1);
    const sent = await cliProcess(['send', session, 'todo.create', 't1', 'Do it', '--store', store]);
    expect(sent).toMatchObject({ code: 0 });
    await notices.until(2);
    expect(new Set(notices.seen)).toEqual(new Set([uri]));
    const { contents } = await client.readResource({ uri });
    expect(JSON.parse((contents[0] as { text: string }).text)).toMatchObject({ todos: [{ content: 'Do it' }] });
  }, 120_000);
});

it('an agent whose environment names the session needs no note', async () => {
  const cwd = project();
  expect(await cliProcess(['send', 'named', 'session.start', 'Named', '--store', store])).toMatchObject({ code: 0 });
  const client = await stdioClient(['--store', store], { cwd, env: { REPRISE_SESSION: 'named' } });
  expect(await callTool(client, 'view', { view: 'overview', part: '/goal' })).toMatchObject({
    data: { session: 'named', document: 'Named' },
  });
  expect(await callTool(client, 'session')).toMatchObject({ data: { session: 'named' } });
  expect(() => readFileSync(noteIn(cwd))).toThrow();
}, 60_000);

it('a log that cannot be opened is an answer, and the connection stays', async () => {
  const env = { NATS_URL: 'nats://127.0.0.1:1', REPRISE_DEADLINE_SECONDS: '1' };
  const client = await stdioClient([], { cwd: project(), env });
  for (let time = 0; time < 2; time += 1)
    expect(await callTool(client, 'verify', { session: 's1' })).toMatchObject({
      isError: true,
      error: { code: expect.stringMatching(/LOG_UNREACHABLE|SERVER_UNAVAILABLE/) },
    });
}, 120_000);

describe('the lines of the protocol', () => {
  const INITIALIZE = {
    ...{ jsonrpc: '2.0', id: 1, method: 'initialize' },
    params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
  };
  const verify = (id: number) => ({
    ...{ jsonrpc: '2.0', id, method: 'tools/call' },
    params: { name: 'verify', arguments: { session: 'none' } },
  });

  it('torn and foreign ones are answered with an error, and the next is taken', async () => {
    const input = [
      JSON.stringify(INITIALIZE),
      JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' }),
      '{"jsonrpc":"2.0","id":7,"meth',
      '[1,2]',
      '{"jsonrpc":"2.0","id":8}',
      '\u0000\u001b[2J',
      '',
      JSON.stringify({ jsonrpc: '2.0', id: 9, method: 'tools/none' }),
      JSON.stringify(verify(2)),
      '{"jsonrpc":"2.0","id":10,"method":"tools/list"',
    ].join('\n');
    const result = await cliProcess(['mcp', '--store', store], { cwd: project(), input });
    expect(result).toMatchObject({ code: 0, signal: null });
    const lines = result.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    for (const line of lines) expect(line).toMatchObject({ jsonrpc: '2.0' });
    const of = (id: unknown) => lines.filter((line) => line.id === id);
    expect(of(null).map(({ error }) => error.code)).toEqual([-32_700, -32_600, -32_700]);
    expect(of(8)).toMatchObject([{ error: { code: -32_600 } }]);
    expect(of(9)).toMatchObject([{ error: { code: -32_601 } }]);
    expect(of(2)).toMatchObject([{ result: { isError: true } }]);
    expect(of(10)).toEqual([]);
    expect(result.stderr).toContain('in the middle of a line');
  }, 60_000);

  it('one that is too long is passed over', async () => {
    const running = startCli(['mcp', '--store', store], { cwd: project(), input: 'open' });
    const { stdin } = running.child;
    stdin?.write(`${JSON.stringify(INITIALIZE)}\n`);
    await running.until('stdout', /"id":1/);
    const piece = 'x'.repeat(1024 * 1024);
    for (let mib = 0; mib < 66; mib += 1)
      if (!stdin?.write(piece)) await new Promise((done) => stdin?.once('drain', done));
    stdin?.write(`\n${JSON.stringify(verify(2))}\n`);
    await running.until('stdout', /"id":2/);
    expect(running.stdout()).toMatch(/"id":null,"error":\{"code":-32600/);
    stdin?.end();
    expect(await running.ended).toMatchObject({ code: 0 });
  }, 120_000);

  it.each(['SIGTERM', 'SIGINT'] as const)(
    '%s ends it, also while it waits for a person',
    async (signal) => {
      const session = `waits-${signal}`;
      const running = startCli(['mcp', '--store', store], { cwd: project(), input: 'open' });
      const call = (id: number, name: string, given: object) =>
        running.child.stdin?.write(
          `${JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: given } })}\n`,
        );
      running.child.stdin?.write(`${JSON.stringify(INITIALIZE)}\n`);
      call(2, 'session', { session, goal: 'Wait' });
      await running.until('stdout', /"id":2/);
      call(3, 'ask', { question: 'Now?', waitSeconds: 3_000 });
      call(4, 'verify', {});
      await running.until('stdout', /"id":4/);
      running.child.kill(signal);
      expect(await running.ended).toMatchObject({ code: 0 });
      for (const line of running.stdout().trimEnd().split('\n')) expect(JSON.parse(line).jsonrpc).toBe('2.0');
    },
    60_000,
  );
});
