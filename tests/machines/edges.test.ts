// Rules and legal moves where a session is long, or where something returns after a failure.
import { describe, expect, test } from 'vitest';
import { check } from '../../machines/check.ts';
import type { RecordedEvent } from '../../machines/events/envelope.ts';
import { evolve } from '../../machines/evolve.ts';
import { fold } from '../../machines/fold.ts';
import { checkHistory } from '../../machines/invariants/check-history.ts';
import { legalMoves } from '../../machines/legal.ts';
import { PROFILES, type Profile } from '../../machines/profile.ts';
import { initialState } from '../../machines/state/state.ts';
import { plan, project } from '../../projections/index.ts';
import { started } from '../../src/check/run/run.ts';
import { history } from '../history.ts';

/** The events that violate a rule, by the rules and by the invariants. */
const violating = (events: readonly RecordedEvent[], rule: string): { rules: number[]; invariants: number[] } => {
  let state = initialState('s1');
  const rules: number[] = [];
  for (const event of events) {
    if (check(state, event).some((violation) => violation.rule === rule)) rules.push(event.ordinal);
    state = evolve(state, event);
  }
  const invariants = checkHistory(events).filter(({ violations }) => violations.some((one) => one.rule === rule));
  return { rules, invariants: invariants.map(({ ordinal }) => ordinal) };
};

describe('a circle of dependencies', () => {
  const LENGTH = 3_000;
  /** t1 depends on the last of a chain; t2 on t1, t3 on t2, and so on. */
  const chain = (last: string) => {
    const record = history().start({ enforcement: 'observe' });
    record.add('task_planned', { taskId: 't1', title: 'T', dependencies: [last] });
    for (let n = 2; n <= LENGTH; n += 1)
      record.add('task_planned', { taskId: `t${n}`, title: 'T', dependencies: [`t${n - 1}`] });
    return record.events;
  };

  test('is found where it closes, through a chain of any length', () => {
    expect(violating(chain(`t${LENGTH}`), 'T.circle')).toEqual({ rules: [LENGTH + 1], invariants: [LENGTH + 1] });
  });

  test('is not seen in a chain of the same length that closes none', () => {
    expect(violating(chain('elsewhere'), 'T.circle')).toEqual({ rules: [], invariants: [] });
  });
});

describe('a criterion', () => {
  const define = () => started().must('gate.define', { gateId: 'g', name: 'Clear', criteria: ['Tests pass', 'Docs'] });
  test.each(['Tests  pass', ' Tests pass', 'Tests pass ', 'tests pass', 'Tests\u00a0pass'])(
    'that differs in spaces or case (%j) is not the one that a pass must name',
    (criterion) => {
      const decider = define();
      expect(decider.refusedBy('gate.pass', { gate: 'g', criteria: [criterion, 'Docs'] })).toEqual(['G.criteria']);
      expect(decider.refusedBy('gate.pass', { gate: 'g', criteria: ['Docs', 'Tests pass'] })).toEqual([]);
    },
  );
});

describe('in a session of more than four hundred candidates', () => {
  const COUNT = 500;
  const words = (record: ReturnType<typeof history>): string[] =>
    legalMoves(fold(record.events, initialState('s1'))).map(
      ({ word, data }) => `${word} ${data.taskId ?? data.itemId ?? data.todoId ?? ''}`,
    );

  test('the one task that may start is legal, though it is the last of all', () => {
    const record = history().start();
    record.add('task_planned', { taskId: 'base', title: 'T' });
    for (let n = 1; n <= COUNT; n += 1)
      record.add('task_planned', { taskId: `t${n}`, title: 'T', dependencies: ['base'] });
    record.add('task_planned', { taskId: 'free', title: 'T' }).add('task_started', { taskId: 'base' });
    record.add('todo_created', { todoId: 'd', content: 'D' });
    const legal = words(record);
    expect(legal.filter((line) => line.startsWith('task.start '))).toEqual(['task.start free']);
    expect(legal).toContain('todo.start d');
  });

  test('at most eight moves of each word are listed, the first that are legal', () => {
    const record = history().start({ profile: PROFILES.cycles as Profile });
    for (let n = 1; n <= COUNT; n += 1) record.add('plan_item_added', { itemId: `i${n}`, text: 'I' });
    for (let n = 1; n <= 100; n += 1) record.add('plan_item_done', { itemId: `i${n}` });
    expect(words(record).filter((line) => line.startsWith('item.done '))).toEqual(
      Array.from({ length: 8 }, (_, index) => `item.done i${index + 101}`),
    );
  });
});

describe('an amendment after a failed gate', () => {
  const profile = PROFILES.normal as Profile;
  const gate = () => profile.gates.find(({ guards }) => guards === 'Execution') as Profile['gates'][number];
  const failed = () =>
    started()
      .must('phase.next')
      .must('phase.next')
      .must('phase.next')
      .must('gate.fail', { gate: gate().id, criteria: ['Checked'], reason: 'no' })
      .must('phase.complete', { phase: 'Execution' });
  const amended = (gates: Profile['gates']) =>
    failed().must('profile.amend', { profile: { ...profile, gates }, by: 'Ada', reason: 'Better so' });
  const statusIn = ({ events }: ReturnType<typeof started>): string | undefined =>
    project(plan, 's1', events).gates.find(({ id }) => id === gate().id)?.status;

  test('that keeps the gate keeps it failed: the next phase waits for a pass', () => {
    const decider = amended(profile.gates);
    expect(decider.refusedBy('phase.start', { phase: 'Review' })).toEqual(['G.guard']);
    expect([decider.state.session.gates.get(gate().id)?.state, statusIn(decider)]).toEqual(['failed', 'failed']);
    decider.must('gate.pass', { gate: gate().id, criteria: ['Checked'] });
    expect(decider.refusedBy('phase.start', { phase: 'Review' })).toEqual([]);
  });

  test('that removes the gate opens the way, and the failed verdict stays in the view', () => {
    const decider = amended(profile.gates.filter(({ id }) => id !== gate().id));
    expect(decider.refusedBy('phase.start', { phase: 'Review' })).toEqual([]);
    expect(statusIn(decider)).toBe('failed');
  });

  test('that lets the gate guard another phase keeps it failed there', () => {
    const decider = amended(profile.gates.map((one) => (one.id === gate().id ? { ...one, guards: 'Review' } : one)));
    decider.must('phase.start', { phase: 'Review' }).must('phase.complete', { phase: 'Review' });
    expect(decider.refusedBy('phase.start', { phase: 'Delivery' })).toEqual(['G.guard']);
  });
});
