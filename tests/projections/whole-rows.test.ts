// Each row of a view with all of its members: what is left out of an event is left out of the row, and nothing else.
import { describe, expect, it, test } from 'vitest';
import type { EventData, EventType } from '../../machines/events/catalog.ts';
import { cycles, flow, overview, plan, project, timeline, todo, workbook } from '../../projections/index.ts';
import { type History, history } from '../history.ts';

const planOf = ({ events }: History) => project(plan, 's1', events);
const cyclesOf = ({ events }: History) => project(cycles, 's1', events);
const todoOf = ({ events }: History) => project(todo, 's1', events);
const workbookOf = ({ events }: History) => project(workbook, 's1', events);

const FULL_TASK = {
  taskId: 't1',
  title: 'Look',
  description: 'At all of it',
  dependencies: ['t0'],
  wave: 2,
  agentType: 'researcher',
  estimate: 500,
  criteria: ['found'],
  filesInScope: ['src/a.ts'],
} as const satisfies EventData['task_planned'] | object;

describe('a task', () => {
  it('has all that was planned of it, in the cycle that is open', () => {
    const record = history()
      .add('cycle_started', { cycle: 3 })
      .add('task_planned', FULL_TASK as never);
    expect(planOf(record).tasks).toEqual([
      {
        ...{ id: 't1', title: 'Look', description: 'At all of it', status: 'pending', dependencies: ['t0'] },
        ...{ wave: 2, cycle: 3, agentType: 'researcher', agents: [], attempts: 0, startedAt: null, endedAt: null },
        ...{ estimate: 500, tokens: null, criteria: ['found'], filesInScope: ['src/a.ts'], outputs: [], reason: null },
      },
    ]);
  });

  it('that was never planned is known by its id, with nothing else', () => {
    const record = history().add('task_started', { taskId: 'x' }, { at: 1 });
    expect(planOf(record).tasks).toEqual([
      {
        ...{ id: 'x', title: 'x', description: null, status: 'running', dependencies: [], wave: null, cycle: null },
        ...{ agentType: null, agents: [], attempts: 1, startedAt: '2026-01-31T14:01:00.000Z', endedAt: null },
        ...{ estimate: null, tokens: null, criteria: [], filesInScope: [], outputs: [], reason: null },
      },
    ]);
  });

  it('keeps its first start over attempts, counts them, names each agent once, and keeps outputs that no later end replaces', () => {
    const record = history()
      .add('task_started', { taskId: 't', agentId: 'a1' }, { at: 1 })
      .add('task_failed', { taskId: 't', reason: 'no' }, { at: 2 });
    expect(planOf(record).tasks[0]).toMatchObject({ status: 'failed', reason: 'no', attempts: 1 });
    record.add('task_started', { taskId: 't', agentId: 'a2' }, { at: 3 });
    expect(planOf(record).tasks[0]).toMatchObject({ reason: null, endedAt: null, attempts: 2 });
    record
      .add('task_completed', { taskId: 't', agentId: 'a1', outputs: ['o'] }, { at: 4 })
      .add('task_completed', { taskId: 't' }, { at: 5 });
    expect(planOf(record).tasks[0]).toMatchObject({
      ...{ startedAt: '2026-01-31T14:01:00.000Z', endedAt: '2026-01-31T14:05:00.000Z', agents: ['a1', 'a2'] },
      ...{ outputs: ['o'], attempts: 2, reason: null },
    });
    record.add('task_failed', { taskId: 't' }, { at: 6 });
    expect(planOf(record).tasks[0]).toMatchObject({ reason: null, endedAt: '2026-01-31T14:06:00.000Z' });
  });

  it('has the tokens that it used, and the agents that were launched for it', () => {
    const launch = (agentId: string) => ({ agentId, agentType: 'x', taskIds: ['t'] });
    const record = history()
      .add('task_planned', { taskId: 't', title: 'T' })
      .add('agent_launched', { agents: [launch('a1'), launch('a2')] })
      .add('tokens_used', { taskId: 't', total: 5 });
    expect(planOf(record).tasks[0]).toMatchObject({ agents: ['a1', 'a2'], tokens: 5 });
  });
});

