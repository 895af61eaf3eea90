// What becomes of a row when the same thing happens once more: what is kept, and what begins anew.
import { describe, expect, it } from 'vitest';
import { overview, plan, project, timeline, todo, usage, workbook } from '../../projections/index.ts';
import { type History, history } from '../history.ts';

const minute = (at: number): string => `2026-01-31T14:${String(at).padStart(2, '0')}:00.000Z`;
const planOf = ({ events }: History) => project(plan, 's1', events);

describe('what is tried again', () => {
  it('keeps the start of its first try: a task', () => {
    const record = history()
      .add('task_started', { taskId: 't' }, { at: 1 })
      .add('task_failed', { taskId: 't', reason: 'broke' }, { at: 2 })
      .add('task_started', { taskId: 't' }, { at: 5 });
    expect(planOf(record).tasks).toMatchObject([{ startedAt: minute(1), endedAt: null, attempts: 2, reason: null }]);
    record.add('task_completed', { taskId: 't' }, { at: 9 });
    expect(planOf(record).tasks).toMatchObject([{ startedAt: minute(1), endedAt: minute(9) }]);
  });

  it('keeps the start of its first try: a todo', () => {
    const record = history()
      .add('todo_started', { todoId: 'd' }, { at: 1 })
      .add('todo_failed', { todoId: 'd', reason: 'broke' }, { at: 2 })
      .add('todo_started', { todoId: 'd' }, { at: 5 })
      .add('todo_completed', { todoId: 'd' }, { at: 6 });
    expect(project(todo, 's1', record.events).todos).toMatchObject([
      { startedAt: minute(1), endedAt: minute(6), durationS: 300, reason: null },
    ]);
  });

  it('keeps the start of its first time: a phase that is reopened', () => {
    const record = history()
      .start()
      .add('phase_started', { phase: 'Context' }, { at: 1 })
      .add('phase_completed', { phase: 'Context' }, { at: 2 })
      .add('phase_reopened', { phase: 'Context', reason: 'more' }, { at: 5 });
    expect(planOf(record).phases[0]).toMatchObject({ startedAt: minute(1), endedAt: null, durationS: 60, reopened: 1 });
  });

  it('begins anew: an agent that is launched again, in the wave of its newest launch', () => {
    const launched = (wave: number) => ({ wave, agents: [{ agentId: 'a', agentType: 'x' }] });
    const record = history()
      .add('agent_launched', launched(1), { at: 1 })
      .add('agent_failed', { agents: [{ agentId: 'a', reason: 'broke' }] }, { at: 2 })
      .add('agent_launched', launched(2), { at: 5 });
    expect(planOf(record).waves.map(({ number, status, agents }) => [number, status, agents[0]?.status])).toEqual([
      [1, 'completed', 'failed'],
      [2, 'running', 'running'],
    ]);
    expect(planOf(record).waves[1]?.agents).toMatchObject([{ outputs: [], reason: null }]);
    expect(project(timeline, 's1', record.events).waves).toMatchObject([
      { startedAt: minute(1), endedAt: minute(2) },
      { startedAt: minute(5), endedAt: null },
    ]);
  });
});

