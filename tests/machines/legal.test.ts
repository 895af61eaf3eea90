// What is legal now, as one would write it in a shell.
import { describe, expect, test } from 'vitest';
import { type JsonSchema, schemaAt } from '../../machines/commands/input-schema.ts';
import { writtenMove } from '../../machines/commands/written-move.ts';
import { fold } from '../../machines/fold.ts';
import { legalMoves, sampleFor } from '../../machines/legal.ts';
import { initialState } from '../../machines/state/state.ts';
import { type Run, started } from '../../src/check/run/run.ts';
import { history } from '../history.ts';

const legal = ({ state }: Run, word = ''): string[] =>
  legalMoves(state)
    .map(writtenMove)
    .filter((line) => line.startsWith(word));
const launched = (decider: Run, ...ids: string[]): Run =>
  decider.must('agent.launch', { agents: ids.map((agentId) => ({ agentId, agentType: 'tester' })) });

describe('what is legal', () => {
  test('at the beginning of a session in phases', () => {
    expect(legal(started())).toEqual([
      'phase.start Context',
      'phase.skip Context --reason …',
      'phase.skip Planning --reason …',
      'phase.skip Execution --reason …',
      'phase.skip Review --reason …',
      'phase.skip Delivery --reason …',
      'gate.waive execution-review --reason …',
      'gate.waive postflight --reason …',
      'agent.launch …:…',
      'session.pause',
      'session.end --outcome failed',
      'session.end --outcome cancelled',
    ]);
  });

  test('in the middle of one in cycles, of each entity what its machine accepts', () => {
    const decider = started({ profile: 'cycles' }).must('cycle.start', { cycle: 1 });
    launched(decider, 'a1', 'a2').must('agent.complete', { agents: [{ agentId: 'a2' }] });
    for (const taskId of ['t1', 't2', 't3', 't4']) decider.must('task.plan', { taskId, title: taskId });
    decider.must('task.start', { taskId: 't2' }).must('task.start', { taskId: 't3' });
    decider.must('task.complete', { taskId: 't3' }).must('task.drop', { taskId: 't4', reason: 'No' });
    for (const todoId of ['o1', 'o2', 'o3']) decider.must('todo.create', { todoId, content: todoId });
    decider.must('todo.start', { todoId: 'o2' }).must('todo.cancel', { todoId: 'o3' });
    decider.must('question.ask', { title: 'Which?' }).must('question.ask', { title: 'When?' });
    decider.must('question.resolve', { entryId: 'question_1', answer: 'This' });
    decider.must('item.add', { itemId: 'i1', text: 'One' }).must('item.add', { itemId: 'i2', text: 'Two' });
    decider.must('item.done', { itemId: 'i2' }).must('item.add', { itemId: 'i3', text: 'Three' });
    decider.must('item.drop', { itemId: 'i3', reason: 'No' });
    expect(legal(decider)).toEqual([
      'task.start t1',
      'task.drop t1 --reason …',
      'task.complete t2',
      'task.fail t2',
      'task.drop t2 --reason …',
      'agent.complete a1',
      'agent.fail a1',
      'todo.start o1',
      'todo.complete o2',
      'question.resolve question_2 --answer …',
      'cycle.end 1 --carry a1,t2',
      'item.done i1',
      'agent.launch …:…',
      'session.pause',
      'session.end --outcome failed',
      'session.end --outcome cancelled',
      'task.reopen t3 --reason …',
      'task.reopen t4 --reason …',
      'task.assign t2 a1 --reason …',
      'task.assign t2 --reason …',
      'task.depend t1 --dependencies … --reason …',
      'task.depend t2 --dependencies … --reason …',
    ]);
    decider.must('agent.complete', { agents: [{ agentId: 'a1' }] });
    expect(legal(decider, 'cycle')).toEqual(['cycle.end 1 --carry t2']);
    decider.must('task.complete', { taskId: 't2' });
    expect(legal(decider, 'cycle')).toEqual(['cycle.end 1']);
    expect(legal(decider.must('cycle.end', { cycle: 1 }), 'cycle')).toEqual(['cycle.start 2']);
    decider.must('review.request', { reviewId: 'v1', of: 'It' }).must('review.request', { reviewId: 'v2', of: 'That' });
    decider.must('review.give', { reviewId: 'v1', verdict: 'approved' });
    expect(legal(decider, 'review')).toEqual(['review.give v2 --verdict approved']);
    expect(legal(decider, 'cycle')).toEqual([]);
  });

  test('a task may depend on those that lead to no circle and are of no later wave, named as choices', () => {
    const decider = started();
    decider.must('task.plan', { taskId: 't1', title: 'T', wave: 1 }).must('task.plan', { taskId: 't2', title: 'T' });
    decider.must('task.plan', { taskId: 't3', title: 'T', wave: 2, dependencies: ['t1'] });
    const choices = legalMoves(decider.state)
      .filter(({ word }) => word === 'task.depend')
      .map(({ data, needs }) => [data.taskId, needs[0]?.path, needs[0]?.schema.items?.enum]);
    expect(choices).toEqual([
      ['t1', ['dependencies'], ['t2']],
      ['t2', ['dependencies'], ['t1', 't3']],
      ['t3', ['dependencies'], ['t1', 't2']],
    ]);
  });

  test('before the start: to start; and where facts came before it, nothing', () => {
    expect(legalMoves(initialState('s1')).map(writtenMove)).toEqual(['session.start --goal …']);
    const early = history().add('warning_issued', { message: 'Early' }).events;
    expect(legalMoves(fold(early, initialState('s1')))).toEqual([]);
  });

  test('in a pause, and after the end', () => {
    const decider = started().must('session.pause');
    expect(legal(decider, 'session')).toEqual([
      'session.resume',
      'session.end --outcome failed',
      'session.end --outcome cancelled',
    ]);
    expect(legal(decider, 'agent')).toEqual([]);
    expect(legal(decider.must('session.end', { outcome: 'failed' }))).toEqual([]);
  });

  test('of one word at most eight', () => {
    const decider = started({ profile: 'cycles' });
    for (let number = 1; number <= 10; number += 1) decider.must('item.add', { itemId: `i${number}`, text: 'One' });
    expect(legal(decider, 'item.done')).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((number) => `item.done i${number}`));
  });

  test('of a gate, without a need for the criteria that are known', () => {
    const decider = started().must('gate.define', { gateId: 'g', name: 'G', criteria: ['Clear'] });
    expect(legal(decider, 'gate').filter((line) => line.includes(' g'))).toEqual([
      'gate.pass g',
      'gate.fail g',
      'gate.waive g --reason …',
    ]);
  });

  test('whatever the name of an agent', () => {
    expect(legal(launched(started(), '…'), 'agent.launch')).toEqual(['agent.launch …:…']);
    expect(legal(launched(started(), '…', '……'), 'agent.launch')).toEqual(['agent.launch …:…']);
  });

  test('with quotes around what a shell would split', () => {
    const written = (taskId: string): string | undefined =>
      legal(started().must('task.plan', { taskId, title: 'One' }), 'task.start')[0];
    expect(written('a-b_c.d/e:f~1')).toBe('task.start a-b_c.d/e:f~1');
    expect(written('two words')).toBe('task.start "two words"');
    expect(written('-first')).toBe('task.start "-first"');
    expect(written('a"b')).toBe('task.start "a\\"b"');
    expect(written('tab\tbed')).toBe("task.start 'tab\tbed'");
    for (const odd of ['$HOME', '`ls`', 'a\\b', 'Now!']) expect(written(odd)).toBe(`task.start '${odd}'`);
    expect(written("it's $5")).toBe("task.start 'it'\\''s $5'");
  });
});