describe('a requirement and a deliverable', () => {
  it('have all that was recorded of them, and null for what was not', () => {
    const record = history()
      .add('requirement_added', { requirementId: 'r1', description: 'R', priority: 'high', verification: 'a test' })
      .add('requirement_added', { requirementId: 'r2', description: 'S' })
      .add('requirement_met', { requirementId: 'r2' })
      .add('requirement_met', { requirementId: 'r3', notes: 'seen' })
      .add('deliverable_added', { deliverableId: 'd1', description: 'D', path: 'a.ts' })
      .add('deliverable_delivered', { deliverableId: 'd1' }, { at: 9 })
      .add('deliverable_delivered', { deliverableId: 'd2', path: 'b.ts', notes: 'there' }, { at: 10 });
    expect(planOf(record).requirements).toEqual([
      { id: 'r1', description: 'R', priority: 'high', verification: 'a test', status: 'open', notes: null },
      { id: 'r2', description: 'S', priority: null, verification: null, status: 'met', notes: null },
      { id: 'r3', description: null, priority: null, verification: null, status: 'met', notes: 'seen' },
    ]);
    const at = (minute: string) => `2026-01-31T14:${minute}:00.000Z`;
    expect(planOf(record).deliverables).toEqual([
      { id: 'd1', description: 'D', path: 'a.ts', status: 'delivered', deliveredAt: at('09'), notes: null },
      { id: 'd2', description: null, path: 'b.ts', status: 'delivered', deliveredAt: at('10'), notes: 'there' },
    ]);
  });
});

describe('a plan', () => {
  it('of nothing has nothing, and no name is made up', () => {
    expect(planOf(history())).toMatchObject({
      ...{ sessionId: 's1', goal: null, request: null, profile: null, currentPhase: null, phases: [], tasks: [] },
      ...{ classification: { type: null, complexity: null }, waves: [], agentsOutsideWaves: [], requirements: [] },
      ...{ deliverables: [], gates: [], budget: { total: null, used: 0, percent: null, phases: [] } },
    });
  });

  it('has the budget of each phase, whose it is, and how much of it is used', () => {
    const profile = {
      ...{ name: 'own', phases: ['A', 'B'], cycles: false, gates: [], enforcement: 'enforce', rules: {} },
      ...{ budget: { session: 100, phases: { A: 10 } }, limits: { ticksAtOnce: 10 } },
    };
    const record = history()
      .start({ profile: profile as never })
      .add('budget_allocated', { phase: 'B', tokens: 40 })
      .add('tokens_used', { phase: 'B', total: 10 });
    expect(planOf(record).budget).toEqual({
      ...{ total: 100, used: 10, percent: 10 },
      phases: [
        { phase: 'A', tokens: 10, source: 'profile', used: 0, percent: 0 },
        { phase: 'B', tokens: 40, source: 'session', used: 10, percent: 25 },
      ],
    });
  });

  it('has agents outside of waves with what they were launched for', () => {
    const record = history()
      .add(
        'agent_launched',
        { agents: [{ agentId: 'a', agentType: 'x', taskIds: ['t'], itemIds: ['i'], instruction: 'Do' }] },
        { at: 1 },
      )
      .add('agent_completed', { agents: [{ agentId: 'b', outputs: ['o'], reason: 'r' }] });
    expect(planOf(record).agentsOutsideWaves).toEqual([
      {
        ...{ id: 'a', type: 'x', status: 'running', outputs: [], reason: null, instruction: 'Do' },
        ...{ launchedAt: '2026-01-31T14:01:00.000Z', taskIds: ['t'], itemIds: ['i'] },
      },
      {
        ...{ id: 'b', type: 'unknown', status: 'unmatched', outputs: ['o'], instruction: null },
        ...{ launchedAt: null, taskIds: [], itemIds: [], reason: 'r' },
      },
    ]);
  });
});

