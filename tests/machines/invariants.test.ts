// Each invariant reports a violation at the last event of a history written for it, and none before.
import { describe, expect, test } from 'vitest';
import type { RecordedEvent } from '../../machines/events/envelope.ts';
import { INVARIANTS } from '../../machines/invariants/all.ts';
import { checkHistory } from '../../machines/invariants/check-history.ts';
import { history } from '../history.ts';
import { casesOf, RULE_CASES } from './rule-cases/all.ts';
import { complete, cycles, ended, NORMAL, type Story, start, through } from './rule-cases/rule-cases.ts';

/** For each machine, a transition that it refuses. */
const REFUSES: Record<string, Story> = {
  'M.session': () => start().add('session_resumed', {}),
  'M.phase': () => start().add('phase_completed', { phase: 'Context' }),
  'M.gate': () =>
    start()
      .add('quality_gate_waived', { gate: 'postflight', criteria: [], reason: 'By hand' })
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
};

const two = (): RecordedEvent[] => start().add('warning_issued', { message: 'One' }).events;
const violationsOf = (events: readonly RecordedEvent[]): [number, string[]][] =>
  checkHistory(events, { sessionId: 's1' }).map(({ index, violations }) => [
    index,
    [...new Set(violations.map(({ rule }) => rule))],
  ]);

/** By rule: the first history of `rule-cases/` that violates it. */
const histories: [string, readonly RecordedEvent[]][] = [
  ...Object.entries(REFUSES).map(([id, of]): [string, readonly RecordedEvent[]] => [id, of().events]),
  ...Object.keys(RULE_CASES).map((id): [string, readonly RecordedEvent[]] => [
    id,
    casesOf(id, 'violated')[0]?.story().events ?? [],
  ]),
];

test.each(histories)('%s alone is reported, at the last event of a history that violates it there', (id, events) => {
  expect(violationsOf(events)).toEqual([[events.length - 1, [id]]]);
});

test('every invariant has its history', () => {
  expect(histories.map(([id]) => id).toSorted()).toEqual(INVARIANTS.map(({ id }) => id).toSorted());
});

describe('one contradiction is reported as one violation', () => {
  test('a first event that is not a start violates S.first, and what follows is judged', () => {
    const events = history('s1')
      .add('task_completed', { taskId: 't1' })
      .add('task_completed', { taskId: 't2' })
      .start().events;
    expect(violationsOf(events)).toEqual([
      [0, ['S.first']],
      [1, ['M.task']],
    ]);
  });
  test('what follows the end violates S.ended, a second start S.first', () => {
    const { events } = complete(through()).add('task_completed', { taskId: 't1' }).add('session_paused', {}).start();
    expect(violationsOf(events)).toEqual([
      [4, ['S.ended']],
      [5, ['S.ended']],
      [6, ['S.first']],
    ]);
  });
  test('where a machine refuses, rules on that type of event are not evaluated, those on every event are', () => {
    const h = start().add('warning_issued', { message: 'One' }, { at: 5 });
    h.add('quality_gate_waived', { gate: 'postflight', criteria: [], reason: 'By hand' }, { at: 6 });
    h.add('quality_gate_passed', { gate: 'postflight', criteria: [] }, { at: 4 });
    expect(violationsOf(h.events)).toEqual([[3, ['M.gate', 'E.time']]]);
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
    expect(violationsOf([first, { ...last, type, data: {} } as unknown as RecordedEvent])).toEqual([]);
});

test('a gate that is defined before the start violates S.first, and a phase that is not known yet violates nothing', () => {
  const define = { gateId: 'g', name: 'G', criteria: [], guards: 'Dreaming' };
  expect(violationsOf(history('s1').add('gate_defined', define).add('gate_defined', define).events)).toEqual([
    [0, ['S.first']],
  ]);
});
