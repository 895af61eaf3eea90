// Each invariant is seen to fire, at the last event of a history written for it, and to be silent before.
import { describe, expect, test } from 'vitest';
import type { RecordedEvent } from '../../machines/events/envelope.ts';
import { INVARIANTS } from '../../machines/invariants/all.ts';
import { checkHistory } from '../../machines/invariants/check-history.ts';
import { PROFILES, type Profile } from '../../machines/profile.ts';
import { type History, history } from '../history.ts';

const NORMAL = PROFILES.normal as Profile;
const CYCLES = PROFILES.cycles as Profile;
const start = (profile: Profile = NORMAL): History => history('s1').start({ enforcement: 'observe', profile });
const cycles = (): History => start(CYCLES);
const launch = (h: History, ids: string[], wave?: number): History =>
  h.add('agent_launched', {
    agents: ids.map((agentId) => ({ agentId, agentType: 'tester' })),
    ...(wave !== undefined && { wave }),
  });
const ended = (h: History, ...ids: string[]): History =>
  h.add('agent_completed', { agents: ids.map((agentId) => ({ agentId })) });
const task = (h: History, taskId: string, said: Record<string, unknown> = {}): History =>
  h.add('task_planned', { taskId, title: taskId, ...said });
const todo = (h: History, todoId: string, said: Record<string, unknown> = {}): History =>
  h.add('todo_created', { todoId, content: todoId, agentId: 'a1', ...said });
const item = (h: History, itemId: string, said: Record<string, unknown> = {}): History =>
  h.add('plan_item_added', { itemId, text: itemId, ...said });
const entry = (h: History, entryId: string, said: Record<string, unknown> = {}): History =>
  h.add('workbook_entry_added', { entryId, entryType: 'note', title: 'T', content: 'C', ...said });
const phase = (h: History, name: string): History =>
  h.add('phase_started', { phase: name }).add('phase_completed', { phase: name });
const complete = (h: History): History => h.add('session_ended', { outcome: 'completed' });
/** A session of a process of one phase, through it. */
const through = (): History => phase(start({ ...NORMAL, phases: ['Context'], gates: [] }), 'Context');

