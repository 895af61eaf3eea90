// When something began and ended, by what was recorded of it: each span with its turn, its status, and the minutes from
// and to which it ran.
import { describe, expect, it, test } from 'vitest';
import type { EventData, EventType } from '../../machines/events/catalog.ts';
import { project, timeline } from '../../projections/index.ts';
import type { Span } from '../../projections/shown-spans.ts';
import { type History, history } from '../history.ts';

/** Minute, type and data of an event. */
type Story = { [T in EventType]: [at: number, type: T, data: EventData[T]] }[EventType][];

const record = (story: Story, begun = history()): History => {
  for (const [at, type, data] of story) begun.add(type, data as never, { at });
  return begun;
};
const timelineOf = (story: Story, begun?: History) => project(timeline, 's1', record(story, begun).events);
const minuteOf = (time: string | null): number | null => (time === null ? null : Number(time.slice(14, 16)));
const rows = (spans: readonly Span[]) =>
  spans.map(({ id, turn, status, startedAt, endedAt }) => [id, turn, status, minuteOf(startedAt), minuteOf(endedAt)]);

const agent = (agentId: string) => ({ agents: [{ agentId, agentType: 'x' }] });
const one = { agents: [{ agentId: 'a' }] };

describe('the spans of an agent', () => {
  const spans = (story: Story) => rows(timelineOf([[0, 'agent_launched', agent('a')], ...story]).agents);
  const pauses = (story: Story) =>
    timelineOf([[0, 'agent_launched', agent('a')], ...story]).agents.map((each) =>
      each.pauses?.map(({ startedAt, endedAt }) => [minuteOf(startedAt), minuteOf(endedAt)]),
    );

  it('end with its first end, as its last says', () => {
    expect(
      spans([
        [3, 'agent_failed', one],
        [5, 'agent_completed', one],
      ]),
    ).toEqual([['a', 1, 'completed', 0, 3]]);
  });

  it('run until it ends after all where it was lost, and end where it was lost twice with the first time', () => {
    expect(
      spans([
        [3, 'agent_lost', one],
        [5, 'agent_completed', one],
      ]),
    ).toEqual([['a', 1, 'completed', 0, 5]]);
    expect(
      spans([
        [3, 'agent_lost', one],
        [5, 'agent_lost', one],
      ]),
    ).toEqual([['a', 1, 'lost', 0, 3]]);
  });

  it('go on where it was lost and is found, and not where it had ended otherwise', () => {
    expect(
      spans([
        [3, 'agent_lost', one],
        [5, 'agent_found', one],
      ]),
    ).toEqual([['a', 1, 'running', 0, null]]);
    const [ended] = spans([
      [3, 'agent_completed', one],
      [5, 'agent_found', one],
    ]);
    expect(ended).toEqual(['a', 1, 'completed', 0, 3]);
    expect(spans([[5, 'agent_found', one]])).toEqual([['a', 1, 'running', 0, null]]);
  });

  it('are one where it was launched again while it runs, and two where it had ended', () => {
    expect(spans([[2, 'agent_launched', agent('a')]])).toEqual([['a', 1, 'running', 0, null]]);
    expect(
      spans([
        [2, 'agent_completed', one],
        [4, 'agent_launched', agent('a')],
      ]),
    ).toEqual([
      ['a', 1, 'completed', 0, 2],
      ['a', 2, 'running', 4, null],
    ]);
  });

  it('have pauses from the first pause on, ended by a launch, and another span with one after the end', () => {
    expect(
      pauses([
        [1, 'agent_paused', one],
        [2, 'agent_paused', one],
        [4, 'agent_resumed', one],
        [5, 'agent_resumed', one],
      ]),
    ).toEqual([[[1, 4]]]);
    expect(
      pauses([
        [1, 'agent_paused', one],
        [3, 'agent_launched', agent('a')],
      ]),
    ).toEqual([[[1, 3]]]);
    expect(
      pauses([
        [3, 'agent_completed', one],
        [4, 'agent_paused', one],
      ]),
    ).toEqual([undefined, [[4, null]]]);
    expect(timelineOf([[4, 'agent_paused', one]]).agents).toEqual([]);
  });
});

