// Histories in which an earlier event decides how a later one is judged, by rules and by invariants.
import { describe, expect, test } from 'vitest';
import type { RecordedEvent } from '../../machines/events/envelope.ts';
import { checkHistory, HistoryCheck } from '../../machines/invariants/check-history.ts';
import { history } from '../history.ts';
import { reported } from './reported.ts';
import {
  amended,
  CYCLES,
  complete,
  cycles,
  ended,
  item,
  launch,
  NORMAL,
  start,
  task,
} from './rule-cases/rule-cases.ts';

/** The rules that the newest event violates. */
const last = (events: readonly RecordedEvent[]): string[] =>
  reported(events)
    .filter((line) => line.startsWith(`${events.length} `))
    .map((line) => line.split(' ')[1] as string);

describe('a cycle', () => {
  test('that waits for a review is still open', () => {
    const h = cycles().add('cycle_started', { cycle: 1 }).add('review_requested', { reviewId: 'v1', of: 'It' });
    expect(last(h.add('cycle_started', { cycle: 2 }).events).toSorted()).toEqual(['C.one', 'H.awaited']);
    const other = cycles().add('cycle_started', { cycle: 1 }).add('review_requested', { reviewId: 'v1', of: 'It' });
    expect(last(complete(other).events).toSorted()).toEqual(['C.complete', 'H.awaited']);
  });
  test('is counted separately from others that are open', () => {
    const h = cycles().add('cycle_started', { cycle: 1 }).add('cycle_ended', { cycle: 1 });
    expect(last(h.add('cycle_started', { cycle: 2 }).events)).toEqual([]);
    expect(last(h.add('cycle_ended', { cycle: 1 }).events)).toEqual(['M.cycle']);
    expect(last(h.add('cycle_ended', { cycle: 2 }).events)).toEqual([]);
  });
  test('has the waves launched while it was the newest open one', () => {
    const h = launch(cycles().add('cycle_started', { cycle: 1 }), ['a1'], 1).add('cycle_started', { cycle: 2 });
    ended(launch(h, ['a2'], 1), 'a1').add('cycle_ended', { cycle: 1 });
    expect(last(h.events)).toEqual([]);
    expect(last(launch(h, ['a3'], 2).events)).toEqual(['W.after']);
    expect(last(h.add('cycle_ended', { cycle: 2 }).events)).toEqual(['C.agents']);
  });
});

describe('tokens', () => {
  const profile = { ...NORMAL, budget: { session: 100, phases: { Context: 50 } } };
  /** Their agent, task and todos are named once before, so that they are not reported as unknown. */
  const begun = () => {
    const h = start(profile);
    h.add('error_occurred', { message: 'It', agentId: 'a1', taskId: 't2' });
    for (const todoId of ['d1', 'd2']) h.add('tokens_used', { total: 0, todoId });
    return h.add('phase_started', { phase: 'Context' });
  };
  test('that an event does not report do not count, and input or output alone is enough', () => {
    const h = begun().add('tokens_used', { costUsd: 1 }).add('tokens_used', { cached: 900 });
    expect(reported(h.events).filter((line) => line.includes('B.'))).toEqual([]);
    expect(last(h.add('tokens_used', { input: 51 }).events)).toEqual(['B.phase']);
    expect(last(h.add('tokens_used', { output: 50 }).events)).toEqual(['B.session']);
  });
  test('of a phase that were not reported leave those of its agents to count', () => {
    const h = begun().add('tokens_used', { costUsd: 1, phase: 'Context' });
    expect(last(h.add('tokens_used', { total: 51, phase: 'Context', agentId: 'a1' }).events)).toEqual(['B.phase']);
  });
  test('belong to the phase that is active, and to none after its end', () => {
    const h = begun().add('phase_completed', { phase: 'Planning' }).add('tokens_used', { total: 51 });
    expect(last(h.events)).toEqual(['B.phase']);
    const after = begun().add('phase_completed', { phase: 'Context' }).add('tokens_used', { total: 51 });
    expect(last(after.events)).toEqual([]);
  });
  test('of a phase alone take precedence over those of its agents, tasks and todos', () => {
    for (const whose of [{ agentId: 'a1' }, { taskId: 't1' }, { todoId: 'd1' }]) {
      const h = begun().add('tokens_used', { total: 40, phase: 'Context', ...whose });
      h.add('tokens_used', { total: 30, phase: 'Context' });
      expect(last(h.add('tokens_used', { total: 15, phase: 'Context' }).events)).toEqual([]);
    }
  });
  test('of a task take precedence over those of its todos', () => {
    const h = task(begun(), 't1', { estimate: 10 }).add('tokens_used', { total: 9, taskId: 't1', todoId: 'd1' });
    h.add('tokens_used', { total: 2, taskId: 't1', todoId: 'd2' });
    expect(last(h.events)).toEqual(['B.task']);
    const own = task(begun(), 't1', { estimate: 10 }).add('tokens_used', { total: 9, taskId: 't1', todoId: 'd1' });
    expect(last(own.add('tokens_used', { total: 9, taskId: 't1' }).events)).toEqual([]);
    expect(last(own.add('tokens_used', { total: 9, taskId: 't2' }).events)).toEqual([]);
  });
  test('that pass a limit are reported once, and again when that limit is set again', () => {
    const h = begun().add('tokens_used', { total: 51 }).add('tokens_used', { total: 1 });
    expect(last(h.events)).toEqual([]);
    h.add('budget_allocated', { phase: 'Context', tokens: 51 }).add('tokens_used', { total: 1 });
    expect(last(h.events)).toEqual(['B.phase']);
    const t = task(begun(), 't1', { estimate: 3 }).add('tokens_used', { total: 4, taskId: 't1' });
    expect(last(t.add('tokens_used', { total: 1, taskId: 't1' }).events)).toEqual([]);
    expect(last(task(t, 't1', { estimate: 4 }).add('tokens_used', { total: 1, taskId: 't1' }).events)).toEqual([
      'B.task',
    ]);
  });
});

