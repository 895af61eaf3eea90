// The table of commands and its arguments: every event has a word, and what can be written on a command line comes back
// as the data it was written from.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Argument, type CommandForm, commandForm } from '../../machines/commands/forms.ts';
import { inputOf } from '../../machines/commands/inputs.ts';
import { COMMAND_WORDS, COMMANDS, SHORT_COMMANDS, wordFor } from '../../machines/commands/words.ts';
import { writtenMove } from '../../machines/commands/written-move.ts';
import { decide } from '../../machines/decide.ts';
import { defined } from '../../machines/defined.ts';
import { EVENT_TYPES, type EventType } from '../../machines/events/catalog.ts';
import { legalMoves } from '../../machines/legal.ts';
import { eventIds } from '../../src/check/check-profile/exploration/event-ids.ts';
import { type Run, started } from '../../src/check/run/run.ts';
import { parseCommand } from '../../src/cli/commands/send/arguments.ts';
import { completedId, withCompletedIds } from '../../src/cli/commands/send/complete.ts';
import { sendHelp, wordHelp } from '../../src/cli/commands/send/help.ts';
import { formNamed } from '../../src/cli/commands/send/known-word.ts';
import { anySession } from '../any-session.ts';
import { arbitraryDraft } from '../arbitrary-event.ts';
import { sha256 } from '../history.ts';
import { shellWords } from './shell-words.ts';

const noStdin = (): Promise<string> => Promise.reject(new Error('nothing is read'));
const parse = (word: string, ...args: string[]) => parseCommand(formNamed(word), args, noStdin);
const dataOf = async (word: string, ...args: string[]) => (await parse(word, ...args)).data;

describe('the table', () => {
  it('has a form of every word, and a word for every type of event', () => {
    for (const word of COMMAND_WORDS) expect(commandForm(word).word).toBe(word);
    for (const type of EVENT_TYPES) {
      expect(COMMANDS[wordFor(type) as keyof typeof COMMANDS]).toBe(type);
      expect(formNamed(type).type).toBe(type);
    }
    expect(COMMAND_WORDS.length).toBe(EVENT_TYPES.length + Object.keys(SHORT_COMMANDS).length);
  });

  it('names every field that the schema of a word has, and each by a name that no other has', () => {
    for (const word of COMMAND_WORDS) {
      const { places, items, options } = commandForm(word);
      const all = [...places, ...options];
      const fields = new Set([...all.map(({ path }) => path[0]), ...(items === undefined ? [] : [items.list])]);
      expect([word, [...fields].toSorted()]).toEqual([word, Object.keys(inputOf(word).shape).toSorted()]);
      const flags = all.flatMap((argument) => argument.flags);
      expect([word, new Set(flags).size]).toEqual([word, flags.length]);
      for (const argument of all) expect([word, argument.path, argument.flags.length]).not.toContain(0);
    }
  });
});

/** One argument of data as words; undefined where a command line cannot say it. */
const written = ({ kind, flags }: Argument, value: unknown): string[] | undefined => {
  const flag = `--${flags.at(-1)}`;
  switch (kind) {
    case 'ids':
      return (value as string[]).every((id) => id !== '' && !id.includes(','))
        ? [`${flag}=${(value as string[]).join(',')}`]
        : undefined;
    case 'texts':
      return (value as string[]).length === 0 ? undefined : (value as string[]).map((text) => `${flag}=${text}`);
    case 'json':
      return Array.isArray(value)
        ? value.length === 0 || value.some(Array.isArray)
          ? undefined
          : value.flatMap((one) => [flag, JSON.stringify(one)])
        : [flag, JSON.stringify(value)];
    case 'boolean':
      return [value === true ? flag : `--no-${flags.at(-1)}`];
    case 'scalar':
      return typeof value === 'string' && /^(?:true|false|-?\d.*)$/.test(value) ? undefined : [`${flag}=${value}`];
    case 'text':
      // What a word has of its own shape (a whole profile) comes as JSON.
      return typeof value === 'string' ? [`${flag}=${value}`] : undefined;
    default:
      return [`${flag}=${value}`];
  }
};
const at = (data: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], data);

