// `send`, `answer`, `approve`, `ask-changes` and who waits in `list`, as the real command line on one server.

import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defined } from '../../machines/defined.ts';
import { startTestServer, type TestServer } from '../real-server.ts';
import { type CliResult, cli, cliProcess, freshFolder, startCli, WITHOUT_SERVER } from './run-cli.ts';

const folder = freshFolder();
const XDG_DATA_HOME = join(folder.path, 'data');
let server: TestServer;
let count = 0;
const run = (args: readonly string[], input?: string, env: Record<string, string> = {}): Promise<CliResult> =>
  cli(args, { env: { XDG_DATA_HOME, USER: 'ada', ...env }, ...defined({ input }) });
const send = (...args: string[]): Promise<CliResult> => run(['send', ...args]);
const jsonOf = ({ stdout }: CliResult): Record<string, unknown>[] =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

/** A session of its own, with what the lines say. */
const session = async (...lines: object[]): Promise<string> => {
  count += 1;
  const id = `s${count}-${'abcdefghij'[count % 10]}`;
  const all = [{ name: 'session.start', data: { goal: `Goal ${count}` } }, ...lines];
  const { code, stdout } = await run(['send', id, '-'], all.map((line) => JSON.stringify(line)).join('\n'));
  expect([code, stdout]).toEqual([0, expect.any(String)]);
  return id;
};
const plan = (taskId: string) => ({ name: 'task.plan', data: { taskId, title: taskId } });

beforeAll(async () => {
  server = await startTestServer({ store: join(XDG_DATA_HOME, 'reprise') });
});
afterAll(async () => {
  await server?.stop();
  folder.remove();
});

