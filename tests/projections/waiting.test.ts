import { describe, expect, it } from 'vitest';
import { overview, project, timeline } from '../../projections/index.ts';
import { intervalBetween, union, within, without } from '../../projections/intervals.ts';
import { styleOf } from '../../src/cli/render/palette.ts';
import { renderSessions } from '../../src/cli/render/session-list.ts';
import { viewPage } from '../../src/cli/render/view-page.ts';
import { type History, history } from '../history.ts';

const timelineOf = ({ events, sessionId }: History) => project(timeline, sessionId, events);
const pageOf = (record: History): string =>
  viewPage('timeline', timelineOf(record), styleOf({ colours: false, width: 100 }));

const launched = (...agents: string[]): History =>
  history()
    .start({}, { at: 0 })
    .add('phase_started', { phase: 'Context' }, { at: 0 })
    .add('agent_launched', { wave: 1, agents: agents.map((agentId) => ({ agentId, agentType: 'tester' })) }, { at: 0 });
const ended = (record: History, at: number, ...agents: string[]): History =>
  record.add('agent_completed', { agents: agents.map((agentId) => ({ agentId })) }, { at });
const question = (record: History, author: string | undefined, from: number, to?: number, id = 'q1'): History => {
  const data = { entryId: id, entryType: 'question', title: 'Which one?', content: '' } as const;
  record.add('workbook_entry_added', author === undefined ? data : { ...data, author }, { at: from });
  return to === undefined ? record : record.add('question_resolved', { entryId: id, answer: 'this' }, { at: to });
};
const busyOf = (record: History) => timelineOf(record).saved.waves[0]?.agents.map(({ busyS }) => busyS);

