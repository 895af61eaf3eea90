// The details of violations: what a violated rule reports, and how it names one entity, two and many.
import { describe, expect, test } from 'vitest';
import { check } from '../../machines/check.ts';
import type { RecordedEvent } from '../../machines/events/envelope.ts';
import { fold } from '../../machines/fold.ts';
import { RULES, rulesFor } from '../../machines/rules/all.ts';
import { listed } from '../../machines/rules/rule.ts';
import { initialState } from '../../machines/state/state.ts';
import type { History } from '../history.ts';
import { RULE_CASES } from './rule-cases/all.ts';
import {
  CYCLES,
  complete,
  cycles,
  ended,
  item,
  launch,
  NORMAL,
  ONE_PHASE,
  phase,
  start,
  task,
  through,
  todo,
} from './rule-cases/rule-cases.ts';
import { DETAILS } from './rule-details.ts';

/** The details of what the last event of a history violates, by rule. */
const detailsOf = ({ events }: { readonly events: readonly RecordedEvent[] }): Record<string, string> =>
  Object.fromEntries(
    check(fold(events.slice(0, -1), initialState('s1')), events.at(-1)!).map(({ rule, detail }) => [rule, detail]),
  );

for (const [id, { violated }] of Object.entries(RULE_CASES))
  describe(id, () => {
    for (const [where, story] of Object.entries(violated))
      test(`reports what violates it where ${where}`, () => expect(detailsOf(story())[id]).toBe(DETAILS[id]?.[where]));
  });

test('every history that violates a rule has its details here, and no other', () => {
  const titles = (table: Readonly<Record<string, object>>): string[] =>
    Object.entries(table).flatMap(([id, stories]) => Object.keys(stories).map((where) => `${id} ${where}`));
  expect(titles(DETAILS).toSorted()).toEqual(
    titles(Object.fromEntries(Object.entries(RULE_CASES).map(([id, { violated }]) => [id, violated]))).toSorted(),
  );
});

test('names are listed in words, at most five of them', () => {
  expect(listed([])).toBe('');
  expect(listed(['a'])).toBe('a');
  expect(listed(['a', 'b'])).toBe('a and b');
  expect(listed(['a', 'b', 'c'])).toBe('a, b and c');
  expect(listed(['a', 'b', 'c', 'd', 'e'])).toBe('a, b, c, d and e');
  expect(listed(['a', 'b', 'c', 'd', 'e', 'f', 'g'])).toBe('a, b, c, d, e and 2 more');
});

const gate = (h: History, gateId: string, guards?: string): History =>
  h.add('gate_defined', { gateId, name: gateId.toUpperCase(), criteria: ['Clear'], ...(guards && { guards }) });

describe('where several entities violate a rule its detail names them all', () => {
  test('S.finished: agents, tasks and phases', () => {
    const h = start(ONE_PHASE);
    launch(h, ['a1', 'a2']);
    task(task(h, 't1'), 't2');
    expect(detailsOf(complete(h))['S.finished']).toBe('2 agents not ended; 2 tasks open; phases not finished: Context');
  });

  test('S.finished: phases of the profile, then those that run outside it', () => {
    const h = start(ONE_PHASE).add('phase_started', { phase: 'Dreaming' });
    expect(detailsOf(complete(h))['S.finished']).toBe('phases not finished: Context and Dreaming');
  });

  test('S.satisfied: requirements, deliverables and todos', () => {
    const h = through();
    h.add('requirement_added', { requirementId: 'r1', description: 'Fast' });
    h.add('deliverable_added', { deliverableId: 'd1', description: 'A page' });
    h.add('deliverable_added', { deliverableId: 'd2', description: 'A test' });
    expect(detailsOf(complete(todo(h, 'o1')))['S.satisfied']).toBe(
      '1 requirement not met; 2 deliverables not delivered; 1 todo open',
    );
  });

  test('C.complete: cycles, plan items, findings and baselines', () => {
    const h = launch(cycles(), ['a1']);
    const findings = ['f1', 'f2'].map((findingId) => ({
      findingId,
      text: 'Leaks',
      severity: 'high' as const,
      blocks: true,
    }));
    h.add('agent_reported', { agentId: 'a1', text: 'Nearly', findings });
    h.add('baseline_compared', { baselineId: 'b1', value: 3, holds: false });
    item(item(ended(h, 'a1'), 'i1'), 'i2').add('cycle_started', { cycle: 1 });
    expect(detailsOf(complete(h))['C.complete']).toBe(
      'cycle 1 is open; 2 plan items open; 2 blocking findings; 1 broken baseline',
    );
  });

  test('G.guard: each gate that has not passed', () => {
    const h = gate(gate(phase(start({ ...NORMAL, gates: [] }), 'Rest'), 'g', 'Context'), 'k', 'Context');
    phase(h, 'Context').add('quality_gate_failed', { gate: 'k', criteria: ['Clear'] });
    expect(detailsOf(h.add('phase_started', { phase: 'Planning' }))['G.guard']).toBe(
      'gates not passed before Planning: G (pending) and K (failed)',
    );
  });

  test('W.after: each wave that still runs', () => {
    const h = launch(launch(launch(start(), ['a1', 'a2'], 1), ['b1'], 2), ['c1'], 3);
    expect(detailsOf(h)['W.after']).toBe('2 agents of wave 1 not ended; 1 agent of wave 2 not ended');
  });

  test('C.failed: each kind of agent whose fail is not answered, an unknown one too', () => {
    const h = launch(start(CYCLES), ['a1']);
    for (const agentId of ['a1', 'nobody']) h.add('agent_reported', { agentId, text: 'Broken', verdict: 'fail' });
    expect(detailsOf(complete(ended(h, 'a1')))['C.failed']).toBe(
      'not answered by a pass: the fail of tester and the fail of an unknown agent',
    );
  });

  test('A.given: each task and item once', () => {
    const h = start().add('agent_launched', {
      agents: [
        { agentId: 'a1', agentType: 'tester', taskIds: ['t1', 't2'] },
        { agentId: 'a2', agentType: 'tester', taskIds: ['t1'], itemIds: ['i1'] },
      ],
    });
    expect(detailsOf(h)['A.given']).toBe('there is no task t1 and t2; there is no plan item i1');
  });
});