describe('the spans of a task', () => {
  const planned = { taskId: 't', title: 'T' };
  const started = (agentId?: string) => ({ taskId: 't', ...(agentId !== undefined && { agentId }) });
  const spans = (story: Story) => rows(timelineOf(story).tasks);
  const owners = (story: Story) => timelineOf(story).tasks.map(({ agentId }) => agentId);

  it('are none before it starts, however often it is planned, and none where it is dropped before', () => {
    expect(
      spans([
        [0, 'task_planned', planned],
        [1, 'task_planned', planned],
      ]),
    ).toEqual([]);
    expect(
      spans([
        [0, 'task_planned', planned],
        [1, 'task_dropped', { taskId: 't', reason: 'no' }],
      ]),
    ).toEqual([]);
  });

  it('are unmatched where it ends without a start', () => {
    expect(spans([[2, 'task_completed', started()]])).toEqual([['t', 1, 'unmatched', null, 2]]);
    expect(spans([[2, 'task_failed', started()]])).toEqual([['t', 1, 'unmatched', null, 2]]);
  });

  it('begin with the first start, and belong to the agent that was named last', () => {
    const twice: Story = [
      [1, 'task_started', started('a')],
      [3, 'task_started', started('b')],
    ];
    expect(spans(twice)).toEqual([['t', 1, 'running', 1, null]]);
    expect(owners(twice)).toEqual(['b']);
    expect(owners([...twice, [4, 'task_started', started()]])).toEqual(['b']);
    expect(owners([...twice, [4, 'task_completed', started('c')]])).toEqual(['c']);
  });

  it('keep how they ended when it is reopened', () => {
    expect(
      spans([
        [1, 'task_started', started()],
        [2, 'task_completed', started()],
        [3, 'task_reopened', { taskId: 't', reason: 'more' }],
      ]),
    ).toEqual([['t', 1, 'completed', 1, 2]]);
  });

  it('go on where only what it depends on changes', () => {
    expect(
      spans([
        [1, 'task_started', started()],
        [2, 'task_dependencies_changed', { taskId: 't', dependencies: ['u'], reason: 'more' }],
      ]),
    ).toEqual([['t', 1, 'running', 1, null]]);
  });

  it('are none where it is put back at the moment of its start', () => {
    expect(
      spans([
        [1, 'task_started', started()],
        [1, 'task_planned', planned],
      ]),
    ).toEqual([]);
  });

  it('are one where it is handed over to the agent that has it, or before it starts', () => {
    const same: Story = [
      [1, 'task_started', started('a')],
      [2, 'task_assigned', { taskId: 't', agentId: 'a', reason: 'none' }],
    ];
    expect(spans(same)).toEqual([['t', 1, 'running', 1, null]]);
    const before: Story = [
      [0, 'task_planned', planned],
      [1, 'task_assigned', { taskId: 't', agentId: 'a', reason: 'free' }],
      [2, 'task_started', started()],
    ];
    expect([spans(before), owners(before)]).toEqual([[['t', 1, 'running', 2, null]], ['a']]);
  });

  it('stay as they are where it is handed over after its end, and the next belongs to the other', () => {
    const story: Story = [
      [1, 'task_started', started('a')],
      [2, 'task_failed', started()],
      [3, 'task_assigned', { taskId: 't', agentId: 'b', reason: 'again' }],
      [4, 'task_started', started()],
    ];
    expect(spans(story)).toEqual([
      ['t', 1, 'failed', 1, 2],
      ['t', 2, 'running', 4, null],
    ]);
    expect(owners(story)).toEqual(['a', 'b']);
  });
});