/** A command's data as a command line; what cannot be said by options comes by `--data`. */
const argumentsFrom = ({ places, items, options }: CommandForm, data: Record<string, unknown>): string[] => {
  const words: string[] = [];
  const rest = structuredClone(data);
  for (const argument of [...places, ...options]) {
    const value = at(data, argument.path);
    const said = value === undefined ? undefined : written(argument, value);
    if (said === undefined) continue;
    words.push(...said);
    if (argument.path.length === 1) delete rest[argument.path[0] as string];
  }
  const listed = items === undefined ? undefined : (rest[items.list] as Record<string, string>[] | undefined);
  const names = items?.parts.map(({ path }) => path[0] as string) ?? [];
  const isPlain = listed?.every(
    (item) =>
      Object.keys(item).every((key) => names.includes(key)) &&
      names.slice(0, -1).every((name) => !item[name]?.includes(':')) &&
      !/^-/.test(item[names[0] as string] ?? ''),
  );
  if (listed !== undefined && isPlain === true) {
    words.push(...listed.map((item) => names.map((name) => item[name]).join(':')));
    delete rest[items?.list as string];
  }
  return Object.keys(rest).length > 0 ? [...words, '--data', JSON.stringify(rest)] : words;
};

describe('arguments written from data', () => {
  it('give that data back, of every word', async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryDraft(EVENT_TYPES.filter((type) => !type.startsWith('profile_') && type !== 'session_started')),
        async ({ type, data }) => {
          const form = commandForm(wordFor(type as EventType));
          // That a gate has no criteria the session adds by itself.
          const { criteriaDefined: _, ...given } = JSON.parse(JSON.stringify(data)) as Record<string, unknown>;
          // What an event carries on by kind, a command names in one list: `--carry`.
          delete given.carried;
          expect(await dataOf(form.word, ...argumentsFrom(form, given))).toEqual(given);
        },
      ),
      { numRuns: 600 },
    );
  });
});