describe('a question', () => {
  it('is a span from when it was asked to its answer, and again where it is reopened', () => {
    const record = question(history(), 'a1', 1, 3)
      .add('question_reopened', { entryId: 'q1', reason: 'changed' }, { at: 5 })
      .add('warning_issued', { message: 'hm' }, { at: 6 });
    expect(timelineOf(record).questions).toMatchObject([
      { id: 'q1', label: 'Which one?', turn: 1, status: 'resolved', durationS: 120, by: 'a1' },
      { id: 'q1', label: 'Which one?', turn: 2, status: 'open', durationS: null, endedAt: null, by: 'a1' },
    ]);
  });

  it('that nobody asked has no start, and one asked twice began with the first', () => {
    expect(timelineOf(history().add('question_resolved', { entryId: 'x', answer: 'y' })).questions).toMatchObject([
      { id: 'x', label: 'x', status: 'unmatched', startedAt: null },
    ]);
    const twice = question(question(history(), 'a1', 1), 'a1', 2).add('question_resolved', {
      entryId: 'q1',
      answer: 'y',
    });
    expect(timelineOf(twice).questions).toMatchObject([{ startedAt: '2026-01-31T14:01:00.000Z', turn: 1 }]);
  });

  it('of an agent makes that agent wait, and no other: busy and parallel leave it out', () => {
    const record = ended(question(launched('a1', 'a2'), 'a1', 1, 3), 5, 'a1', 'a2');
    expect(busyOf(record)).toEqual([180, 300]);
    const { agents, parallel, saved } = timelineOf(record);
    expect(agents.map(({ waits }) => waits)).toEqual([
      [{ startedAt: '2026-01-31T14:01:00.000Z', endedAt: '2026-01-31T14:03:00.000Z', durationS: 120 }],
      undefined,
    ]);
    expect(parallel.map(({ durationS }) => durationS)).toEqual([60, 120]);
    expect(saved.totalS).toBe(180);
  });

  it('of the orchestrator makes all wait that run meanwhile, also by their tasks and todos', () => {
    const record = launched('a1', 'a2', 'a3')
      .add('task_started', { taskId: 't1', agentId: 'a2' }, { at: 0 })
      .add('todo_created', { todoId: 'o1', content: 'x', agentId: 'a3' }, { at: 0 })
      .add('todo_started', { todoId: 'o1' }, { at: 0 });
    question(record, undefined, 1, 3)
      .add('task_completed', { taskId: 't1', agentId: 'a2' }, { at: 4 })
      .add('todo_completed', { todoId: 'o1' }, { at: 5 });
    ended(record, 5, 'a1', 'a2', 'a3');
    expect(busyOf(record)).toEqual([180, 120, 180]);
    expect(timelineOf(record).tasks[0]?.waits).toHaveLength(1);
    expect(timelineOf(record).todos[0]?.waits).toHaveLength(1);
    expect(timelineOf(record).phases[0]?.waits).toHaveLength(1);
  });

  it('holds no agent up that began or ended a task or todo meanwhile, or that ended before the answer', () => {
    const working = launched('a1', 'a2');
    question(working, undefined, 1);
    working
      .add('task_started', { taskId: 't1', agentId: 'a1' }, { at: 2 })
      .add('question_resolved', { entryId: 'q1', answer: 'this' }, { at: 3 })
      .add('task_completed', { taskId: 't1', agentId: 'a1' }, { at: 5 });
    ended(working, 5, 'a1', 'a2');
    expect(busyOf(working)).toEqual([180, 180]);
    // While one works, the session does not wait.
    expect(timelineOf(working).phases[0]?.waits).toBeUndefined();
    expect(timelineOf(working).waiting).toMatchObject([{ durationS: 120, for: ['q1'] }]);

    const before = question(launched('a1'), 'a1', 1);
    ended(before, 2, 'a1').add('question_resolved', { entryId: 'q1', answer: 'this' }, { at: 3 });
    expect(busyOf(before)).toEqual([120]);
  });

  it('of the orchestrator that is still open holds up no agent yet, one of an agent does', () => {
    const open = question(launched('a1'), undefined, 1).add('warning_issued', { message: 'hm' }, { at: 3 });
    expect(timelineOf(open).agents[0]?.waits).toBeUndefined();
    expect(timelineOf(open).phases[0]?.waits).toBeUndefined();
    const own = question(launched('a1'), 'a1', 1).add('warning_issued', { message: 'hm' }, { at: 3 });
    expect(timelineOf(own).agents[0]?.waits).toMatchObject([{ endedAt: null, durationS: null }]);
    expect(timelineOf(own).phases[0]?.waits).toMatchObject([{ endedAt: null }]);
  });

  it('that is still open when the session ends held nothing up', () => {
    const record = ended(question(launched('a1'), 'a1', 1), 5, 'a1');
    expect(timelineOf(record).waiting).toMatchObject([{ endedAt: null, for: ['q1'] }]);
    record.add('session_ended', { outcome: 'completed' }, { at: 6 });
    expect(timelineOf(record).waiting).toEqual([]);
    expect(timelineOf(record).session).toMatchObject({ ranS: 360, waitedS: 0 });
  });

  it('that was answered was waited for, also once the session has ended', () => {
    const record = ended(question(launched('a1'), 'a1', 1, 3), 5, 'a1');
    record.add('session_ended', { outcome: 'completed' }, { at: 6 });
    expect(timelineOf(record).waiting).toMatchObject([{ durationS: 120, for: ['q1'] }]);
    expect(timelineOf(record).session).toMatchObject({ waitedS: 120 });
  });

  it('holds an agent up that ran all that time, in whichever of its turns, and none that was launched meanwhile', () => {
    const tester = { agents: [{ agentId: 'a1', agentType: 'tester' }] };
    const second = ended(launched('a1'), 1, 'a1').add('agent_launched', tester, { at: 2 });
    ended(question(second, 'a1', 2, 4), 5, 'a1');
    expect(timelineOf(second).agents.map(({ waits }) => waits?.map(({ durationS }) => durationS))).toEqual([
      undefined,
      [120],
    ]);
    const meanwhile = question(launched('a2'), undefined, 1).add('agent_launched', tester, { at: 2 });
    ended(meanwhile.add('question_resolved', { entryId: 'q1', answer: 'y' }, { at: 3 }), 5, 'a1', 'a2');
    expect(timelineOf(meanwhile).agents.map(({ id, waits }) => [id, waits?.length])).toEqual([
      ['a2', 1],
      ['a1', undefined],
    ]);
  });

  it('holds an agent up that began or ended a task or todo at the very moments of question and answer', () => {
    const record = launched('a1').add('task_started', { taskId: 't', agentId: 'a1' }, { at: 1 });
    question(record, undefined, 1).add('task_completed', { taskId: 't' }, { at: 3 });
    ended(record.add('question_resolved', { entryId: 'q1', answer: 'y' }, { at: 3 }), 5, 'a1');
    expect(timelineOf(record).agents[0]?.waits).toMatchObject([{ durationS: 120 }]);
  });

  it('holds nothing up that ended without a beginning, or at an unknown time', () => {
    const record = ended(question(launched('a1'), 'a1', 1, 3), 5, 'a1', 'stranger');
    expect(timelineOf(record).phases[0]?.waits).toMatchObject([{ durationS: 120 }]);
    expect(timelineOf(record).agents[1]).toMatchObject({ id: 'stranger', status: 'unmatched' });
    expect(timelineOf(record).agents[1]).not.toHaveProperty('waits');
    const answered = history().start({}, { at: 0 }).add('question_resolved', { entryId: 'x', answer: 'y' }, { at: 1 });
    expect(timelineOf(answered).waiting).toEqual([]);
  });

  it('that names agents is waited for by those', () => {
    const record = launched('a1', 'a2').add(
      'workbook_entry_added',
      { entryId: 'q', entryType: 'question', title: 'Which?', content: '', relevantAgents: ['a2'] },
      { at: 1 },
    );
    ended(record.add('question_resolved', { entryId: 'q', answer: 'y' }, { at: 2 }), 5, 'a1', 'a2');
    expect(busyOf(record)).toEqual([300, 240]);
  });
});