describe('a todo', () => {
  const full = {
    ...{ todoId: 'd', content: 'Write', activeForm: 'Writing', agentId: 'a', agentType: 'x', taskId: 't', wave: 1 },
    ...{ dependencies: ['c'], priority: 'high', estimatedDurationS: 60, estimate: 9, tags: ['g'] },
  } as const;

  it('has all that it was created with', () => {
    const record = history().add('todo_created', full as never, { at: 1 });
    expect(todoOf(record).todos).toEqual([
      {
        ...{ id: 'd', content: 'Write', activeForm: 'Writing', status: 'pending', agentId: 'a', agentType: 'x' },
        ...{ taskId: 't', wave: 1, cycle: null, phase: null, dependencies: ['c'], priority: 'high' },
        ...{ createdAt: '2026-01-31T14:01:00.000Z', startedAt: null, endedAt: null, durationS: null },
        ...{ estimatedDurationS: 60, estimate: 9, tags: ['g'], notes: null, reason: null },
      },
    ]);
  });

  it('that was never created has nothing but its id and what became of it', () => {
    const record = history().add('todo_failed', { todoId: 'x', reason: 'no' }, { at: 1 });
    expect(todoOf(record).todos).toEqual([
      {
        ...{ id: 'x', content: 'x', activeForm: null, status: 'failed', agentId: null, agentType: null },
        ...{ taskId: null, wave: null, cycle: null, phase: null, dependencies: [], priority: null },
        ...{ createdAt: null, startedAt: null, endedAt: '2026-01-31T14:01:00.000Z', durationS: null },
        ...{ estimatedDurationS: null, estimate: null, tags: [], notes: null, reason: 'no' },
      },
    ]);
  });

  it('is listed by its status, those that ended with the newest first, and counted', () => {
    const record = history();
    for (const id of ['p', 'i', 'c1', 'c2', 'f', 'x'])
      record.add('todo_created', { todoId: id, content: id }).add('todo_started', { todoId: id });
    record
      .add('todo_created', { todoId: 'q', content: 'q' })
      .add('todo_completed', { todoId: 'c1', notes: 'well' })
      .add('todo_completed', { todoId: 'c2' })
      .add('todo_failed', { todoId: 'f' } as never)
      .add('todo_cancelled', { todoId: 'x', reason: 'late' });
    const document = todoOf(record);
    expect(document).toMatchObject({
      ...{ inProgress: ['p', 'i'], completed: ['c2', 'c1'], pending: ['q'], failed: ['f'], cancelled: ['x'] },
      summary: { total: 7, pending: 1, inProgress: 2, completed: 2, failed: 1, cancelled: 1, percent: 28.6 },
    });
    expect(document.todos.map(({ notes, reason }) => notes ?? reason)).toEqual([
      ...[null, null, 'well', null, null, 'late', null],
    ]);
    expect(document.summary.byAgent).toMatchObject([{ agent: null, total: 7 }]);
  });
});