describe('a command line', () => {
  it.each([
    ['task.start task_3 --agent a1', { taskId: 'task_3', agentId: 'a1' }],
    ['task.start --id task_3', { taskId: 'task_3' }],
    ['task_started task_3 --agent-id=a1', { taskId: 'task_3', agentId: 'a1' }],
    ['phase.next', {}],
    ['task.plan t4 --title Build --dependencies t1,t2', { taskId: 't4', title: 'Build', dependencies: ['t1', 't2'] }],
    ['gate.pass review --criteria Clear --criterion Short', { gate: 'review', criteria: ['Clear', 'Short'] }],
    ['tokens.use --input 10 --output -2', { input: 10, output: -2 }],
    ['metric.record coverage 98.5 --target 80', { name: 'coverage', value: 98.5, target: 80 }],
    ['metric.record passes true', { name: 'passes', value: true }],
    ['baseline.compare b1 4 --no-holds', { baselineId: 'b1', value: 4, holds: false }],
    ['session.classify --type novel', { classification: { type: 'novel' } }],
    ['question.ask Which? --option A --option B --by a1', { title: 'Which?', options: ['A', 'B'], by: 'a1' }],
    [
      'agent.complete a1 a2 --reason Done',
      {
        agents: [
          { agentId: 'a1', reason: 'Done' },
          { agentId: 'a2', reason: 'Done' },
        ],
      },
    ],
    ['item.add i1 -- --text', { itemId: 'i1', text: '--text' }],
    ['todo.create d1 Write --data {"tags":["x"]}', { todoId: 'd1', content: 'Write', tags: ['x'] }],
  ])('%s', async (line, data) => {
    const [word = '', ...args] = line.split(' ');
    expect(await dataOf(word, ...args)).toEqual(data);
  });

  it('deals tasks to agents in their order', async () => {
    const launch = (...args: string[]) => dataOf('agent.launch', 'a1:implementor', 'a2:tester', '--wave', '2', ...args);
    const dealt = {
      agents: [
        { agentId: 'a1', agentType: 'implementor', taskIds: ['t1'] },
        { agentId: 'a2', agentType: 'tester', taskIds: ['t2'] },
      ],
      wave: 2,
    };
    expect(await launch('--tasks', 't1,t2')).toEqual(dealt);
    expect(await launch('--tasks', 't1', '--tasks', 't2')).toEqual(dealt);
    await expect(launch('--tasks', 't1,t2,t3')).rejects.toThrow('not clear which of 2 agents each --tasks belongs to');
  });

  it('has options of the command itself', async () => {
    const {
      options,
      expect: at,
      json,
    } = await parse(
      ...(['task.plan', 't1', 'T', '--description', 'of the task', '--event-description', 'of the event'] as const),
      ...['--actor', 'a1', '--time', '2026-01-31T15:50:00+01:00', '--tag', 'x', '--tag', 'y'],
      ...['--command-id', 'c1', '--severity', 'warning', '--expect', '4', '--json'],
    );
    expect([at, json]).toEqual([4, true]);
    expect(options).toEqual({
      id: 'c1',
      actor: 'a1',
      time: '2026-01-31T14:50:00.000Z',
      description: 'of the event',
      severity: 'warning',
      tags: ['x', 'y'],
    });
  });

  it.each([
    ['a word that is none', ['task.strat', 't1'], 'There is no word', 'task.start'],
    ['a turned word', ['start.task', 't1'], 'There is no word', 'task.start'],
    ['an unknown option', ['task.start', 't1', '--agnet', 'a'], 'no option --agnet', '--agent'],
    ['a missing value', ['task.start', 't1', '--agent'], 'needs a value', ''],
    ['an option in place of a value', ['task.start', 't1', '--agent', '--json'], 'needs a value', '--agent=--json'],
    ['too much by place', ['task.start', 't1', 't2'], '"t2" has no place', ''],
    ['several too many by place', ['task.start', 't1', 'b', 'c'], '"b", "c" have no place', ''],
    [
      'a field that it does not have',
      ['agent.complete', '--data', '{"agentIds": ["a1"]}'],
      'agent.complete has no field "agentIds"; did you mean agents?',
      'Fields: agents',
    ],
    ['a missing switch', ['baseline.compare', 'b', '3'], 'needs --holds or --no-holds', '--holds|--no-holds'],
    ['a missing id', ['task.start'], 'needs TASK-ID', ''],
    ['a missing option', ['entry.add', 'T', 'C'], 'needs --type', ''],
    ['an agent without a type', ['agent.launch', 'a1'], 'does not name an agent to launch', 'a1:implementor'],
    ['no agent', ['agent.complete'], 'names no agent', ''],
    ['a choice that is none', ['session.end', 'complete'], 'expected one of', 'completed'],
    ['a number that is none', ['tokens.use', '--input', 'ten'], 'a whole number', ''],
    ['a time that is none', ['phase.next', '--time', 'noon'], 'is not a time', ''],
    ['a day that does not exist', ['phase.next', '--time', '2026-02-30T10:00'], '2026-02 has 28 days', ''],
    ['JSON that is none', ['phase.next', '--data', '{'], 'not valid JSON', ''],
  ])('with %s is refused, with what was probably meant', async (_, [word = '', ...args], message, hint) => {
    const failed = (async () => parse(word, ...args))();
    await expect(failed).rejects.toMatchObject({ code: 'USAGE', message: expect.stringContaining(message) });
    if (hint !== '') await expect(failed).rejects.toMatchObject({ hint: expect.stringContaining(hint) });
  });
});

describe('help', () => {
  it('shows both forms of a switch', () => {
    const form = commandForm('baseline.compare');
    expect(wordHelp(form)).toContain('--holds, --no-holds');
    expect(sendHelp()).toContain('baseline.compare BASELINE-ID VALUE --holds|--no-holds');
  });

  it('says that a profile may be a file', () => {
    expect(wordHelp(commandForm('session.start'))).toMatch(
      /--profile NAME\|FILE +the name of a built-in profile, or a /,
    );
    expect(sendHelp()).toContain('profile.choose [PROFILE|FILE]');
  });
});