describe('a review', () => {
  const reviewed = (): History =>
    launched('a1')
      .add('review_requested', { reviewId: 'r1', of: 'Context', from: 'Ann' }, { at: 1 })
      .add('review_given', { reviewId: 'r1', verdict: 'changes_requested' }, { at: 3 })
      .add('review_withdrawn', { reviewId: 'r1', reason: 'done' }, { at: 4 })
      .add('review_requested', { reviewId: 'r2', of: 'Context' }, { at: 4 })
      .add('warning_issued', { message: 'hm' }, { at: 10 });

  it('is a span from its request to its verdict, whatever becomes of it then', () => {
    expect(timelineOf(reviewed()).reviews).toMatchObject([
      { id: 'r1', label: 'Context', status: 'withdrawn', durationS: 120, from: 'Ann' },
      { id: 'r2', label: 'Context', status: 'awaited', durationS: null, from: null },
    ]);
  });

  it('that is awaited counts as waiting up to the last event', () => {
    expect(timelineOf(reviewed()).session).toMatchObject({ ranS: 600, waitedS: 480, durationS: null });
  });
});

describe('waiting', () => {
  it('that an agent requested holds up that agent, and no other', () => {
    const record = launched('a1', 'a2').add('review_requested', { reviewId: 'r', of: 'O' }, { at: 1, actor: 'a1' });
    ended(record.add('review_given', { reviewId: 'r', verdict: 'approved' }, { at: 3 }), 5, 'a1', 'a2');
    expect(busyOf(record)).toEqual([180, 300]);
  });

  it('for several at once is one span, which names each', () => {
    const record = question(question(launched('a1'), undefined, 1, undefined, 'q1'), undefined, 2, 3, 'q2');
    record.add('question_resolved', { entryId: 'q1', answer: 'y' }, { at: 4 });
    question(record, undefined, 6, 7, 'q3');
    expect(timelineOf(record).waiting.map(({ durationS, for: ids }) => [durationS, ids])).toEqual([
      [180, ['q1', 'q2']],
      [60, ['q3']],
    ]);
  });

  it('of no length, or at unknown times, is none', () => {
    const unknown = '1970-01-01T00:00:00.000Z';
    const record = question(launched('a1'), undefined, 1, 1);
    record
      .add('review_requested', { reviewId: 'r', of: 'x' }, { time: unknown })
      .add('review_given', { reviewId: 'r', verdict: 'approved' }, { at: 2 });
    expect(timelineOf(record).waiting).toEqual([]);
  });

  it('is drawn with a sign of its own, which is explained', () => {
    const text = pageOf(ended(question(launched('a1'), undefined, 1, 3), 5, 'a1'));
    expect(text).toMatch(/┄ in a bar: waiting for a person/);
    for (const row of [/ {2}Context +│▒+┄+▒+│/, / {2}a1 +│█+┄+█+│ +5m 00s/, / {2}Which one\? +│ +┄+ +│ +2m 00s/])
      expect(text).toMatch(row);
    expect(text).toMatch(/^Waiting for a person\n {2}Which one\? +│ +┄+ +│ +2m 00s$/m);
    expect(text).toMatch(/of it 2m 00s\s+waiting for a person/);
    expect(text).toMatch(/busy 3m 00s +took 5m 00s/);
    expect(pageOf(ended(launched('a1'), 5, 'a1'))).not.toContain('waiting');
  });
});

