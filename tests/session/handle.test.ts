// The sessions of the library: commands by word, with data as types, on a log in memory.
import { describe, expect, it } from 'vitest';
import { type CommandInput, memoryLog, open } from '../../src/index.ts';

const begun = async (id = 's1') => {
  const reprise = await open({ log: memoryLog() });
  const session = reprise.session(id);
  await session.send('session.start', { goal: 'Reset passwords by email', profile: 'normal' });
  return { reprise, session };
};

describe('a session', () => {
  it('takes commands by their words, and is read, replayed, followed and inspected', async () => {
    const { session } = await begun();
    await session.send('phase.next', {});
    await session.send('task.plan', { taskId: 't1', title: 'Write it' });
    const started = await session.send('task.start', { taskId: 't1' }, { actor: 'a1', id: 'c1' });
    expect(started).toMatchObject({ kind: 'recorded', commandId: 'c1', events: [{ actor: 'a1', ordinal: 4 }] });
    expect((await session.state()).work.tasks.get('t1')?.state).toBe('running');
    const read = [];
    for await (const { event } of session.read({ afterOrdinal: 2 })) read.push(event.type);
    expect(read).toEqual(['task_planned', 'task_started']);
    const replayed = [];
    for await (const step of session.replay()) if ('event' in step) replayed.push(step.event.ordinal);
    expect(replayed).toEqual([1, 2, 3, 4]);
    const received = [];
    for await (const one of session.subscribe({ types: ['task_started'] })) {
      if (one.kind === 'caught-up') break;
      if (one.kind === 'event') received.push(one.event.data);
    }
    expect(received).toEqual([{ taskId: 't1' }]);
  });

  it('types the data of each word', async () => {
    const { session } = await begun();
    const data: CommandInput['task.start'] = { taskId: 't1' };
    // @ts-expect-error a task is started by its id
    expect(await session.send('task.start', { ...data, title: 'T' } as { title: string }).catch(codeOf)).toBe('USAGE');
    // @ts-expect-error no word
    expect(await session.send('task.strat', data).catch(codeOf)).toBe('USAGE');
    // @ts-expect-error an agent has a type
    expect(await session.send('agent.launch', { agents: [{ agentId: 'a1' }] }).catch(codeOf)).toBe('USAGE');
  });

  it('creates ids where none is given, and takes a whole list of todos', async () => {
    const { session } = await begun();
    const question = await session.send('question.ask', { title: 'Which service?', options: ['A', 'B'], by: 'a1' });
    expect(question).toMatchObject({
      events: [{ data: { entryId: 'question_1', entryType: 'question', author: 'a1' } }],
    });
    const todos = [{ content: 'Read', status: 'in_progress' as const, activeForm: 'Reading' }];
    await session.send('agent.launch', { agents: [{ agentId: 'a1', agentType: 'tester' }] });
    expect(await session.send('todos.sync', { todos, agentId: 'a1' })).toMatchObject({ kind: 'recorded' });
    expect(await session.send('todos.sync', { todos, agentId: 'a1' })).toMatchObject({ kind: 'unchanged' });
  });

  it('passes an expectation on, and refuses an invalid id', async () => {
    const { reprise, session } = await begun();
    expect(await session.send('phase.next', {}, { expectedOrdinal: 9 })).toMatchObject({ kind: 'conflict', actual: 1 });
    expect(() => reprise.session('a b')).toThrow('is not a valid session id');
  });
});

const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code;