const FIRES: Record<string, () => History> = {
  'M.session': () => start().add('session_resumed', {}),
  'M.phase': () => start().add('phase_completed', { phase: 'Context' }),
  'M.gate': () =>
    start()
      .add('quality_gate_passed', { gate: 'postflight', criteria: ['Clear'] })
      .add('quality_gate_failed', { gate: 'postflight', criteria: ['Clear'] }),
  'M.cycle': () => cycles().add('cycle_ended', { cycle: 1 }),
  'M.agent': () => ended(start(), 'a1'),
  'M.task': () => start().add('task_completed', { taskId: 't1' }),
  'M.todo': () => start().add('todo_completed', { todoId: 'd1' }),
  'M.requirement': () => start().add('requirement_met', { requirementId: 'r1' }),
  'M.deliverable': () => start().add('deliverable_delivered', { deliverableId: 'l1' }),
  'M.section': () => start().add('plan_section_removed', { sectionId: 's1' }),
  'M.item': () => start().add('plan_item_done', { itemId: 'i1' }),
  'M.question': () => start().add('question_resolved', { entryId: 'e1', answer: 'Yes' }),
  'M.finding': () => start().add('follow_up_resolved', { findingId: 'f1' }),
  'M.review': () => start().add('review_given', { reviewId: 'v1', verdict: 'approved' }),
  'S.first': () => start().start(),
  'S.ended': () => start().add('session_ended', { outcome: 'failed' }).add('warning_issued', { message: 'Late' }),
  'S.paused': () => start().add('session_paused', {}).add('phase_started', { phase: 'Context' }),
  'S.chosen': () =>
    start().add('session_classified', { classification: {} }).add('session_classified', { classification: {} }),
  'S.finished': () => complete(task(through(), 't1')),
  'S.satisfied': () => complete(through().add('requirement_added', { requirementId: 'r1', description: 'Fast' })),
  'H.awaited': () => cycles().add('review_requested', { reviewId: 'v1', of: 'It' }).add('cycle_started', { cycle: 1 }),
  'P.known': () => start().add('phase_started', { phase: 'Dreaming' }),
  'P.order': () => start().add('phase_started', { phase: 'Planning' }),
  'P.one': () =>
    phase(start(), 'Context')
      .add('phase_started', { phase: 'Planning' })
      .add('phase_reopened', { phase: 'Context', reason: 'A hole' })
      .add('phase_completed', { phase: 'Context' })
      .add('phase_started', { phase: 'Planning' })
      .add('profile_amended', {
        ...{ profile: { ...NORMAL, phases: ['Elsewhere', ...NORMAL.phases] }, profileHash: '0'.repeat(64) },
        ...{ by: 'me', reason: 'One before' },
      })
      .add('phase_started', { phase: 'Elsewhere' }),
  'P.kept': () =>
    start()
      .add('phase_started', { phase: 'Context' })
      .add('profile_chosen', { profile: CYCLES, profileHash: '0'.repeat(64) }),
  'G.guard': () =>
    phase(phase(phase(start(), 'Context'), 'Planning'), 'Execution').add('phase_started', { phase: 'Review' }),
  'G.criteria': () => start().add('quality_gate_passed', { gate: 'postflight', criteria: [] }),
  'G.defined': () =>
    phase(start(), 'Context').add('gate_defined', { gateId: 'g', name: 'G', criteria: [], guards: 'Context' }),
  'G.guards': () => start().add('gate_defined', { gateId: 'g', name: 'G', criteria: [], guards: 'Dreaming' }),
  'T.depends': () => task(start(), 't1', { dependencies: ['t0'] }),
  'T.circle': () => task(start(), 't1', { dependencies: ['t1'] }),
  'T.ready': () => task(task(start(), 't1'), 't2', { dependencies: ['t1'] }).add('task_started', { taskId: 't2' }),
  'T.agent': () => task(start(), 't1').add('task_started', { taskId: 't1', agentId: 'a1' }),
  'W.number': () => launch(start(), ['a1'], 2),
  'W.after': () => launch(launch(start(), ['a1'], 1), ['a2'], 2),
  'W.task': () => task(task(start(), 't1', { wave: 2 }), 't2', { wave: 1, dependencies: ['t1'] }),
  'A.unique': () => launch(start(), ['a1', 'a1']),
  'A.given': () => start().add('agent_launched', { agents: [{ agentId: 'a1', agentType: 'tester', taskIds: ['t1'] }] }),
  'C.number': () => cycles().add('cycle_started', { cycle: 2 }),
  'C.one': () => cycles().add('cycle_started', { cycle: 1 }).add('cycle_started', { cycle: 2 }),
  'C.agents': () => launch(cycles().add('cycle_started', { cycle: 1 }), ['a1']).add('cycle_ended', { cycle: 1 }),
  'C.complete': () => complete(item(cycles(), 'i1')),
  'C.failed': () =>
    complete(
      ended(
        launch(cycles(), ['a1', 'a2'])
          .add('agent_reported', { agentId: 'a1', text: 'No', verdict: 'fail' })
          .add('agent_launched', { agents: [{ agentId: 'a3', agentType: 'reviewer' }] })
          .add('agent_reported', { agentId: 'a3', text: 'Yes', verdict: 'pass' }),
        'a1',
        'a2',
        'a3',
      ),
    ),
  'C.validated': () => complete(ended(launch(cycles(), ['a1']), 'a1')),
  'L.parent': () => item(item(cycles(), 'i1'), 'i2', { parent: 'i1' }).add('plan_item_done', { itemId: 'i1' }),
  'L.many': () => {
    const said = { commitid: 'at-once' };
    return item(item(start({ ...CYCLES, limits: { ticksAtOnce: 1 } }), 'i1'), 'i2')
      .add('plan_item_done', { itemId: 'i1' }, said)
      .add('plan_item_done', { itemId: 'i2' }, said);
  },
  'L.place': () =>
    item(item(cycles(), 'i1'), 'i2', { parent: 'i1' }).add('plan_item_moved', { itemId: 'i1', parent: 'i2' }),
  'D.depends': () => todo(start(), 'd1', { dependencies: ['d0'] }),
  'D.ready': () => todo(todo(start(), 'd1'), 'd2', { dependencies: ['d1'] }).add('todo_started', { todoId: 'd2' }),
  'D.reason': () =>
    todo(start(), 'd1').add('todo_started', { todoId: 'd1' }).add('todo_failed', { todoId: 'd1', reason: ' ' }),
  'D.one': () =>
    todo(todo(start(), 'd1'), 'd2').add('todo_started', { todoId: 'd1' }).add('todo_started', { todoId: 'd2' }),
  'B.grows': () => start().add('tokens_used', { input: -1 }),
  'B.session': () =>
    start({ ...NORMAL, budget: { session: 10, phases: {} } })
      .add('tokens_used', { total: 10 })
      .add('tokens_used', { total: 1 }),
  'B.phase': () =>
    start({ ...NORMAL, budget: { phases: { Context: 10 } } })
      .add('phase_started', { phase: 'Context' })
      .add('tokens_used', { total: 11 }),
  'B.task': () => task(start(), 't1', { estimate: 10 }).add('tokens_used', { taskId: 't1', input: 6, output: 5 }),
  'K.unique': () => entry(entry(start(), 'e1'), 'e1'),
  'K.refers': () => entry(start(), 'e1', { entryIds: ['e0'] }),
  'K.phase': () => entry(start(), 'e1', { relatedPhase: 'Dreaming' }),
  'E.time': () =>
    start().add('warning_issued', { message: 'One' }, { at: 5 }).add('warning_issued', { message: 'Two' }, { at: 4 }),
  'E.together': () =>
    start()
      .add('warning_issued', { message: 'One' }, { commandid: 'c' })
      .add('warning_issued', { message: 'Two' })
      .add('warning_issued', { message: 'Three' }, { commandid: 'c' }),
};