describe('ids', () => {
  const session = (): Run =>
    ['login', 'logout', 'task_1', 'task_10'].reduce(
      (decider, taskId) => decider.must('task.plan', { taskId, title: 'T' }),
      started(),
    );

  it('are completed from a unique start, a number never to a longer one', () => {
    const { state } = session();
    expect(completedId(state, ['task'], 'logi')).toBe('login');
    expect(completedId(state, ['task'], 'task_1')).toBe('task_1');
    expect(completedId(state, ['task'], 'other')).toBe('other');
    expect(completedId(state, ['phase'], 'plan')).toBe('Planning');
    expect(completedId(state, ['gate'], 'Exec')).toBe('execution-review');
    expect(() => completedId(state, ['task'], 'log')).toThrow('2 tasks begin with log');
    const fewer = started().must('task.plan', { taskId: 'task_10', title: 'T' }).state;
    expect(completedId(fewer, ['task'], 'task_1')).toBe('task_1');
    expect(completedId(fewer, ['task'], 'ta')).toBe('task_10');
  });

  it('of what is carried are completed from a unique start among agents and tasks', () => {
    const { state } = session().must('agent.launch', { agents: [{ agentId: 'lorry', agentType: 'tester' }] });
    for (const word of ['phase.complete', 'phase.abandon', 'phase.next', 'cycle.end'] as const) {
      const completed = (...carry: string[]) => withCompletedIds(commandForm(word), { carry }, state).carry;
      expect(completed('lor', 'logi', 'typo')).toEqual(['lorry', 'login', 'typo']);
      expect(() => completed('lo')).toThrow('agents and tasks begin with lo.');
    }
  });

  it('of what begins are taken as they are written', () => {
    const { state } = session();
    expect(withCompletedIds(commandForm('task.plan'), { taskId: 'logi', title: 'T' }, state)).toMatchObject({
      taskId: 'logi',
    });
    expect(withCompletedIds(commandForm('task.start'), { taskId: 'logi' }, state)).toEqual({ taskId: 'login' });
    expect(withCompletedIds(commandForm('agent.complete'), { agents: [{ agentId: 'x' }] }, state)).toEqual({
      agents: [{ agentId: 'x' }],
    });
  });
});

describe('what is said to be legal', () => {
  it('can be sent as it is written, and is accepted', async () => {
    await fc.assert(
      fc.asyncProperty(anySession(40), async ({ profile, list }) => {
        const decider = started({ profile });
        for (const { name, data, actor } of list) decider.send(name, data, defined({ actor }));
        const { state } = decider;
        for (const move of legalMoves(state)) {
          // A list of names that are known: one of them.
          const [choice = '…'] = move.needs.flatMap(({ schema }) => schema.items?.enum ?? []);
          const line = writtenMove(move).replace('…', choice);
          const [word = '', ...args] = shellWords(line.replaceAll('…', 'x'));
          const { data } = await parse(word, ...args);
          const command = { id: 'probe', name: word, data, time: '9999-01-01T00:00:00.000Z' };
          const context = { now: command.time, newId: eventIds('probe'), commitId: 'probe', sha256 };
          expect([line, data, decide(state, command, context).kind]).toEqual([line, data, 'accepted']);
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('an option where a word is expected', () => {
  it.each([
    ['--exepct', /^Did you mean --expect\?/],
    ['--expect=3', /^Did you mean --expect\?/],
    ['--zzz', /come after its word/],
  ])('%s is called an option', (word, hint) => {
    expect(() => formNamed(word)).toThrow(
      expect.objectContaining({
        code: 'USAGE',
        message: expect.stringMatching(/^Unknown option /),
        hint: expect.stringMatching(hint),
      }),
    );
  });
});
