import { describe, expect, it } from 'vitest';
import { project, timeline } from '../../projections/index.ts';
import { type History, history } from '../history.ts';
import { cycled, phased } from './sessions.ts';

const timelineOf = ({ events, sessionId }: History) => project(timeline, sessionId, events);

/** A wave of agents that each run from and to so many minutes. */
const wave = (...agents: [id: string, from: number, to: number][]): History => {
  const record = history();
  const edges = agents.flatMap(([id, from, to]) => [
    { at: from, start: true, id },
    { at: to, start: false, id },
  ]);
  for (const { at, start, id } of edges.sort((a, b) => a.at - b.at))
    if (start) record.add('agent_launched', { wave: 1, agents: [{ agentId: id, agentType: 'x' }] }, { at });
    else record.add('agent_completed', { agents: [{ agentId: id }] }, { at });
  return record;
};

describe('the timeline', () => {
  const document = () => timelineOf(phased());

  it('has spans in seconds of the session, phases, waves, agents, tasks and todos', () => {
    expect(document().session).toMatchObject({ durationS: 1_800, status: 'completed' });
    expect(document().phases.map(({ id, durationS }) => [id, durationS])).toContainEqual(['Execution', 1_200]);
    expect(document().waves.map(({ label, durationS, agents }) => [label, durationS, agents])).toEqual([
      ['Research', 480, ['a1']],
      ['Build', 600, ['a2', 'a3']],
    ]);
    expect(document().agents.map(({ id, type, wave: number, durationS }) => [id, type, number, durationS])).toEqual([
      ['a1', 'researcher', 1, 480],
      ['a2', 'implementor', 2, 600],
      ['a3', 'implementor', 2, 360],
    ]);
    expect(document().tasks[1]).toMatchObject({ id: 't2', label: 'Build', agentId: 'a2', durationS: 600 });
    expect(document().todos[0]).toMatchObject({ id: 'o1', agentId: 'a1', taskId: 't1', durationS: 480 });
  });

  it('gives no end to what has not ended', () => {
    const running = timelineOf(cycled());
    expect(running.session).toMatchObject({ endedAt: null, durationS: null, status: 'running' });
    expect(running.cycles.map(({ id, durationS, status }) => [id, durationS, status])).toEqual([
      ['1', 180, 'ended'],
      ['2', null, 'running'],
    ]);
    expect(running.waves[1]).toMatchObject({ endedAt: null, durationS: null, status: 'running' });
  });

  it('shows an end without a start as unmatched', () => {
    expect(timelineOf(cycled()).agents.find(({ id }) => id === 'ghost')).toMatchObject({
      status: 'unmatched',
      startedAt: null,
      durationS: null,
    });
  });

  it('has each pause of an agent, also after it was resumed, which ends with the agent at the latest', () => {
    const record = history()
      .add('agent_launched', { agents: [{ agentId: 'a', agentType: 'x' }] }, { at: 0 })
      .add('agent_paused', { agents: [{ agentId: 'a' }] }, { at: 1 })
      .add('agent_resumed', { agents: [{ agentId: 'a' }] }, { at: 3 })
      .add('agent_paused', { agents: [{ agentId: 'a' }] }, { at: 4 });
    const pauses = () => timelineOf(record).agents[0]?.pauses?.map(({ durationS }) => durationS);
    expect(pauses()).toEqual([120, null]);
    record.add('agent_killed', { agents: [{ agentId: 'a' }] }, { at: 9 });
    expect(pauses()).toEqual([120, 300]);
    record.add('agent_launched', { agents: [{ agentId: 'a', agentType: 'x' }] }, { at: 10 });
    expect(timelineOf(record).agents.map((each) => each.pauses?.length)).toEqual([2, undefined]);
  });

  it('has a span for each turn of what started again', () => {
    const record = history()
      .add('task_started', { taskId: 't' }, { at: 0 })
      .add('task_failed', { taskId: 't' }, { at: 2 })
      .add('task_started', { taskId: 't' }, { at: 5 })
      .add('task_completed', { taskId: 't' }, { at: 6 });
    expect(timelineOf(record).tasks.map(({ turn, durationS, status }) => [turn, durationS, status])).toEqual([
      [1, 120, 'failed'],
      [2, 60, 'completed'],
    ]);
  });

  it('ends the span of an active phase that a reopening puts back to pending', () => {
    const record = history()
      .start()
      .add('phase_started', { phase: 'Context' }, { at: 0 })
      .add('phase_completed', { phase: 'Context' }, { at: 1 })
      .add('phase_started', { phase: 'Planning' }, { at: 1 })
      .add('phase_reopened', { phase: 'Context', reason: 'more' }, { at: 4 });
    expect(timelineOf(record).phases.map(({ id, turn, durationS, status }) => [id, turn, durationS, status])).toEqual([
      ['Context', 1, 60, 'completed'],
      ['Context', 2, null, 'running'],
      ['Planning', 1, 180, 'pending'],
    ]);
  });

  it('ends the span of the active phase where one before it is unskipped, and only then', () => {
    const record = (unskipped: string) =>
      history()
        .start()
        .add('phase_skipped', { phase: 'Context', reason: 'known' }, { at: 0 })
        .add('phase_skipped', { phase: 'Review', reason: 'known' }, { at: 0 })
        .add('phase_started', { phase: 'Planning' }, { at: 1 })
        .add('phase_unskipped', { phase: unskipped, reason: 'not known' }, { at: 4 });
    const spans = (unskipped: string) =>
      timelineOf(record(unskipped)).phases.map(({ id, durationS, status }) => [id, durationS, status]);
    expect(spans('Context')).toEqual([['Planning', 180, 'pending']]);
    expect(spans('Review')).toEqual([['Planning', null, 'running']]);
  });

  it('ends the spans of all active phases after one that is reopened or unskipped, and of none before it', () => {
    for (const type of ['phase_reopened', 'phase_unskipped'] as const) {
      const record = history()
        .start()
        .add('phase_started', { phase: 'Context' }, { at: 0 })
        .add('phase_started', { phase: 'Execution' }, { at: 1 })
        .add('phase_started', { phase: 'Review' }, { at: 2 })
        .add('phase_completed', { phase: 'Delivery' }, { at: 3 })
        .add(type, { phase: 'Planning', reason: 'more' }, { at: 4 });
      const spans = timelineOf(record).phases.map(({ id, durationS, status }) => [id, durationS, status]);
      expect(spans).toContainEqual(['Context', null, 'running']);
      expect(spans).toContainEqual(['Execution', 180, 'pending']);
      expect(spans).toContainEqual(['Review', 120, 'pending']);
    }
  });

  it('has another span of an agent that is at work again after its end', () => {
    for (const type of ['agent_resumed', 'agent_paused', 'agent_found'] as const) {
      const record = history()
        .start({ enforcement: 'observe' })
        .add('agent_launched', { agents: [{ agentId: 'a', agentType: 't' }] }, { at: 0 })
        .add('agent_completed', { agents: [{ agentId: 'a' }] }, { at: 2 })
        .add(type, { agents: [{ agentId: 'a', reason: 'It goes on' }] }, { at: 5 });
      const spans = timelineOf(record).agents.map(({ turn, durationS, endedAt }) => [
        turn,
        durationS,
        endedAt === null,
      ]);
      expect(spans).toEqual([
        [1, 120, false],
        [2, null, true],
      ]);
    }
  });

  it('lists the segments in which agents overlapped, which agents, and how many at most', () => {
    const { parallel } = timelineOf(wave(['a', 0, 10], ['b', 2, 4], ['c', 3, 6], ['d', 10, 12], ['e', 11, 12]));
    expect(parallel.map(({ durationS, agents, peak }) => [durationS, agents, peak])).toEqual([
      [240, ['a', 'b', 'c'], 3],
      [60, ['d', 'e'], 2],
    ]);
  });

  it('finds no overlap where one starts as another ends, whichever was recorded first', () => {
    const follow = (agentId: string, from: number, to: number, record: History): History =>
      record
        .add('agent_launched', { wave: 1, agents: [{ agentId, agentType: 'x' }] }, { at: from })
        .add('agent_completed', { agents: [{ agentId }] }, { at: to });
    expect(timelineOf(follow('b', 5, 9, follow('a', 1, 5, history()))).parallel).toEqual([]);
    expect(timelineOf(follow('a', 1, 5, follow('b', 5, 9, history()))).parallel).toEqual([]);
  });

  it('starts a wave with the earliest launch, whichever was recorded first', () => {
    const record = history();
    for (const [agentId, at] of [['a', 4] as const, ['b', 1] as const, ['c', 2] as const])
      record.add('agent_launched', { wave: 1, agents: [{ agentId, agentType: 'x' }] }, { at });
    for (const [agentId, at] of [['a', 5] as const, ['b', 9] as const, ['c', 6] as const])
      record.add('agent_completed', { agents: [{ agentId }] }, { at });
    expect(timelineOf(record).waves).toMatchObject([
      { startedAt: '2026-01-31T14:01:00.000Z', endedAt: '2026-01-31T14:09:00.000Z', durationS: 480 },
    ]);
  });
});