describe('a workbook entry', () => {
  it('has all that was written, and null or nothing for what was not', () => {
    const entry = {
      ...{ entryId: 'e', entryType: 'diagram', title: 'T', content: 'C', author: 'a', relatedPhase: 'P', taskId: 't' },
      ...{ todoId: 'd', relevantAgents: ['b'], tags: ['g'], priority: 'high', diagramType: 'flow', description: 'D' },
      ...{ entryIds: ['f'], options: ['o'], references: [{ type: 'file', path: 'x.ts' }] },
    } as const;
    const record = history()
      .add('workbook_entry_added', entry as never)
      .add('workbook_entry_added', { entryId: 'n', entryType: 'note', title: 'N', content: '' }, { actor: 'w' });
    const { entryId: _, entryType: __, ...rest } = entry;
    expect(workbookOf(record).entries).toEqual([
      { ...rest, id: 'e', ordinal: 1, time: record.events[0]?.time, type: 'diagram' },
      {
        ...{ id: 'n', ordinal: 2, time: record.events[1]?.time, type: 'note', title: 'N', content: '', author: 'w' },
        ...{ relatedPhase: null, taskId: null, todoId: null, relevantAgents: [], tags: [], priority: null },
        ...{ references: [], entryIds: [], diagramType: null, description: null, options: [] },
      },
    ]);
    expect(workbookOf(record)).toMatchObject({
      counts: { diagram: 1, note: 1 },
      byType: { diagram: ['e'], note: ['n'] },
    });
  });

  it('that is a decision stands among the decisions of events, in order', () => {
    const record = history()
      .add('decision_made', { decision: 'A', reason: 'why' }, { tags: 'x,y' })
      .add('workbook_entry_added', {
        ...{ entryId: 'e', entryType: 'decision', title: 'B', content: 'C', relatedPhase: 'P', tags: ['z'] },
      })
      .add('decision_made', { decision: 'D' });
    const of = (at: number) => ({ ordinal: at + 1, time: record.events[at]?.time, author: 'orchestrator' });
    expect(workbookOf(record).decisions).toEqual([
      { source: 'event', id: 's1-1', title: 'A', content: 'why', relatedPhase: null, tags: ['x', 'y'], ...of(0) },
      { source: 'entry', id: 'e', title: 'B', content: 'C', relatedPhase: 'P', tags: ['z'], ...of(1) },
      { source: 'event', id: 's1-3', title: 'D', content: '', relatedPhase: null, tags: [], ...of(2) },
    ]);
  });

  it('that is a question has its answer and by whom, and none any more once it is reopened', () => {
    const record = history()
      .add('workbook_entry_added', {
        ...{ entryId: 'q', entryType: 'question', title: 'Which?', content: 'C', options: ['a', 'b'], author: 'x' },
      })
      .add('question_resolved', { entryId: 'q', answer: 'a', by: 'Ann' })
      .add('question_resolved', { entryId: 'lost', answer: 'b' }, { actor: 'Bob' });
    const [asked, answered, other] = record.events.map(({ time }) => time);
    expect(workbookOf(record).questions).toEqual([
      {
        ...{ id: 'q', title: 'Which?', content: 'C', options: ['a', 'b'], askedAt: asked, askedBy: 'x' },
        ...{ resolved: true, answer: 'a', by: 'Ann', resolvedAt: answered },
      },
      {
        ...{ id: 'lost', title: 'lost', content: '', options: [], askedAt: null, askedBy: null },
        ...{ resolved: true, answer: 'b', by: 'Bob', resolvedAt: other },
      },
    ]);
    record.add('question_reopened', { entryId: 'q', reason: 'changed' });
    expect(workbookOf(record).questions[0]).toMatchObject({
      ...{ resolved: false, answer: null, by: null, resolvedAt: null, reopened: 'changed' },
    });
  });

  it('stands beside the reports, each with all that it says', () => {
    const finding = { findingId: 'f1', text: 'F', severity: 'low', blocks: false, place: 'a.ts:1' } as const;
    const record = history()
      .add('agent_reported', {
        ...{ agentId: 'a', text: 'R', verdict: 'fail', rootCause: 'C', confidence: 'high', findings: [finding] },
      } as never)
      .add('agent_reported', { agentId: 'b', text: 'S' })
      .add('follow_up_resolved', { findingId: 'f1' })
      .add('follow_up_resolved', { findingId: 'f2', notes: 'gone' });
    const [first, second, third, fourth] = record.events.map(({ time }) => time);
    expect(workbookOf(record).reports).toEqual([
      {
        ...{ agentId: 'a', ordinal: 1, time: first, text: 'R', verdict: 'fail', rootCause: 'C', confidence: 'high' },
        findings: ['f1'],
      },
      {
        ...{ agentId: 'b', ordinal: 2, time: second, text: 'S', verdict: null, rootCause: null, confidence: null },
        findings: [],
      },
    ]);
    expect(workbookOf(record).followUps).toEqual([
      {
        ...{ id: 'f1', text: 'F', severity: 'low', place: 'a.ts:1', agentId: 'a', reportedAt: first },
        ...{ resolved: true, resolvedAt: third, notes: null },
      },
      {
        ...{ id: 'f2', text: null, severity: null, place: null, agentId: null, reportedAt: null },
        ...{ resolved: true, resolvedAt: fourth, notes: 'gone' },
      },
    ]);
  });
});