describe('the spans of a todo', () => {
  const created = { todoId: 'd', content: 'D' };
  const spans = (story: Story) => rows(timelineOf(story).todos);

  it('are none where it is cancelled before it starts, and unmatched where it is completed so', () => {
    expect(
      spans([
        [0, 'todo_created', created],
        [1, 'todo_cancelled', { todoId: 'd', reason: 'no' }],
      ]),
    ).toEqual([]);
    expect(spans([[1, 'todo_completed', { todoId: 'd' }]])).toEqual([['d', 1, 'unmatched', null, 1]]);
  });

  it('end where it is created again while it is in progress', () => {
    expect(
      spans([
        [1, 'todo_started', { todoId: 'd' }],
        [3, 'todo_created', created],
      ]),
    ).toEqual([['d', 1, 'pending', 1, 3]]);
  });

  it('keep the agent and the task of its creation where it is created again without them', () => {
    const whole = { ...created, agentId: 'a', taskId: 't' };
    const { todos } = timelineOf([
      [0, 'todo_created', whole],
      [1, 'todo_created', { ...created, content: 'E' }],
      [2, 'todo_started', { todoId: 'd' }],
    ]);
    expect(todos).toMatchObject([{ label: 'E', agentId: 'a', taskId: 't' }]);
  });
});

test('a cycle that is started again without a title keeps its title, and its first start', () => {
  const story: Story = [
    [0, 'cycle_started', { cycle: 1, title: 'First' }],
    [1, 'cycle_started', { cycle: 1 }],
    [2, 'cycle_ended', { cycle: 1 }],
  ];
  expect(timelineOf(story).cycles).toMatchObject([{ id: '1', label: 'First', turn: 1, durationS: 120 }]);
  expect(timelineOf([[3, 'cycle_ended', { cycle: 4 }]]).cycles).toMatchObject([{ id: '4', status: 'unmatched' }]);
});

describe('the spans of a phase', () => {
  const spans = (story: Story) => rows(timelineOf(story, history().start({}, { at: 0 })).phases);
  const reason = 'more';
  const A = { phase: 'Context' };
  const B = { phase: 'Planning' };
  const C = { phase: 'Execution' };

  it('end with the phase as it ended, also where another is reopened later', () => {
    expect(
      spans([
        [0, 'phase_started', A],
        [1, 'phase_completed', A],
        [2, 'phase_reopened', { ...B, reason }],
      ]),
    ).toEqual([
      ['Context', 1, 'completed', 0, 1],
      ['Planning', 1, 'running', 2, null],
    ]);
  });

  it('go on where the active phase is reopened, and are its own alone where none was active', () => {
    expect(
      spans([
        [0, 'phase_started', A],
        [1, 'phase_reopened', { ...A, reason }],
      ]),
    ).toEqual([['Context', 1, 'running', 0, null]]);
    expect(spans([[1, 'phase_reopened', { ...A, reason }]])).toEqual([['Context', 1, 'running', 1, null]]);
  });

  it('end with a skip while it is at work, which leaves another active phase active, as reopening a later one does', () => {
    expect(
      spans([
        [0, 'phase_started', A],
        [1, 'phase_started', B],
        [2, 'phase_skipped', { ...A, reason }],
        [3, 'phase_reopened', { ...C, reason }],
      ]),
    ).toEqual([
      ['Context', 1, 'skipped', 0, 2],
      ['Planning', 1, 'running', 1, null],
      ['Execution', 1, 'running', 3, null],
    ]);
    expect(
      spans([
        [0, 'phase_started', A],
        [1, 'phase_skipped', { ...A, reason }],
        [2, 'phase_reopened', { ...B, reason }],
      ]),
    ).toEqual([
      ['Context', 1, 'skipped', 0, 1],
      ['Planning', 1, 'running', 2, null],
    ]);
  });

  it('are none where it is skipped or unskipped before it started', () => {
    expect(
      spans([
        [1, 'phase_skipped', { ...A, reason }],
        [2, 'phase_unskipped', { ...A, reason }],
      ]),
    ).toEqual([]);
  });
});