test('a task that depends on an unplanned task is reported as that, not as a circle', () => {
  const h = task(task(start(), 't1', { dependencies: ['t2'] }), 't2', { dependencies: ['t9'] });
  expect(detailsOf(h)).toEqual({ 'T.depends': 'there is no task t9' });
});

test('an item that is added below or after itself is reported as that, not as a missing one', () => {
  expect(detailsOf(item(start(), 'i1', { parent: 'i1' }))).toEqual({ 'L.place': 'plan item i1 would be below itself' });
  expect(detailsOf(item(start(), 'i1', { after: 'i1' }))).toEqual({ 'L.place': 'plan item i1 would follow itself' });
});

test('a todo that depends on an unknown todo is reported once, and may start', () => {
  const h = todo(start(), 'd1', { dependencies: ['d9'] });
  expect(detailsOf(h)).toEqual({ 'D.depends': 'there is no todo d9' });
  expect(detailsOf(h.add('todo_started', { todoId: 'd1' }))).toEqual({});
});

test('for an event of an unknown type only the rules on every event are evaluated', () => {
  const always = RULES.filter(({ on }) => on === 'all').map(({ id }) => id);
  expect(always).toEqual([
    'E.ordinal',
    'E.id',
    'E.session',
    'E.together',
    'E.ahead',
    'E.time',
    'S.first',
    'S.ended',
    'S.actor',
  ]);
  expect(rulesFor('dragon_tamed').map(({ id }) => id)).toEqual(always);
});

describe('a machine reports the state in which it refuses', () => {
  test('of the session, of a known entity and of an unknown one', () => {
    expect(detailsOf(start().add('session_resumed', {}))).toEqual({
      'M.session': 'the session is running: session_resumed is not legal',
    });
    expect(detailsOf(start().add('phase_completed', { phase: 'Context' }))).toEqual({
      'M.phase': 'phase Context is pending: phase_completed is not legal',
    });
    expect(detailsOf(phase(start(), 'Context').add('phase_completed', { phase: 'Context' }))).toEqual({
      'M.phase': 'phase Context is completed: phase_completed is not legal',
    });
    expect(detailsOf(start().add('task_started', { taskId: 't1' }))).toEqual({
      'M.task': 'there is no task t1: task_started is not legal',
    });
    expect(detailsOf(ended(ended(launch(start(), ['a1']), 'a1'), 'a1'))).toEqual({
      'M.agent': 'agent a1 is completed: agent_completed is not legal',
    });
    expect(detailsOf(start().add('quality_gate_waived', { gate: 'g', criteria: [], reason: 'By hand' }))).toEqual({
      'G.known': 'there is no gate g',
    });
  });

  test('in a sentence with the right article', () => {
    const sentence = (h: History): string => {
      const { events } = h;
      return check(fold(events.slice(0, -1), initialState('s1')), events.at(-1)!)[0]?.sentence ?? '';
    };
    expect(sentence(start().add('session_resumed', {}))).toBe('A session moves only as its life cycle allows.');
    expect(sentence(ended(start(), 'a1'))).toBe('An agent moves only as its life cycle allows.');
    expect(sentence(start().add('plan_item_done', { itemId: 'i1' }))).toBe(
      'An item moves only as its life cycle allows.',
    );
  });
});