describe('what a cycle learned', () => {
  const learnedBy = <T extends EventType>(type: T, data: EventData[T]) =>
    cyclesOf(history().add('cycle_started', { cycle: 1 }).add(type, data, { actor: 'w' })).cycles[0]?.learned.map(
      ({ by, text }) => [by, text],
    );
  const agents = [{ agentId: 'a', reason: 'r' }, { agentId: 'b' }];
  const CASES: [EventType, object, string, string][] = [
    ['agent_reported', { agentId: 'a', text: 'T' }, 'a', 'T'],
    ['agent_failed', { agents }, 'a, b', 'failed: r'],
    ['agent_killed', { agents }, 'a, b', 'killed: r'],
    ['agent_lost', { agents }, 'a, b', 'lost: r'],
    ['review_requested', { reviewId: 'r', of: 'O' }, 'w', 'O'],
    ['review_given', { reviewId: 'r', verdict: 'approved', text: 'T' }, 'w', 'T'],
    ['review_given', { reviewId: 'r', verdict: 'approved' }, 'w', 'r'],
    ['review_withdrawn', { reviewId: 'r', reason: 'why' }, 'w', 'r withdrawn: why'],
    ['user_input_received', { text: 'T' }, 'w', 'T'],
    ['question_resolved', { entryId: 'q', answer: 'A', by: 'Ann' }, 'Ann', 'A'],
    ['question_resolved', { entryId: 'q', answer: 'A' }, 'w', 'A'],
    ['question_reopened', { entryId: 'q', reason: 'why' }, 'w', 'q reopened: why'],
    ['baseline_recorded', { baselineId: 'b', name: 'N', value: 3, unit: 'ms' }, 'w', 'N: 3 ms'],
    ['baseline_recorded', { baselineId: 'b', name: 'N', value: 3 }, 'w', 'N: 3'],
    ['baseline_compared', { baselineId: 'b', value: 4, holds: true }, 'w', 'b: 4, holds'],
    ['baseline_compared', { baselineId: 'b', value: 4, holds: false }, 'w', 'b: 4, broken'],
    ['document_recorded', { path: 'p.md', kind: 'design' }, 'w', 'design p.md'],
    ['follow_up_resolved', { findingId: 'f', notes: 'N' }, 'w', 'N'],
    ['follow_up_resolved', { findingId: 'f' }, 'w', 'f'],
  ];
  test.each(CASES)('by %s %j is by %s: %s', (type, data, by, text) => {
    expect(learnedBy(type, data as never)).toEqual([[by, text]]);
  });
});

describe('a change of the plan in a cycle', () => {
  const changesBy = (...events: [EventType, object][]) => {
    const record = history()
      .add('plan_titled', { title: 'Old' })
      .add('plan_section_added', { sectionId: 's', title: 'S' })
      .add('plan_item_added', { itemId: 'i', text: 'I', sectionId: 's' })
      .add('cycle_started', { cycle: 1 });
    for (const [type, data] of events) record.add(type, data as never);
    return cyclesOf(record).cycles[0]?.planChanges.map(({ type, itemId, text, to, inferred }) => [
      ...[type, itemId, text, to, inferred],
    ]);
  };
  const CASES: [EventType, object, string | null, string, string | null, boolean][] = [
    ['plan_titled', { title: 'New' }, null, 'Old', 'New', false],
    ['plan_section_added', { sectionId: 't', title: 'T' }, null, 'T', 'T', false],
    ['plan_section_renamed', { sectionId: 's', title: 'T' }, null, 'S', 'T', false],
    ['plan_section_removed', { sectionId: 's' }, null, 'S', null, false],
    ['plan_section_removed', { sectionId: 'x' }, null, 'x', null, false],
    ['plan_item_added', { itemId: 'j', text: 'J' }, 'j', 'J', null, false],
    ['plan_item_done', { itemId: 'i' }, 'i', 'I', null, false],
    ['plan_item_done', { itemId: 'i', note: 'n', inferred: true }, 'i', 'I', 'n', true],
    ['plan_item_noted', { itemId: 'i', note: 'n' }, 'i', 'I', 'n', false],
    ['plan_item_reworded', { itemId: 'i', text: 'K' }, 'i', 'I', 'K', false],
    ['plan_item_marked', { itemId: 'i', mark: 'blocked' }, 'i', 'I', 'blocked', false],
    ['plan_item_reopened', { itemId: 'i', reason: 'r' }, 'i', 'I', 'r', false],
    ['plan_item_dropped', { itemId: 'i' }, 'i', 'I', null, false],
    ['plan_item_moved', { itemId: 'i', sectionId: 's' }, 'i', 'I', 's', false],
    ['plan_item_moved', { itemId: 'i', after: 'z' }, 'i', 'I', 'z', false],
    ['plan_item_moved', { itemId: 'i', parent: 'y', after: 'z' }, 'i', 'I', 'y', false],
  ];
  test.each(CASES)('by %s %j is of %s, called %s, to %s', (type, data, itemId, text, to, inferred) => {
    expect(changesBy([type, data])).toEqual([[type, itemId, text, to, inferred]]);
  });
});