describe('a command that is accepted', () => {
  it('is told with its ordinal and what the acknowledgement promises', async () => {
    const started = await send('first', 'session.start', '--goal', 'Reset passwords', '--profile', 'normal');
    expect(started).toMatchObject({ code: 0, stderr: '' });
    expect(started.stdout).toMatch(/^ +1 {2}[\d:]+ \[INFO\] session_started: Reset passwords\n/);
    expect(started.stdout).toContain('Recorded 1 event, on the disk: it survives a power cut.');
    expect((await send('first', 'phase.next')).stdout).toContain('phase_started: Context');
    const next = jsonOf(await send('first', 'phase.next', '--notes', 'All clear', '--actor', 'a1', '--json'));
    expect(next).toMatchObject([
      {
        kind: 'recorded',
        durability: 'flushed',
        events: [
          { ordinal: 3, type: 'phase_completed', actor: 'a1', data: { phase: 'Context', notes: 'All clear' } },
          { ordinal: 4, type: 'phase_started', data: { phase: 'Planning' } },
        ],
      },
    ]);
  });

  it('is told with the rules that it breaks as warnings', async () => {
    const id = await session({ name: 'todo.create', data: { todoId: 'd1', content: 'A', agentId: 'a1' } });
    await send(id, 'todo.start', 'd1');
    await send(id, 'todo.create', 'd2', 'B', '--agent', 'a1');
    const { code, stdout } = await send(id, 'todo.start', 'd2');
    expect([code, stdout]).toEqual([0, expect.stringContaining('Warning: D.one: An agent has one todo in progress.')]);
  });

  it('goes to the log of the store that is named, wherever it is named', async () => {
    const id = await session();
    const store = join(XDG_DATA_HOME, 'reprise');
    const elsewhere = { env: { XDG_DATA_HOME: join(folder.path, 'elsewhere') } };
    expect((await cli(['send', id, 'phase.next', '--store', store], elsewhere)).code).toBe(0);
    expect((await cli(['send', '--store', store, id, 'phase.next'], elsewhere)).code).toBe(0);
  });

  it('counts once when it comes again with its id', async () => {
    const id = await session();
    const again = () => send(id, 'decision.make', 'Go', '--command-id', 'c1');
    expect((await again()).code).toBe(0);
    const second = await again();
    expect(second).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('was recorded before: nothing was added'),
    });
    expect(jsonOf(await send(id, 'decision.make', 'Go', '--command-id', 'c1', '--json'))).toMatchObject([
      { kind: 'repeated' },
    ]);
  });

  it('names what a session that fails ends with it, as text, as JSON and again when it is repeated', async () => {
    const working = [
      { name: 'agent.launch', data: { agents: ['a1', 'a2'].map((agentId) => ({ agentId, agentType: 'tester' })) } },
      plan('t1'),
      { name: 'task.start', data: { taskId: 't1' } },
    ];
    const failing = await session({ name: 'phase.next', data: {} }, ...working);
    const end = ['session.end', 'failed', '--command-id', 'end'];
    const said = 'Ended with it: agents a1, a2 (lost), task t1 (dropped), phase Context (abandoned).';
    expect((await send(failing, ...end)).stdout).toContain(said);
    expect((await send(failing, ...end)).stdout).toContain(said);
    const cancelled = await session(...working);
    const [result] = jsonOf(await send(cancelled, 'session.end', 'cancelled', '--json'));
    expect(result).toMatchObject({ kind: 'recorded', ended: { agents: ['a1', 'a2'], tasks: ['t1'] } });
    const quiet = await session();
    expect((await send(quiet, 'session.end', 'cancelled')).stdout).not.toContain('Ended with it');
  });

  it('carries what runs into the next phase, and is refused with the command that does', async () => {
    const id = await session(
      { name: 'phase.next', data: {} },
      { name: 'agent.launch', data: { agents: [{ agentId: 'a1', agentType: 'tester' }] } },
    );
    const refused = await send(id, 'phase.next');
    expect(refused.code).toBe(4);
    expect(refused.stderr).toContain(
      `reprise send ${id} agent.complete a1\n  reprise send ${id} phase.next --carry a1\n`,
    );
    const { code, stdout } = await send(id, 'phase.next', '--carry', 'a1');
    expect([code, stdout]).toEqual([0, expect.stringContaining('Context, a1 carried on')]);
  });

  it('carries what runs into the next cycle, by unique starts, and names what a typo may have meant', async () => {
    const id = await session(
      { name: 'cycle.start', data: { cycle: 1 } },
      { name: 'agent.launch', data: { agents: [{ agentId: 'tester-1', agentType: 'tester' }] } },
    );
    const refused = await send(id, 'cycle.end', '1', '--carry', 'testr-1');
    expect(refused.code).toBe(4);
    expect(refused.stderr).toContain('there is no agent or task testr-1 to carry (did you mean tester-1?)');
    expect(refused.stderr).toContain(`reprise send ${id} cycle.end 1 --carry tester-1\n`);
    const { code, stdout } = await send(id, 'cycle.end', '1', '--carry', 'test');
    expect([code, stdout]).toEqual([0, expect.stringContaining('cycle 1, tester-1 carried on')]);
  });

  it('may be a fact by its type, begin with a profile of a file, and say where the session comes from', async () => {
    const file = join(mkdtempSync(join(folder.path, 'profile-')), 'own.json');
    writeFileSync(file, JSON.stringify({ name: 'own', phases: ['Look', 'Act'] }));
    expect((await send('own', 'session.start', 'Goal', '--profile', file)).code).toBe(0);
    const { code, stdout } = await run(['send', 'phase_started', 'Look'], undefined, { REPRISE_SESSION: 'own' });
    expect([code, stdout]).toEqual([2, '']);
    expect((await run(['send', 'phase.start', 'Look'], undefined, { REPRISE_SESSION: 'own' })).code).toBe(0);
    expect((await send('own', 'phase_completed', 'look')).stdout).toContain('phase_completed: Look');
  });
});