describe('a move', () => {
  test('needs only values that its command takes', () => {
    expect(schemaAt('agent.launch', ['agents', 0, 'agentId'])).toMatchObject({ type: 'string' });
    for (const path of [['nothing'], ['nothing', 'within'], ['nothing', 0], ['title', 'within']])
      expect(() => schemaAt('task.plan', path)).toThrow(`task.plan takes nothing at ${path.join('.')}`);
  });

  test('is written with each need by its flag: one that otherwise comes by its place, and a member of an object', () => {
    const schema = { type: 'string' };
    expect(writtenMove({ word: 'task.start', data: {}, needs: [{ path: ['taskId'], schema }] })).toBe(
      'task.start --id …',
    );
    expect(
      writtenMove({
        word: 'session.start',
        data: { classification: null },
        needs: [{ path: ['classification', 'type'], schema }],
      }),
    ).toBe('session.start --type …');
  });

  test('is tried with a value of the type that each need has, and an id that no agent has', () => {
    const { state } = launched(started(), '…');
    const sample = (schema: JsonSchema, name = 'title') => sampleFor(state, { path: [name], schema });
    expect(sample({ type: 'array' })).toEqual(['…']);
    expect([sample({ type: 'integer' }), sample({ type: 'number' }), sample({ type: 'boolean' })]).toEqual([
      1,
      1,
      true,
    ]);
    expect(sample({ type: 'string', enum: ['a', 'b'] })).toBe('a');
    expect([sample({ type: 'string' }), sample({ type: 'string' }, 'agentId')]).toEqual(['…', '……']);
  });
});