describe('a cycle', () => {
  it('that ends without a start is empty and has ended', () => {
    const record = history().add('cycle_ended', { cycle: 4, notes: 'n' }, { at: 1 });
    const none = { total: 0, done: 0, dropped: 0, open: 0 };
    expect(cyclesOf(record)).toMatchObject({
      current: null,
      cycles: [
        {
          ...{ cycle: 4, title: null, status: 'ended', ordinal: 1, startedAt: null, durationS: null, notes: 'n' },
          ...{ endedAt: '2026-01-31T14:01:00.000Z', known: { plan: none, learned: [] }, planChanges: [], agents: [] },
          ...{ learned: [], verdicts: [], plan: none },
        },
      ],
    });
  });

  it('waits from the request of a review until the last of them is given, and only while it is open', () => {
    const record = history()
      .add('cycle_started', { cycle: 1 })
      .add('review_requested', { reviewId: 'a', of: 'x' })
      .add('review_requested', { reviewId: 'b', of: 'y' });
    const status = () => cyclesOf(record).cycles[0]?.status;
    expect(status()).toBe('awaiting');
    record.add('review_given', { reviewId: 'a', verdict: 'approved' });
    expect(status()).toBe('awaiting');
    record.add('review_given', { reviewId: 'z', verdict: 'approved' });
    expect(status()).toBe('awaiting');
    record.add('review_withdrawn', { reviewId: 'b', reason: 'r' });
    expect(status()).toBe('open');
    record.add('cycle_ended', { cycle: 1 }).add('review_requested', { reviewId: 'c', of: 'z' });
    expect(status()).toBe('ended');
  });

  it('has its agents with all of their launch, what they reported, and their verdicts', () => {
    const record = history()
      .add('cycle_started', { cycle: 1, title: 'T' }, { at: 0 })
      .add(
        'agent_launched',
        {
          ...{ wave: 1, mode: 'parallel', reason: 'apart' },
          agents: [
            { agentId: 'a', agentType: 'x', instruction: 'Do', itemIds: ['i'] },
            { agentId: 'b', agentType: 'y' },
          ],
        },
        { at: 1 },
      )
      .add('agent_reported', { agentId: 'a', text: 'R', verdict: 'pass' }, { at: 2 })
      .add('agent_completed', { agents: [{ agentId: 'a' }] }, { at: 3 })
      .add('agent_paused', { agents: [{ agentId: 'b', reason: 'key' }] }, { at: 4 });
    const [shown] = cyclesOf(record).cycles;
    const launch = { wave: 1, mode: 'parallel', reason: 'apart', startedAt: '2026-01-31T14:01:00.000Z' };
    expect(shown?.agents).toEqual([
      {
        ...{ id: 'a', type: 'x', instruction: 'Do', itemIds: ['i'], status: 'completed', durationS: 120, ...launch },
        endedAt: '2026-01-31T14:03:00.000Z',
        reports: [expect.objectContaining({ by: 'a', text: 'R', verdict: 'pass' })],
      },
      {
        ...{ id: 'b', type: 'y', instruction: null, itemIds: [], status: 'paused', pauseReason: 'key', ...launch },
        ...{ endedAt: null, durationS: null, reports: [] },
      },
    ]);
    expect(shown?.verdicts).toEqual([{ agentId: 'a', verdict: 'pass' }]);
    expect(shown).toMatchObject({ title: 'T', status: 'open', endedAt: null, notes: null });
  });
});