describe('what is given more than once', () => {
  it('keeps every verdict on a gate, in order, each by whom, when and why', () => {
    const record = history()
      .start()
      .add('quality_gate_failed', { gate: 'postflight', criteria: ['a'], reason: 'no' }, { at: 1, actor: 'ada' })
      .add('quality_gate_waived', { gate: 'postflight', criteria: [], reason: 'later' }, { at: 2, actor: 'bob' })
      .add('quality_gate_passed', { gate: 'postflight', criteria: ['a'], notes: 'yes' }, { at: 3, actor: 'cy' });
    expect(planOf(record).gates.find(({ id }) => id === 'postflight')).toMatchObject({
      status: 'passed',
      verdicts: [
        { verdict: 'failed', by: 'ada', at: minute(1), criteria: ['a'], reason: 'no', notes: null },
        { verdict: 'waived', by: 'bob', at: minute(2), criteria: [], reason: 'later', notes: null },
        { verdict: 'passed', by: 'cy', at: minute(3), criteria: ['a'], reason: null, notes: 'yes' },
      ],
    });
  });

  it('keeps the last answer to a question, by whom, and when', () => {
    const record = history()
      .add('workbook_entry_added', { entryId: 'q', entryType: 'question', title: 'Q', content: 'Which?' }, { at: 1 })
      .add('question_resolved', { entryId: 'q', answer: 'one', by: 'Ada' }, { at: 2 })
      .add('question_resolved', { entryId: 'q', answer: 'two' }, { at: 3, actor: 'bob' });
    expect(project(workbook, 's1', record.events).questions).toMatchObject([
      { answer: 'two', by: 'bob', askedAt: minute(1), resolvedAt: minute(3), content: 'Which?' },
    ]);
  });

  it('waits for a review once more that is requested again, as it was requested last', () => {
    const record = history()
      .add('review_requested', { reviewId: 'v', of: 'it', from: 'Ada' }, { at: 1 })
      .add('review_given', { reviewId: 'v', verdict: 'changes_requested', text: 'no' }, { at: 2 });
    const waiting = () => project(overview, 's1', record.events).waitingFor;
    expect(waiting()).toEqual([]);
    record.add('review_requested', { reviewId: 'v', of: 'it again', from: 'Bob' }, { at: 3 });
    expect(waiting()).toEqual([{ reviewId: 'v', of: 'it again', from: 'Bob', since: minute(3) }]);
  });

  it('keeps the target, the unit and the direction of a metric until another is named', () => {
    const record = history()
      .add('metric_recorded', { name: 'Time', value: 9, target: 5, unit: 's', reachedWhen: 'at_most' }, { at: 1 })
      .add('metric_recorded', { name: 'Time', value: 4 }, { at: 2 });
    expect(project(overview, 's1', record.events).success.metrics).toEqual([
      { name: 'Time', value: 4, target: 5, unit: 's', reachedWhen: 'at_most', at: minute(2), reached: true },
    ]);
    record.add('metric_recorded', { name: 'Time', value: 4, target: 3, unit: 'm', reachedWhen: 'equal' });
    expect(project(overview, 's1', record.events).success.metrics).toMatchObject([
      { target: 3, unit: 'm', reachedWhen: 'equal', reached: false },
    ]);
  });

  it('reaches a target with the very number, and with a text only where it is the same', () => {
    const record = history()
      .add('metric_recorded', { name: 'Time', value: 5, target: 5, reachedWhen: 'at_most' })
      .add('metric_recorded', { name: 'Share', value: '7', target: 5 })
      .add('metric_recorded', { name: 'Grade', value: 'A', target: 'A' });
    expect(project(overview, 's1', record.events).success.metrics.map(({ name, reached }) => [name, reached])).toEqual([
      ['Time', true],
      ['Share', false],
      ['Grade', true],
    ]);
  });

  it('keeps what a finding says once it is resolved, and when that was', () => {
    const finding = { findingId: 'f', text: 'Loss', severity: 'high', blocks: true, place: 'a.ts:1' } as const;
    const record = history()
      .add('agent_reported', { agentId: 'r', text: 'No', findings: [finding] }, { at: 1 })
      .add('follow_up_resolved', { findingId: 'f', notes: 'Locked' }, { at: 2 })
      .add('follow_up_resolved', { findingId: 'ghost' }, { at: 3 });
    const { blocking, followUps } = project(workbook, 's1', record.events);
    const resolved = { resolved: true, resolvedAt: minute(2), notes: 'Locked' };
    const { findingId: id, blocks: _, ...reported } = finding;
    expect(blocking).toEqual([{ id, ...reported, agentId: 'r', reportedAt: minute(1), ...resolved }]);
    expect(followUps).toMatchObject([{ id: 'ghost', text: null, agentId: null, reportedAt: null, notes: null }]);
  });

  it('keeps the outputs of a task that is completed again without any, and why it failed last', () => {
    const record = history().add('task_planned', { taskId: 't', title: 'T' }).add('task_started', { taskId: 't' });
    expect(planOf(record).tasks).toMatchObject([{ outputs: [], reason: null, cycle: null }]);
    record.add('task_completed', { taskId: 't', outputs: ['a.ts'] });
    expect(planOf(record).tasks).toMatchObject([{ outputs: ['a.ts'] }]);
    record.add('task_reopened', { taskId: 't', reason: 'more' }).add('task_started', { taskId: 't' });
    record.add('task_failed', { taskId: 't', reason: 'broke' });
    expect(planOf(record).tasks).toMatchObject([{ outputs: ['a.ts'], reason: 'broke' }]);
    record.add('task_started', { taskId: 't' }).add('task_completed', { taskId: 't' });
    expect(planOf(record).tasks).toMatchObject([{ outputs: ['a.ts'], reason: null }]);
  });

  it('names the cycle in which a task was planned last, of cycles within each other the innermost', () => {
    const record = history().add('task_planned', { taskId: 't', title: 'T' }).add('cycle_started', { cycle: 1 });
    record.add('task_planned', { taskId: 't', title: 'T' });
    expect(planOf(record).tasks).toMatchObject([{ cycle: 1 }]);
    record.add('cycle_started', { cycle: 2 }).add('cycle_started', { cycle: 3 });
    record.add('task_planned', { taskId: 't', title: 'T' });
    expect(planOf(record).tasks).toMatchObject([{ cycle: 3 }]);
    record.add('cycle_ended', { cycle: 3 }).add('task_planned', { taskId: 't', title: 'T' });
    expect(planOf(record).tasks).toMatchObject([{ cycle: 2 }]);
  });

  it('keeps the value of a baseline that is compared, and forgets the comparison when it is recorded anew', () => {
    const record = history()
      .add('baseline_recorded', { baselineId: 'b', name: 'Tests', value: 47, unit: 'tests' })
      .add('baseline_compared', { baselineId: 'b', value: 46, holds: false });
    const baselines = () => project(overview, 's1', record.events).success.baselines;
    expect(baselines()).toEqual([{ id: 'b', name: 'Tests', value: 47, unit: 'tests', compared: 46, holds: false }]);
    record.add('baseline_recorded', { baselineId: 'b', name: 'Tests', value: 46 });
    expect(baselines()).toEqual([{ id: 'b', name: 'Tests', value: 46, unit: null, compared: null, holds: null }]);
    record.add('baseline_compared', { baselineId: 'never', value: 1, holds: true });
    expect(baselines()[1]).toEqual({ id: 'never', name: null, value: null, unit: null, compared: 1, holds: true });
  });

  it('keeps the notes and the outputs of a phase that is completed again without any', () => {
    const record = history()
      .start()
      .add('phase_started', { phase: 'Context' })
      .add('phase_completed', { phase: 'Context', notes: 'Clear', outputs: ['goals'] })
      .add('phase_reopened', { phase: 'Context', reason: 'more' })
      .add('phase_completed', { phase: 'Context' });
    expect(planOf(record).phases[0]).toMatchObject({ notes: 'Clear', outputs: ['goals'] });
    record.add('phase_completed', { phase: 'Context', notes: 'Clearer', outputs: ['aims'] });
    expect(planOf(record).phases[0]).toMatchObject({ notes: 'Clearer', outputs: ['aims'] });
  });

  it('keeps the path of a deliverable, and forgets a delivery when it is planned anew', () => {
    const record = history()
      .add('deliverable_added', { deliverableId: 'd', description: 'Docs', path: 'docs/' })
      .add('deliverable_delivered', { deliverableId: 'd', notes: 'done' }, { at: 3 });
    expect(planOf(record).deliverables).toEqual([
      { id: 'd', description: 'Docs', path: 'docs/', status: 'delivered', deliveredAt: minute(3), notes: 'done' },
    ]);
    record.add('deliverable_added', { deliverableId: 'd', description: 'All docs' });
    expect(planOf(record).deliverables).toMatchObject([
      { description: 'All docs', path: 'docs/', deliveredAt: null, notes: null },
    ]);
  });

  it('keeps what a requirement asks, with the notes of how it was met or why it was dropped', () => {
    const record = history()
      .add('requirement_added', { requirementId: 'r', description: 'Fast', priority: 'high', verification: 'measure' })
      .add('requirement_met', { requirementId: 'r', notes: '4 ms' });
    expect(planOf(record).requirements).toEqual([
      { id: 'r', description: 'Fast', priority: 'high', verification: 'measure', status: 'met', notes: '4 ms' },
    ]);
    record.add('requirement_dropped', { requirementId: 'r', reason: 'moot' });
    expect(planOf(record).requirements).toMatchObject([{ description: 'Fast', status: 'dropped', notes: 'moot' }]);
    record.add('requirement_added', { requirementId: 'r', description: 'Faster' });
    expect(planOf(record).requirements).toMatchObject([
      { description: 'Faster', priority: null, verification: null, notes: null },
    ]);
  });

  it('takes the last estimate of a task, and keeps it when it is planned again without one', () => {
    const record = history()
      .add('task_planned', { taskId: 't', title: 'T', estimate: 100 })
      .add('tokens_used', { total: 50, taskId: 't' })
      .add('task_planned', { taskId: 't', title: 'T', estimate: 200 });
    const tasks = () => project(usage, 's1', record.events).tasks;
    expect(tasks()).toMatchObject([{ taskId: 't', tokens: 50, estimate: 200, percent: 25 }]);
    record.add('task_planned', { taskId: 't', title: 'T' });
    expect(tasks()).toMatchObject([{ estimate: 200 }]);
  });
});