const two = (): RecordedEvent[] => start().add('warning_issued', { message: 'One' }).events;
const lastWith = (change: Partial<RecordedEvent>): RecordedEvent[] => {
  const [first, last] = two() as [RecordedEvent, RecordedEvent];
  return [first, { ...last, ...change } as RecordedEvent];
};
/** What no writer of ours makes. */
const FORGED: Record<string, () => RecordedEvent[]> = {
  'E.ordinal': () => lastWith({ ordinal: 3 }),
  'E.id': () => lastWith({ id: 's1-1' }),
  'E.session': () => lastWith({ sessionid: 's2' }),
};

const told = (events: readonly RecordedEvent[]): [number, string[]][] =>
  checkHistory(events, { sessionId: 's1' }).map(({ index, violations }) => [
    index,
    [...new Set(violations.map(({ rule }) => rule))],
  ]);

const histories: [string, RecordedEvent[]][] = [
  ...Object.entries(FIRES).map(([id, of]): [string, RecordedEvent[]] => [id, of().events]),
  ...Object.entries(FORGED).map(([id, of]): [string, RecordedEvent[]] => [id, of()]),
];

test.each(histories)('%s is told, alone, at the last event of a history that breaks it there', (id, events) => {
  expect(told(events)).toEqual([[events.length - 1, [id]]]);
});

test('every invariant has its history', () => {
  expect(histories.map(([id]) => id).toSorted()).toEqual(INVARIANTS.map(({ id }) => id).toSorted());
});

describe('of one contradiction one violation is told', () => {
  test('a first event that is no start says S.first, and what follows is judged', () => {
    const events = history('s1')
      .add('task_completed', { taskId: 't1' })
      .add('task_completed', { taskId: 't2' })
      .start().events;
    expect(told(events)).toEqual([
      [0, ['S.first']],
      [1, ['M.task']],
    ]);
  });
  test('of what follows the end S.ended tells, of a start S.first', () => {
    const { events } = complete(through()).add('task_completed', { taskId: 't1' }).add('session_paused', {}).start();
    expect(told(events)).toEqual([
      [4, ['S.ended']],
      [5, ['S.ended']],
      [6, ['S.first']],
    ]);
  });
  test('where a machine refuses, rules of that kind of event are silent, those of every event are not', () => {
    const h = start().add('warning_issued', { message: 'One' }, { at: 5 });
    h.add('quality_gate_passed', { gate: 'postflight', criteria: ['All'] }, { at: 6 });
    h.add('quality_gate_passed', { gate: 'postflight', criteria: [] }, { at: 4 });
    expect(told(h.events)).toEqual([[3, ['M.gate', 'E.time']]]);
  });
  test('a profile sets the severity, but not of what is always an error', () => {
    const rules = { 'P.order': 'off', 'P.known': 'warn', 'M.phase': 'off', 'S.first': 'off' } as const;
    const h = start({ ...NORMAL, rules }).add('phase_started', { phase: 'Planning' });
    h.add('phase_skipped', { phase: 'Dreaming', reason: 'No' }).add('phase_started', { phase: 'Planning' });
    h.start();
    const severities = checkHistory(h.events).flatMap(({ ordinal, violations }) =>
      violations.map(({ rule, severity }) => [ordinal, rule, severity]),
    );
    expect(severities).toEqual([
      [3, 'P.known', 'warn'],
      [4, 'M.phase', 'error'],
      [5, 'S.first', 'error'],
    ]);
  });
});

test('an event of a type that this version does not know is judged as a record, and named like one of Object’s harms nothing', () => {
  const [first, last] = two() as [RecordedEvent, RecordedEvent];
  for (const type of ['tea_served', 'constructor', 'to_string'])
    expect(told([first, { ...last, type, data: {} } as unknown as RecordedEvent])).toEqual([]);
});