describe('a metric', () => {
  const reached = (data: Partial<EventData['metric_recorded']>) =>
    project(overview, 's1', history().add('metric_recorded', { name: 'm', value: 0, ...data }).events).success
      .metrics[0]?.reached;
  test.each([
    ['has none without a target', { value: 5 }, null],
    ['at its target is reached', { value: 5, target: 5 }, true],
    ['above it is reached', { value: 6, target: 5 }, true],
    ['below it is not', { value: 4, target: 5 }, false],
    ['at most its target is reached at it', { value: 5, target: 5, reachedWhen: 'at_most' }, true],
    ['at most its target is reached below it', { value: 4, target: 5, reachedWhen: 'at_most' }, true],
    ['at most its target is not reached above it', { value: 6, target: 5, reachedWhen: 'at_most' }, false],
    ['that is to be equal is not reached above', { value: 6, target: 5, reachedWhen: 'equal' }, false],
    ['that is no number is reached where it is equal', { value: 'b', target: 'b' }, true],
    ['that is no number is not above another', { value: 'b', target: 'a' }, false],
    ['that is no number is not above one', { value: '9', target: 5 }, false],
    ['of a number is not above a text', { value: 9, target: '5' }, false],
  ] as const)('%s', (_, data, expected) => {
    expect(reached(data as never)).toBe(expected);
  });
});

describe('the overview', () => {
  it('of nothing is not started, and counts nothing', () => {
    expect(project(overview, 's1', [])).toMatchObject({
      ...{ goal: null, profile: null, parentSession: null, status: 'not_started', currentPhase: null, startedAt: null },
      ...{ currentCycle: null, endedAt: null, durationS: null, ranS: null, lastEventAt: null, lastOrdinal: 0 },
      ...{ classification: { type: null, complexity: null }, summary: null, nextSteps: [], references: [] },
      ...{ waitingFor: [], openQuestions: [], tokens: { used: 0, budget: null, percent: null } },
    });
  });

  it('waits for a review with what it is of, from whom and since when, until a verdict', () => {
    const record = history()
      .start()
      .add('review_requested', { reviewId: 'r', of: 'O', from: 'Ann' }, { at: 1 })
      .add('review_requested', { reviewId: 'q', of: 'P' }, { at: 2 });
    const of = () => project(overview, 's1', record.events);
    expect(of().waitingFor).toEqual([
      { reviewId: 'r', of: 'O', from: 'Ann', since: '2026-01-31T14:01:00.000Z' },
      { reviewId: 'q', of: 'P', from: null, since: '2026-01-31T14:02:00.000Z' },
    ]);
    expect(of().status).toBe('waiting_for_review');
    record.add('review_given', { reviewId: 'r', verdict: 'changes_requested' });
    record.add('review_withdrawn', { reviewId: 'q', reason: 'r' });
    expect(of()).toMatchObject({ waitingFor: [], status: 'running' });
  });

  it('stands on the changes that a review asked for: who, of what, the words and since when, until they are reviewed', () => {
    const record = history()
      .start()
      .add('review_requested', { reviewId: 'r', of: 'The plan ' }, { at: 1 })
      .add(
        'review_given',
        { reviewId: 'r', verdict: 'changes_requested', text: 'Too long' },
        { at: 2, actor: 'person:ada' },
      );
    const asked = () => project(overview, 's1', record.events).changesRequested;
    const changes = { reviewId: 'r', of: 'The plan', by: 'person:ada', text: 'Too long' };
    expect(asked()).toEqual([{ ...changes, since: '2026-01-31T14:02:00.000Z', again: null }]);
    record.add('review_requested', { reviewId: 'q', of: ' The plan' });
    expect(asked()).toMatchObject([{ ...changes, again: 'q' }]);
    record.add('review_withdrawn', { reviewId: 'q', reason: 'Not ready' });
    expect(asked()).toMatchObject([{ ...changes, again: null }]);
    // Asked for once more, of a review that nobody requested: a subject of its own.
    record.add('review_given', { reviewId: 'x', verdict: 'changes_requested' }, { actor: 'person:bob' });
    expect(asked()).toMatchObject([changes, { reviewId: 'x', of: null, by: 'person:bob', text: null, again: null }]);
    record.add('review_withdrawn', { reviewId: 'x', reason: 'Settled' });
    record.add('review_given', { reviewId: 'q', verdict: 'approved' });
    expect(asked()).toEqual([]);
  });
});