it('gates and errors are marks at their moments', () => {
  const record = history()
    .start({}, { at: 0 })
    .add('quality_gate_failed', { gate: 'execution-to-review', criteria: ['x'] }, { at: 1 })
    .add('quality_gate_passed', { gate: 'execution-to-review', criteria: ['x'] }, { at: 2 })
    .add('error_occurred', { message: 'No disk' }, { at: 3 })
    .add('warning_issued', { message: 'hm' }, { at: 4 });
  const document = timelineOf(record);
  expect(document.gates.map(({ status, at }) => [status, at?.slice(14, 16)])).toEqual([
    ['failed', '01'],
    ['passed', '02'],
  ]);
  expect(document.errors).toMatchObject([{ label: 'No disk', at: '2026-01-31T14:03:00.000Z' }]);
  const text = pageOf(record);
  expect(text).toMatch(/^Gates\n.*│ +◆ +│ +failed\n.*│ +◆ +│ +passed$/m);
  expect(text).toMatch(/^Errors\n {2}No disk +│ +◆ +│ +error$/m);
});

it('a running session shows how long it has run up to its last event, and an ended one how long it took', () => {
  const record = history().start({}, { at: 0 }).add('warning_issued', { message: 'hm' }, { at: 7 });
  const overviewOf = () => project(overview, 's1', record.events);
  const page = () => viewPage('overview', overviewOf(), styleOf({ colours: false }));
  expect(timelineOf(record).session).toMatchObject({ ranS: 420, durationS: null });
  expect(overviewOf()).toMatchObject({ ranS: 420, durationS: null });
  expect(pageOf(record)).toContain('from 2026-01-31 14:00:00, running for 7m 00s up to the last event at 14:07:00');
  expect(page()).toMatch(/Duration +7m 00s up to the last event/);
  record.add('session_ended', { outcome: 'completed' }, { at: 8 });
  expect(overviewOf()).toMatchObject({ ranS: 480, durationS: 480 });
  expect(page()).toMatch(/Duration +8m 00s$/m);
  expect(pageOf(record)).toContain('14:00:00 to 14:08:00, 8m 00s');
});

describe('intervals', () => {
  it('are joined where they touch or overlap', () => {
    const joined = union([
      [5, 6],
      [1, 3],
      [3, 4],
      [2, 2.5],
      [8, Infinity],
      [9, 10],
    ]);
    expect(joined).toEqual([
      [1, 4],
      [5, 6],
      [8, Infinity],
    ]);
  });

  it('lose the moments of others, from the middle and from both ends', () => {
    const others = [
      [0, 1],
      [2, 3],
      [4, 9],
      [20, 21],
    ] as const;
    expect(without([[0.5, 10]], others)).toEqual([
      [1, 2],
      [3, 4],
      [9, 10],
    ]);
    expect(without([[5, 6]], others)).toEqual([]);
    expect(without([[30, Infinity]], others)).toEqual([[30, Infinity]]);
  });

  it('are none where the first time is missing, one is unknown, or they are the wrong way round', () => {
    const [unknown, one, two] = ['1970-01-01T00:00:00.000Z', '2026-01-31T14:01:00.000Z', '2026-01-31T14:02:00.000Z'];
    const [from, to] = [Date.parse(one), Date.parse(two)];
    expect(intervalBetween(one, two)).toEqual([[from, to]]);
    expect(intervalBetween(one, one)).toEqual([[from, from]]);
    expect(intervalBetween(one, null)).toEqual([[from, Infinity]]);
    for (const [start, end] of [
      [null, two],
      [null, null],
      [unknown, two],
      [unknown, null],
      [one, unknown],
      [two, one],
    ])
      expect(intervalBetween(start as string | null, end as string | null)).toEqual([]);
  });

  it('lose nothing to what only touches them, and leave no moment without a length', () => {
    expect(without([[0, 10]], [[0, 5]])).toEqual([[5, 10]]);
    expect(without([[0, 10]], [[5, 10]])).toEqual([[0, 5]]);
    expect(
      without(
        [[5, 10]],
        [
          [0, 5],
          [10, 12],
        ],
      ),
    ).toEqual([[5, 10]]);
    expect(without([[5, 10]], [[5, 10]])).toEqual([]);
    expect(without([[5, 5]], [])).toEqual([]);
  });

  it('are cut to what lies within one', () => {
    const cut = within(
      [
        [0, 2],
        [3, 9],
        [7, 8],
      ],
      [1, 7],
    );
    expect(cut).toEqual([
      [1, 2],
      [3, 7],
    ]);
  });
});

it('a list marks how long a running session has run so far', () => {
  const record = history().start({}, { at: 0 }).add('warning_issued', { message: 'hm' }, { at: 7 });
  const list = () => renderSessions([project(overview, 's1', record.events)], styleOf({ colours: false }), ['s1']);
  expect(list()).toMatch(/ 7m 00s\+ /);
  record.add('session_ended', { outcome: 'completed' }, { at: 8 });
  expect(list()).toMatch(/ 8m 00s /);
});