describe('a command that is not recorded', () => {
  it('says the rule, what broke it, where the session is and what is legal, with exit code 4', async () => {
    const id = await session();
    const { code, stdout, stderr } = await send(id, 'phase.start', 'Planning');
    expect([code, stdout]).toEqual([4, '']);
    expect(stderr).toMatch(/^Refused by P\.order: Phases run in the profile's order/);
    expect(stderr).toContain('phases not finished before Planning: Context');
    expect(stderr).toContain('The session is running at ordinal 1. Nothing was recorded.');
    expect(stderr).toContain(`  reprise send ${id} phase.start Context\n`);
    const json = await send(id, 'phase.start', 'Planning', '--json');
    expect([json.code, jsonOf(json)]).toMatchObject([4, [{ kind: 'refused', rejection: { rule: 'P.order' } }]]);
  });

  it('ends with 5 when the session is not where it was expected, and with 0 when it is', async () => {
    const id = await session();
    expect(await send(id, 'phase.next', '--expect', '7')).toMatchObject({
      code: 5,
      stderr: expect.stringContaining('at ordinal 1, not at 7'),
    });
    expect((await send(id, 'phase.next', '--expect', '1')).code).toBe(0);
  });

  it('ends with 2 for a word or an option that is none and names the near one; no server is asked', async () => {
    const without = (...args: string[]) =>
      cli(['send', ...args], { env: { ...WITHOUT_SERVER, XDG_DATA_HOME: join(folder.path, 'none') } });
    expect(await without('s1', 'task.strat', 't1')).toMatchObject({
      code: 2,
      stderr: 'There is no word "task.strat".\nDid you mean task.start?\n',
    });
    expect(await without('s1', 'task.start', 't1', '--agnt', 'a1')).toMatchObject({
      code: 2,
      stderr: 'task.start has no option --agnt.\nDid you mean --agent?\n',
    });
    expect(await without('s1')).toMatchObject({ code: 2, stderr: expect.stringContaining('No word is given.') });
    expect(await without()).toMatchObject({ code: 2, stderr: expect.stringContaining('Usage: reprise send') });
  });

  it('ends with 3 in a session that there is not, and 2 where a new one is called latest', async () => {
    const id = await session();
    expect(await send(`${id}x`, 'phase.next')).toMatchObject({ code: 3, stderr: expect.stringContaining(id) });
    expect((await send('latest', 'session.start', 'Goal')).code).toBe(2);
  });
});

describe('ids', () => {
  it('of sessions and of what is in them are completed from a unique start', async () => {
    const id = await session(plan('login_form'), plan('logout'), plan('mail'), { name: 'phase.next' });
    expect((await send(id.slice(0, -1), 'task.start', 'ma')).stdout).toContain('task_started: mail');
    expect(await send(id, 'task.start', 'log')).toMatchObject({
      code: 2,
      stderr: '2 tasks begin with log.\nIt is one of login_form, logout.\n',
    });
    expect((await send(id, 'task.plan', 'login', 'Another')).stdout).toContain('task_planned: login');
  });

  it('are made where none is given, and told', async () => {
    const id = await session();
    const note = (title: string) => send(id, 'entry.add', title, 'Text', '--type', 'note');
    expect((await note('One')).stdout).toContain('Its id is entry_1.');
    expect((await note('Two')).stdout).toContain('Its id is entry_2.');
  });

  it('of agents come by place with their types', async () => {
    const id = await session(plan('t1'), plan('t2'), { name: 'phase.next' });
    const launched = await send(
      id,
      'agent.launch',
      'a1:implementor',
      'a2:tester',
      '--wave',
      '1',
      '--tasks',
      't1,t2',
      '--json',
    );
    expect(jsonOf(launched)).toMatchObject([
      {
        events: [
          {
            data: {
              agents: [
                { agentId: 'a1', agentType: 'implementor', taskIds: ['t1'] },
                { agentId: 'a2', agentType: 'tester', taskIds: ['t2'] },
              ],
              wave: 1,
            },
          },
        ],
      },
    ]);
  });
});

describe('todos.sync', () => {
  const list = [
    { content: 'Read', status: 'in_progress', activeForm: 'Reading' },
    { content: 'Write', status: 'pending', activeForm: 'Writing' },
  ];

  it('takes the whole list of an agent and records what changed', async () => {
    const id = await session();
    const sync = (todos: unknown) => run(['send', id, 'todos.sync', '-', '--agent', 'a1'], JSON.stringify(todos));
    expect((await sync(list)).stdout).toContain('Recorded 3 events');
    expect(await sync(list)).toMatchObject({
      code: 0,
      stdout: 'The session is already as the command wants it: nothing was recorded.\n',
    });
    const done = await sync([
      { ...list[0], status: 'completed' },
      { ...list[1], status: 'in_progress' },
    ]);
    expect(done.stdout).toMatch(/todo_completed: .*\n.*todo_started: /);
    expect(await run(['view', 'todo', id])).toMatchObject({ code: 0, stdout: expect.stringContaining('Writing') });
  });

  it('takes a todo file, by its path too', async () => {
    const id = await session();
    const file = join(mkdtempSync(join(folder.path, 'todos-')), 'todo-x.json');
    const todos = [{ id: 'todo_01', content: 'Write', status: 'completed', assignedAgentId: 'a1', relatedTask: null }];
    writeFileSync(file, JSON.stringify({ sessionId: 'x', todos, summary: { total: 1 } }));
    const { code, stdout } = await send(id, 'todos.sync', file);
    expect([code, stdout]).toEqual([0, expect.stringContaining('todo_created: todo_01')]);
    expect(await run(['send', id, 'todos.sync', '-'], '{"todo": []}')).toMatchObject({ code: 2 });
    expect(await send(id, 'todos.sync', join(folder.path, 'none.json'))).toMatchObject({ code: 3 });
  });
});

describe('JSON lines', () => {
  it('take a time as every option does, and refuse a day that does not exist', async () => {
    const line = (time: string) => JSON.stringify({ name: 'warning.issue', data: { message: 'x' }, time });
    const start = '{"name":"session.start","data":{"goal":"Times"},"time":"2026-01-31 14:50"}';
    const times = ['2026-01-31T14:50:00Z', '2026-01-31T15:50:00.1234567+01:00', '2026-02-30T14:50:00.000Z'];
    const answers = await run(['send', 'times', '-'], [start, ...times.map(line)].join('\n'));
    expect(jsonOf(answers)).toMatchObject([
      { line: 1, kind: 'recorded' },
      { line: 2, kind: 'recorded' },
      { line: 3, kind: 'recorded' },
      { line: 4, kind: 'invalid', message: expect.stringContaining('2026-02 has 28 days') },
    ]);
    expect(
      jsonOf(await run(['replay', 'times', '--json'])).map(({ event }) => (event as { time: string }).time),
    ).toEqual(['2026-01-31T14:50:00.000Z', '2026-01-31T14:50:00.000Z', '2026-01-31T14:50:00.123Z']);
  });

  it('are answered one by one; a refusal, a line that is none and a torn end do not stop the others', async () => {
    const lines = [
      '{"name":"session.start","data":{"goal":"Lines"},"id":"c1"}',
      '{"name":"phase.start","data":{"phase":"Delivery"}}',
      'not valid JSON',
      '',
      '{"command":"phase_started","data":{"phase":"Context"},"actor":"a1"}',
      '{"name":"question.ask","data":{"title":"Which?"}}',
      '{"name":"task.strat","data":{}}',
      '{"name":"phase.next","data":{},"expect":1}',
      '{"name":"warning.issue","data":{"message":"Torn',
    ];
    const result = await run(['send', 'lines', '-'], lines.join('\n'));
    expect(jsonOf(result)).toMatchObject([
      { line: 1, kind: 'recorded', commandId: 'c1', ordinals: [1], types: ['session_started'], durability: 'flushed' },
      {
        line: 2,
        kind: 'refused',
        rule: 'P.order',
        legal: expect.arrayContaining([{ word: 'phase.start', data: { phase: 'Context' }, needs: [] }]),
      },
      { line: 3, kind: 'invalid', message: expect.stringContaining('not valid JSON') },
      { line: 5, kind: 'recorded', ordinals: [2] },
      { line: 6, kind: 'recorded', ordinals: [3], made: ['question_1'] },
      { line: 7, kind: 'invalid', message: expect.stringContaining('did you mean task.start') },
      { line: 8, kind: 'conflict', expected: 1, actual: 3 },
      { line: 9, kind: 'invalid', message: expect.stringContaining('The input ended in the middle of it.') },
    ]);
    expect(result.code).toBe(4);
    const invalid = await run(['send', 'lines', '-'], '{"name":"phase.next","sessionId":"x"}\n{"data":{}}');
    expect([invalid.code, jsonOf(invalid).map(({ kind }) => kind)]).toEqual([2, ['invalid', 'invalid']]);
  });

  it('are refused where their id looks like a secret, which no answer repeats', async () => {
    const id = await session();
    const ids = [0, 1].map((n) => `ghp_${String(n).repeat(36)}`);
    const lines = ids.map((one) => JSON.stringify({ id: one, name: 'phase.next' })).join('\n');
    const { code, stdout, stderr } = await run(['send', id, '-'], lines);
    const message = 'The id of a command looks like a secret (github-token).';
    expect([code, jsonOf({ stdout } as CliResult)]).toMatchObject([
      2,
      [
        { line: 1, kind: 'invalid', message },
        { line: 2, kind: 'invalid', message },
      ],
    ]);
    for (const one of ids) expect(stdout + stderr).not.toContain(one);
  });

  it('end at the first that is not recorded when that is asked for', async () => {
    const id = await session();
    const lines = '{"name":"phase.start","data":{"phase":"Delivery"}}\n{"name":"phase.next"}\n';
    const { code, stdout } = await run(['send', id, '-', '--stop-on-refusal'], lines);
    expect([code, stdout.split('\n').length]).toEqual([4, 2]);
  });

  it('are answered as they come, for as long as they come', async () => {
    const id = await session();
    const running = startCli(['send', id, '-'], { env: { XDG_DATA_HOME }, input: 'open' });
    for (let line = 1; line <= 3; line += 1) {
      running.child.stdin?.write('{"name":"tokens.use","data":{"input":1}}\n');
      await running.until('stdout', new RegExp(`^{"line":${line},"kind":"recorded".*\\n`, 'm'));
    }
    running.child.stdin?.end();
    expect((await running.ended).code).toBe(0);
  });
});

describe('help', () => {
  it('teaches every word with its arguments', async () => {
    const { stdout } = await send('--help');
    expect(stdout).toMatch(/^ {2}task\.start TASK-ID \[--agent ID\]$/m);
    expect(stdout).toMatch(/^ {2}session\.end completed\|failed\|cancelled /m);
    // The page that the build wrote down.
    expect(await cliProcess(['help', 'send'])).toMatchObject({ code: 0, stdout });
    const word = await send('s1', 'budget.allocate', '--help');
    expect(word).toMatchObject({ code: 0, stdout: expect.stringMatching(/--tokens TOKENS +tokens; or by place/) });
  });

  it('of a session says what is legal in it now, as lines to paste', async () => {
    const id = await session(plan('t1'), { name: 'phase.next' });
    const { code, stdout } = await send(id, '--help');
    expect([code, stdout]).toEqual([
      0,
      expect.stringContaining(`Session ${id}: running at ordinal 3, in phase Context, 1 task open.`),
    ]);
    expect(stdout).toContain(`\n  reprise send ${id} task.start t1\n`);
    expect((await send(id, 'session.end', 'cancelled')).code).toBe(0);
    expect((await send(id, '--help')).stdout).toContain('It has ended: it can only be read.');
  });
});

describe('people', () => {
  it('answer the only open question, or the one they name, under their name', async () => {
    const id = await session();
    const ask = (text: string) =>
      send(id, 'question.ask', text, '--option', 'Postmark', '--option', 'SES', '--by', 'a1');
    await ask('Which mail service?');
    const { stdout } = await run(['list']);
    expect(stdout).toContain('a1 asks: Which mail service? (Postmark / SES)');
    expect(stdout).toContain(`reprise answer ${id} question_1`);
    const listed = (jsonOf(await run(['list', '--json']))[0] as unknown as Record<string, unknown>[]).find(
      ({ sessionId }) => sessionId === id,
    );
    expect(listed?.openQuestions).toMatchObject([{ entryId: 'question_1', by: 'a1', options: ['Postmark', 'SES'] }]);
    expect((await run(['answer', id, 'Postmark', '--by', 'Grace'])).code).toBe(0);
    const questions = async () =>
      (jsonOf(await run(['view', 'workbook', id, '--json']))[0] as { questions: unknown }).questions;
    expect(await questions()).toMatchObject([
      { askedBy: 'a1', options: ['Postmark', 'SES'], resolved: true, answer: 'Postmark', by: 'Grace' },
    ]);
    expect(await run(['answer', id, 'SES'])).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('No question is open.'),
    });
    await ask('How long?');
    await ask('Since when?');
    const several = await run(['answer', id, 'SES']);
    expect([several.code, several.stderr]).toEqual([2, expect.stringContaining('2 questions are open: name one.')]);
    expect(several.stderr).toContain(`reprise answer ${id} question_3 … (Since when? Postmark / SES)`);
    expect(await run(['answer', id, 'question_2', 'An hour'])).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('question question_2 has the options Postmark and SES'),
    });
    expect((await run(['answer', id, 'question_2', 'ses'])).stdout).toContain('question_resolved');
    expect(await questions()).toMatchObject([{}, { answer: 'SES', by: 'ada' }, { resolved: false }]);
  });

  it('approve, or ask for changes', async () => {
    const id = await session();
    await send(id, 'review.request', 'The plan', '--from', 'Ada');
    expect((await run(['list'])).stdout).toContain('Ada is to review: The plan');
    const changes = await run(['ask-changes', id, '--text', 'Shorter']);
    expect(changes).toMatchObject({ code: 0, stdout: expect.stringContaining('review_given') });
    expect(await run(['approve', id])).toMatchObject({ code: 4 });
    await send(id, 'review.request', 'The plan again');
    const approved = jsonOf(await run(['approve', id, 'review_2', '--text', 'Go on', '--json']));
    expect(approved).toMatchObject([
      { events: [{ actor: 'ada', data: { reviewId: 'review_2', verdict: 'approved', text: 'Go on' } }] },
    ]);
    expect(await run(['ask-changes', id])).toMatchObject({ code: 2 });
  });
});