describe('what running in parallel saved', () => {
  it('counts nothing of a todo that ended before it began', () => {
    const record = history().add('agent_launched', { wave: 1, agents: [{ agentId: 'a', agentType: 'x' }] }, { at: 0 });
    record
      .add('todo_started', { todoId: 'o' }, { at: 5 })
      .add('todo_created', { todoId: 'o', content: 'O', agentId: 'a' }, { at: 5 })
      .add('todo_started', { todoId: 'o' }, { at: 5 })
      .add('todo_completed', { todoId: 'o' }, { at: 3 })
      .add('agent_completed', { agents: [{ agentId: 'a' }] }, { at: 6 });
    expect(timelineOf(record).saved.waves).toMatchObject([{ busyS: 360, agents: [{ busyS: 360, basis: 'agent' }] }]);
  });

  it('is unknown for a wave whose launch or end has no known time', () => {
    const launch = { wave: 1, agents: [{ agentId: 'a', agentType: 'x' }] };
    const end = { agents: [{ agentId: 'a' }] };
    const unknown = { time: '1970-01-01T00:00:00.000Z' };
    const from = history().add('agent_launched', launch, unknown).add('agent_completed', end, { at: 1 });
    const to = history().add('agent_launched', launch, { at: 1 }).add('agent_completed', end, unknown);
    for (const record of [from, to])
      expect(timelineOf(record).saved.waves).toMatchObject([{ spanS: null, busyS: null, savedS: null }]);
  });

  it('treats an agent whose launch names a task twice as the only one of that task', () => {
    const record = history()
      .add('agent_launched', { wave: 1, agents: [{ agentId: 'a', agentType: 'x', taskIds: ['t', 't'] }] }, { at: 0 })
      .add('todo_created', { todoId: 'o', content: 'O', taskId: 't' }, { at: 0 })
      .add('todo_started', { todoId: 'o' }, { at: 1 })
      .add('todo_completed', { todoId: 'o' }, { at: 3 })
      .add('agent_completed', { agents: [{ agentId: 'a' }] }, { at: 6 });
    expect(timelineOf(record).saved.waves).toMatchObject([{ agents: [{ busyS: 120, basis: 'todos' }] }]);
  });

  it('is the busy time of a wave added up, less its span', () => {
    expect(timelineOf(phased()).saved).toMatchObject({
      totalS: 360,
      basis: 'todos',
      waves: [
        { wave: 1, busyS: 480, spanS: 480, savedS: 0 },
        { wave: 2, busyS: 960, spanS: 600, savedS: 360 },
      ],
    });
  });

  it('counts each moment of an agent once, however many todos it had open', () => {
    const record = wave(['a', 0, 10], ['b', 0, 10]);
    const todo = (todoId: string, agentId: string, from: number, to: number): void => {
      record.add('todo_created', { todoId, content: '', agentId }, { at: 0 });
      record.add('todo_started', { todoId }, { at: from }).add('todo_completed', { todoId }, { at: to });
    };
    todo('1', 'a', 0, 6);
    todo('2', 'a', 4, 8);
    todo('3', 'a', 1, 2);
    todo('4', 'b', 0, 10);
    expect(timelineOf(record).saved.waves).toMatchObject([{ busyS: 1_080, spanS: 600, savedS: 480, basis: 'todos' }]);
  });

  it('is measured by tasks where there are no todos, else from launch to end, and names the basis', () => {
    const record = wave(['a', 0, 10], ['b', 0, 10])
      .add('task_started', { taskId: 't', agentId: 'a' }, { at: 1 })
      .add('task_completed', { taskId: 't', agentId: 'a' }, { at: 5 });
    expect(timelineOf(record).saved).toMatchObject({
      basis: 'mixed',
      waves: [
        {
          basis: 'mixed',
          savedS: 240,
          agents: [
            { agentId: 'a', basis: 'tasks', busyS: 240 },
            { agentId: 'b', basis: 'agent', busyS: 600 },
          ],
        },
      ],
    });
  });

  it('gives a todo that names no agent to the only one that was launched for its task', () => {
    const record = history()
      .add('agent_launched', { wave: 1, agents: [{ agentId: 'a', agentType: 'x', taskIds: ['t'] }] }, { at: 0 })
      .add('todo_created', { todoId: 'd', content: '', taskId: 't' }, { at: 0 })
      .add('todo_started', { todoId: 'd' }, { at: 0 })
      .add('todo_completed', { todoId: 'd' }, { at: 3 })
      .add('agent_completed', { agents: [{ agentId: 'a' }] }, { at: 5 });
    expect(timelineOf(record).saved.waves).toMatchObject([{ basis: 'todos', busyS: 180, spanS: 300, savedS: 0 }]);
  });

  it('is not that of agents while they were paused', () => {
    const record = (of: History) =>
      of
        .add('agent_paused', { agents: [{ agentId: 'a' }] }, { at: 2 })
        .add('agent_resumed', { agents: [{ agentId: 'a' }] }, { at: 6 })
        .add('agent_completed', { agents: [{ agentId: 'a' }, { agentId: 'b' }] }, { at: 10 });
    const launched = () =>
      history().add(
        'agent_launched',
        {
          wave: 1,
          agents: [
            { agentId: 'a', agentType: 'x', taskIds: ['t'] },
            { agentId: 'b', agentType: 'x' },
          ],
        },
        { at: 0 },
      );
    const document = timelineOf(record(launched()));
    expect(document.agents[0]).toMatchObject({ durationS: 600, pauses: [{ durationS: 240 }] });
    expect(document.agents[1]).not.toHaveProperty('pauses');
    expect(document.parallel.map(({ durationS }) => durationS)).toEqual([120, 240]);
    expect(document.saved.waves).toMatchObject([{ spanS: 600, busyS: 960, savedS: 360 }]);
    const byTasks = record(
      launched().add('task_started', { taskId: 't' }, { at: 1 }).add('task_completed', { taskId: 't' }, { at: 3 }),
    );
    expect(timelineOf(byTasks).saved.waves[0]?.agents[0]).toEqual({ agentId: 'a', busyS: 60, basis: 'tasks' });
  });

  it('is unknown for a wave in which an agent runs', () => {
    expect(timelineOf(cycled()).saved.waves[1]).toMatchObject({ spanS: null, busyS: null, savedS: null });
  });

  it('is 0 where there were no waves', () => {
    expect(timelineOf(history().start()).saved).toEqual({ totalS: 0, basis: 'none', waves: [] });
  });
});