describe('an item', () => {
  /** a with b and c below it, d beside it. */
  const plan = () => item(item(item(item(start(), 'a'), 'b', { parent: 'a' }), 'c', { after: 'b' }), 'd');
  const done = (h: ReturnType<typeof start>, ...ids: string[]) => {
    for (const itemId of ids) h.add('plan_item_done', { itemId });
    return last(h.events);
  };
  const moved = (place: object) => plan().add('plan_item_moved', { itemId: 'b', ...place } as never);

  test('is done after those below it, also one placed by its sibling', () => {
    expect(done(plan(), 'b', 'a')).toEqual(['L.parent']);
    expect(done(plan(), 'b', 'c', 'a')).toEqual([]);
    expect(done(plan().add('plan_item_dropped', { itemId: 'c', reason: 'No' }), 'b', 'a')).toEqual([]);
    expect(done(plan().add('plan_item_noted', { itemId: 'b', note: 'N' }), 'b', 'c', 'a')).toEqual([]);
  });
  test('leaves its parent where it is put first, into a section or after what has none, and else stays', () => {
    expect(done(moved({ first: true }), 'c', 'a')).toEqual([]);
    expect(done(moved({ sectionId: 's1' }), 'c', 'a')).toEqual([]);
    expect(done(moved({ after: 'd' }), 'c', 'a')).toEqual([]);
    expect(done(moved({ after: 'c', first: true }), 'c', 'a')).toEqual(['L.parent']);
    expect(done(moved({ after: 'b', first: true }), 'c', 'a')).toEqual([]);
    for (const place of [{}, { first: false }, { after: 'b' }, { after: 'ghost' }, { parent: 'b' }])
      expect(done(moved(place), 'c', 'a')).toEqual(['L.parent']);
  });
  test('that is moved below its own child stays where it is', () => {
    const h = plan().add('plan_item_moved', { itemId: 'a', parent: 'c' });
    expect(last(h.events)).toEqual(['L.place']);
    expect(done(h, 'b', 'a')).toEqual(['L.parent']);
  });
  test('that nobody added is open once an event names it, and below nothing', () => {
    const h = plan().add('plan_item_moved', { itemId: 'new', parent: 'd' });
    expect(done(h, 'd')).toEqual(['L.parent']);
  });
  test('counts among the ticks of its commit only', () => {
    const h = start({ ...NORMAL, limits: { ticksAtOnce: 2 } });
    for (const itemId of ['a', 'b', 'c', 'd', 'e', 'f']) item(h, itemId);
    const tick = (itemId: string, commitid: string) => h.add('plan_item_done', { itemId }, { commitid });
    expect(last(tick('a', 'one').events)).toEqual([]);
    expect(last(tick('b', 'two').events)).toEqual([]);
    expect(last(tick('c', 'two').events)).toEqual([]);
    expect(last(tick('d', 'two').events)).toEqual(['L.many']);
    expect(last(tick('e', 'two').events)).toEqual([]);
  });
});

test('blocked items and questions of the plan count as left over, like open items', () => {
  for (const mark of ['blocked', 'question', 'in_progress'] as const) {
    const h = item(cycles(), 'a').add('plan_item_marked', { itemId: 'a', mark });
    expect(last(complete(h).events)).toContain('C.complete');
  }
});