describe('the flow', () => {
  const flowOf = ({ events }: History) => project(flow, 's1', events);

  it('of nothing has the orchestrator alone, which is pending', () => {
    expect(flowOf(history())).toMatchObject({
      pattern: {
        nodes: [
          { id: 'orchestrator', kind: 'orchestrator', label: 'orchestrator', parts: [], mode: null, status: 'pending' },
        ],
        edges: [],
      },
      tasks: { nodes: [], edges: [] },
    });
  });

  it('of tasks has a node for each with its status, and an edge from each dependency', () => {
    const record = history()
      .add('task_planned', { taskId: 't1', title: 'A', wave: 1 })
      .add('task_planned', { taskId: 't2', title: 'B', dependencies: ['t1'] })
      .add('task_dropped', { taskId: 't1', reason: 'no' });
    expect(flowOf(record).tasks).toMatchObject({
      nodes: [
        { id: 't1', title: 'A', status: 'dropped', wave: 1, dependencies: [] },
        { id: 't2', title: 'B', status: 'pending', wave: null, dependencies: ['t1'], dropped: ['t1'] },
      ],
      edges: [{ from: 't1', to: 't2' }],
    });
    expect(flowOf(record).tasks.nodes[0]).not.toHaveProperty('dropped');
  });
});

it('the timeline of nothing has no spans, and of each thing that began and ended its whole span', () => {
  expect(project(timeline, 's1', [])).toMatchObject({
    ...{ phases: [], cycles: [], waves: [], agents: [], tasks: [], todos: [], questions: [], reviews: [], waiting: [] },
    ...{ gates: [], errors: [], parallel: [], lastEventAt: null, saved: { totalS: 0, basis: 'none', waves: [] } },
    session: { id: 's1', label: 's1', status: 'running', ranS: null, waitedS: 0 },
  });
  const record = history()
    .add('cycle_started', { cycle: 1, title: 'T' }, { at: 0 })
    .add(
      'agent_launched',
      { wave: 1, title: 'W', mode: 'serial', agents: [{ agentId: 'a', agentType: 'x' }] },
      { at: 1 },
    )
    .add('agent_failed', { agents: [{ agentId: 'a' }] }, { at: 2 })
    .add('cycle_ended', { cycle: 1 }, { at: 3 });
  const at = (minute: number) => `2026-01-31T14:0${minute}:00.000Z`;
  const span = { turn: 1, startedAt: at(1), endedAt: at(2), durationS: 60 };
  expect(project(timeline, 's1', record.events)).toMatchObject({
    cycles: [{ id: '1', label: 'T', turn: 1, status: 'ended', startedAt: at(0), endedAt: at(3), durationS: 180 }],
    waves: [
      { ...span, label: 'W', status: 'completed', cycle: 1, phase: null, wave: 1, mode: 'serial', agents: ['a'] },
    ],
    agents: [{ ...span, id: 'a', label: 'a', status: 'failed', type: 'x', cycle: 1, phase: null, wave: 1 }],
  });
});
