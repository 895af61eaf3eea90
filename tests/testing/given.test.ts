// given / when / then: what it takes, and what it says when something else came.
import { describe, expect, test } from 'vitest';
import { PROFILES } from '../../machines/profile.ts';
import { given, started } from '../../src/testing/index.ts';

const planned = [
  { name: 'task.plan', data: { taskId: 't1', title: 'Mail the link' } },
  { name: 'task.plan', data: { taskId: 't2', title: 'Expire it', dependencies: ['t1'] } },
] as const;

describe('given what happened, when a command is sent', () => {
  test('then it becomes the events that are expected, each with as much of its data as is said', () => {
    given([], { profile: 'normal' })
      .when({ name: 'phase.next' })
      .then([{ type: 'phase_started', data: { phase: 'Context' } }]);
    given([{ name: 'phase.next' }], { profile: 'normal' })
      .when({ name: 'phase.next', data: { notes: 'Read' } })
      .then([{ type: 'phase_completed', data: { notes: 'Read' } }, { type: 'phase_started' }]);
    given(planned, { profile: 'normal' })
      .when({ name: 'task.start', data: { taskId: 't1' }, actor: 'me' })
      .then([{ type: 'task_started', data: { taskId: 't1' } }]);
  });

  test('then it is refused by a rule, or by a machine', () => {
    const work = given(planned, { profile: 'normal' });
    work.when({ name: 'task.start', data: { taskId: 't2' } }).then({ refusedBy: 'T.ready' });
    given([], { profile: 'normal' })
      .when({ name: 'phase.start', data: { phase: 'Review' } })
      .then({ refusedBy: ['P.order', 'G.guard'].slice(0, 1) });
    given([], { profile: PROFILES.cycles! })
      .when({ name: 'cycle.end', data: { cycle: 1 } })
      .then({ refusedBy: 'M.cycle' });
    given([]).when({ name: 'phase.next' }).then({ refusedBy: 'S.first' });
  });

  test('then it is no command at all, or changes nothing', () => {
    given([], { profile: 'cycles' }).when({ name: 'phase.next' }).then({ invalid: true });
    given([], { profile: 'normal' })
      .when({ name: 'todos.sync', data: { todos: [] } })
      .then([]);
  });

  test('recorded events are gone on from, whatever the law says of them', () => {
    const record = started({ enforcement: 'observe' }, { sessionId: 'kept' });
    record.must('phase.start', { phase: 'Review' });
    given(record.events)
      .when({ name: 'phase.complete', data: { phase: 'Review' } })
      .then([{ type: 'phase_completed', data: { phase: 'Review' } }]);
  });

  test('a profile of a user is followed, its own gates by id and by name', () => {
    const profile = {
      ...PROFILES.normal!,
      name: 'kitchen',
      phases: ['Mise', 'Service'],
      gates: [{ id: 'tasted', name: 'Chef tasted', criteria: ['Salt', 'Heat'], guards: 'Mise' }],
    };
    const cooked = [{ name: 'phase.next' }, { name: 'phase.complete', data: { phase: 'Mise' } }] as const;
    given(cooked, { profile }).when({ name: 'phase.next' }).then({ refusedBy: 'G.guard' });
    for (const gate of ['tasted', 'Chef tasted'])
      given([...cooked, { name: 'gate.pass', data: { gate } }], { profile })
        .when({ name: 'phase.next' })
        .then([{ type: 'phase_started', data: { phase: 'Service' } }]);
  });
});

describe('what differs is thrown', () => {
  const messageOf = (look: () => void): string => {
    try {
      look();
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error('nothing was thrown');
  };
  const next = () => given([], { profile: 'normal' }).when({ name: 'phase.next' });

  test('other data, an event less, an event more', () => {
    for (const expected of [
      [{ type: 'phase_started', data: { phase: 'Review' } }],
      [],
      [{ type: 'phase_started' }, { type: 'phase_completed' }],
      [{ type: 'phase_completed' }],
    ] as const)
      expect(messageOf(() => next().then(expected))).toContain('got events:\n  phase_started {"phase":"Context"}');
  });

  test('a refusal where events were expected, with the rules, what broke them and what is legal', () => {
    const message = messageOf(() =>
      given([], { profile: 'normal' })
        .when({ name: 'phase.start', data: { phase: 'Review' } })
        .then([{ type: 'phase_started' }]),
    );
    expect(message).toContain('when {"name":"phase.start","data":{"phase":"Review"}}');
    expect(message).toContain('expected events:\n  phase_started {}');
    expect(message).toMatch(/got a refusal:\n {2}P\.order: Phases run .*\(phases not finished before Review: Context/);
    expect(message).toContain('legal now: phase.start Context');
  });

  test('events where a refusal was expected, and another rule', () => {
    expect(messageOf(() => next().then({ refusedBy: 'P.order' }))).toContain(
      'expected {"refusedBy":"P.order"}\ngot events',
    );
    expect(messageOf(() => next().then({ invalid: true }))).toContain('got events');
    expect(
      messageOf(() =>
        given([], { profile: 'normal' })
          .when({ name: 'task.start', data: { taskId: 't0' } })
          .then({ refusedBy: 'T.ready' }),
      ),
    ).toContain('M.task');
  });

  test('a story that is refused itself', () => {
    expect(messageOf(() => given([{ name: 'task.start', data: { taskId: 't0' } }], { profile: 'normal' }))).toMatch(
      /^command 2, task\.start, .*M\.task/s,
    );
  });
});