test('agents that nobody launched are of one type', () => {
  const h = ended(cycles(), 'a1').add('agent_reported', { agentId: 'a1', text: 'No', verdict: 'fail' });
  expect(last(complete(h).events)).toContain('C.failed');
  const passed = ended(cycles(), 'a1').add('agent_reported', { agentId: 'a1', text: 'No', verdict: 'fail' });
  passed.add('agent_reported', { agentId: 'a2', text: 'Yes', verdict: 'pass' });
  expect(last(complete(passed).events)).not.toContain('C.failed');
});

test('a todo that was never in progress leaves its agent as busy as it was', () => {
  const h = start();
  for (const todoId of ['x', 'y', 'z']) h.add('todo_created', { todoId, content: todoId, agentId: 'a1' });
  h.add('todo_cancelled', { todoId: 'x', reason: 'No' }).add('todo_started', { todoId: 'y' });
  expect(last(h.events)).toEqual([]);
  expect(last(h.add('todo_started', { todoId: 'z' }).events)).toEqual(['D.one']);
});

test('a phase that was the first when it started does not start again by a refused start', () => {
  const h = start().add('phase_started', { phase: 'Context' });
  amended(h, { ...NORMAL, phases: ['Planning', 'Context'], gates: [] }).add('phase_started', { phase: 'Context' });
  expect(last(h.add('session_classified', { classification: {} }).events)).toEqual([]);
});

describe('gates', () => {
  const pass = (h: ReturnType<typeof start>, gate: string) =>
    h.add('quality_gate_passed', { gate, criteria: ['Clear'] });
  const gate = { id: 'g', name: 'G', criteria: ['Clear'] };
  test('are named by a second id that a definition gave them', () => {
    const h = start({ ...NORMAL, gates: [gate] }).add('gate_defined', { gateId: 'h', name: 'G', criteria: ['Clear'] });
    expect(last(pass(h, 'h').events)).toEqual([]);
    expect(last(pass(h, 'h').events)).toEqual(last(pass(h, 'g').events));
    expect(last(h.add('gate_defined', { gateId: 'h', name: 'Other', criteria: ['Clear'] }).events)).toEqual([]);
    expect(last(pass(h, 'g').events)).toEqual([]);
  });
  test('that a profile no longer has are undefined, and those that the session defined stay', () => {
    const h = pass(start({ ...NORMAL, gates: [gate] }), 'g');
    amended(h, { ...NORMAL, gates: [] });
    amended(h, { ...NORMAL, gates: [gate] });
    const again = last(pass(h, 'g').events);
    const own = start({ ...NORMAL, gates: [] }).add('gate_defined', { gateId: 'g', name: 'G', criteria: ['Clear'] });
    amended(pass(own, 'g'), { ...NORMAL, gates: [{ ...gate, criteria: ['Other'] }] });
    const kept = last(pass(own, 'g').events);
    expect([again, kept]).toEqual([[], ['M.gate']]);
  });
});

test('a forked check continues from there, and leaves the original as it was', () => {
  const { events } = cycles().add('cycle_started', { cycle: 1 }).add('cycle_started', { cycle: 2 });
  const check = new HistoryCheck('s1');
  for (const event of events.slice(0, 2)) check.next(event);
  const fork = check.fork();
  const rules = (of: HistoryCheck) => of.next(events[2] as RecordedEvent).map(({ rule, severity }) => [rule, severity]);
  expect(rules(fork)).toEqual([['C.one', 'error']]);
  expect(rules(fork).length).toBeGreaterThan(1);
  expect(rules(check)).toEqual([['C.one', 'error']]);
  const off = new HistoryCheck('s1');
  for (const event of start({ ...CYCLES, rules: { 'C.one': 'off' } }).add('cycle_started', { cycle: 1 }).events)
    off.next(event);
  expect(rules(off.fork())).toEqual([]);
});

test('what a machine refuses is reported with the state and the signal, for the session without an id', () => {
  const details = ({ events }: { events: readonly RecordedEvent[] }) =>
    checkHistory(events, { sessionId: 's1' }).flatMap(({ violations }) => violations.map(({ detail }) => detail));
  expect(details(ended(start(), 'a1'))).toEqual(['agent "a1" is none: agent_completed is not a transition of it']);
  expect(details(start().add('session_resumed', {}))).toEqual([
    'the session is running: session_resumed is not a transition of it',
  ]);
  expect(details(history('s1').add('warning_issued', { message: 'Early' }))).toEqual([
    'warning_issued comes before session_started',
  ]);
});