describe('questions that wait for an answer', () => {
  const waiting = ({ events }: History) =>
    project(overview, 's1', events).openQuestions.map(({ entryId, title }) => `${entryId} ${title}`);
  const asked = (record: History, ...ids: string[]): History => {
    for (const entryId of ids)
      record.add('workbook_entry_added', { entryId, entryType: 'question', title: `${entryId}?`, content: '' });
    return record;
  };

  it('are listed in the order in which they were asked last', () => {
    const record = asked(history(), 'a', 'b', 'c');
    expect(waiting(record)).toEqual(['a a?', 'b b?', 'c c?']);
    expect(waiting(asked(record, 'a'))).toEqual(['b b?', 'c c?', 'a a?']);
  });

  it('are listed in the order in which they were asked or reopened last', () => {
    const ask = (entryId: string) => ({ entryId, entryType: 'question', title: entryId, content: '' }) as const;
    const record = history().add('workbook_entry_added', ask('a')).add('workbook_entry_added', ask('b'));
    record.add('question_resolved', { entryId: 'a', answer: 'x' }, { at: 1 });
    record.add('question_reopened', { entryId: 'a', reason: 'changed' }, { at: 2, actor: 'w' });
    record.add('question_reopened', { entryId: 'unknown', reason: 'changed' }, { at: 3, actor: 'w' });
    expect(project(overview, 's1', record.events).openQuestions).toEqual([
      { entryId: 'b', title: 'b', by: 'orchestrator', options: [], since: record.events[1]?.time },
      { entryId: 'a', title: 'a', by: 'orchestrator', options: [], since: minute(2) },
      { entryId: 'unknown', title: 'unknown', by: 'w', options: [], since: minute(3) },
    ]);
  });

  it('leave out those that were answered, until they are asked again', () => {
    const record = asked(history(), 'a', 'b').add('question_resolved', { entryId: 'a', answer: 'yes' });
    expect(waiting(record)).toEqual(['b b?']);
    expect(waiting(asked(record, 'a'))).toEqual(['b b?', 'a a?']);
  });

  it('leave out what is no question, and an answer to what nobody asked', () => {
    const record = asked(history(), 'a')
      .add('workbook_entry_added', { entryId: 'n', entryType: 'note', title: 'N', content: '' })
      .add('question_resolved', { entryId: 'ghost', answer: 'yes' });
    expect(waiting(record)).toEqual(['a a?']);
  });

  it('name who asked, the options, and since when', () => {
    const question = { entryType: 'question', title: 'Q', content: '' } as const;
    const record = history()
      .add('workbook_entry_added', { ...question, entryId: 'a', author: 'r1', options: ['x', 'y'] }, { at: 1 })
      .add('workbook_entry_added', { ...question, entryId: 'b' }, { at: 2, actor: 'r2' });
    expect(project(overview, 's1', record.events).openQuestions).toEqual([
      { entryId: 'a', title: 'Q', by: 'r1', options: ['x', 'y'], since: minute(1) },
      { entryId: 'b', title: 'Q', by: 'r2', options: [], since: minute(2) },
    ]);
  });
});

describe('waves', () => {
  it('are in order of their cycle and their number, whichever was launched or planned first', () => {
    const launch = (wave: number, agentId: string) => ({ wave, agents: [{ agentId, agentType: 'x' }] });
    const record = history()
      .start()
      .add('task_planned', { taskId: 't', title: 'T', wave: 3 })
      .add('agent_launched', launch(2, 'b'))
      .add('agent_launched', launch(1, 'a'));
    expect(planOf(record).waves.map(({ number, status }) => `${number} ${status}`)).toEqual([
      '1 running',
      '2 running',
      '3 pending',
    ]);
  });
});
