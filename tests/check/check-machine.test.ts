// A user's own XState machine, checked: which problems are found, with which trace, and which machines are refused.
import { describe, expect, test } from 'vitest';
import { assign, createMachine, fromPromise, raise, setup, spawnChild } from 'xstate';
import { checkMachine } from '../../src/check/check-machine/check-machine.ts';
import type { RepriseError } from '../../src/errors.ts';

const review = createMachine({
  id: 'review',
  initial: 'draft',
  states: {
    draft: { on: { SUBMIT: 'waiting' } },
    waiting: { on: { APPROVE: 'done', REJECT: 'draft' } },
    done: { type: 'final' },
  },
});

const refusalOf = (run: () => unknown): RepriseError => {
  try {
    run();
  } catch (error) {
    return error as RepriseError;
  }
  throw new Error('it was not refused');
};

describe('a machine without problems', () => {
  test('is reported with every state, every edge and the shortest way to each', () => {
    const { ok, states, edges, explored, problems, limit } = checkMachine(review);
    expect({ ok, states, edges, problems, limit }).toEqual({
      ok: true,
      states: 3,
      edges: 3,
      problems: [],
      limit: undefined,
    });
    expect(explored).toEqual([
      { id: 'draft', steps: 0, ended: false, edges: [{ command: 'SUBMIT', to: 'waiting' }] },
      {
        id: 'waiting',
        steps: 1,
        ended: false,
        edges: [
          { command: 'APPROVE', to: 'done' },
          { command: 'REJECT', to: 'draft' },
        ],
      },
      { id: 'done', steps: 2, ended: true, edges: [] },
    ]);
  });

  test('may have parallel states, eventless transitions and history', () => {
    const machine = createMachine({
      id: 'm',
      initial: 'work',
      states: {
        work: {
          type: 'parallel',
          states: {
            code: { initial: 'open', states: { open: { on: { CODED: 'done' } }, done: { type: 'final' } } },
            test: { initial: 'open', states: { open: { on: { TESTED: 'done' } }, done: { type: 'final' } } },
          },
          onDone: 'judged',
          on: { PAUSE: 'paused' },
        },
        paused: { on: { RESUME: 'back' } },
        back: { always: 'work' },
        judged: { always: 'end' },
        end: { type: 'final' },
      },
    });
    expect(checkMachine(machine)).toMatchObject({ ok: true, states: 5, problems: [] });
  });

  test('may count in its context, with guards on what events carry, where the events are given', () => {
    const machine = setup({
      types: { context: {} as { done: number }, events: {} as { type: 'ADD'; by: number } },
    }).createMachine({
      id: 'count',
      context: { done: 0 },
      initial: 'open',
      states: {
        open: {
          on: {
            ADD: {
              guard: ({ context, event }) => context.done + event.by <= 3,
              actions: assign({ done: ({ context, event }) => context.done + event.by }),
            },
          },
          always: { guard: ({ context }) => context.done === 3, target: 'full' },
        },
        full: { type: 'final' },
      },
    });
    const { ok, states, explored } = checkMachine(machine, { events: [1, 2].map((by) => ({ type: 'ADD', by })) });
    expect({ ok, states }).toEqual({ ok: true, states: 4 });
    expect(explored.at(-1)).toEqual({ id: 'full {"done":3}', steps: 2, ended: true, edges: [] });
  });
});

describe('what is found', () => {
  test('a state that no event leads to', () => {
    const machine = createMachine({
      id: 'm',
      initial: 'a',
      states: { a: { on: { GO: 'b' } }, b: { type: 'final' }, c: { on: { GO: 'b' } } },
    });
    expect(checkMachine(machine).problems).toEqual([
      {
        kind: 'unreachable-state',
        about: 'm.c',
        sentence: 'State m.c can never be reached: no event leads there.',
        advice: expect.stringContaining('Add a transition that leads there'),
        events: [],
      },
    ]);
  });

  test('a dead end, with the shortest events into it', () => {
    const machine = createMachine({
      id: 'm',
      initial: 'a',
      states: {
        a: { on: { GO: 'b', STOP: 'stuck' } },
        b: { on: { STOP: 'stuck', GO: 'end' } },
        stuck: { on: { ROUND: 'stuck' } },
        end: { type: 'final' },
      },
    });
    expect(checkMachine(machine).problems).toMatchObject([
      { kind: 'dead-end', about: 'stuck', events: [{ type: 'STOP' }] },
    ]);
  });

  test('a state that nothing leads out of, in a machine without an end', () => {
    const machine = createMachine({
      id: 'm',
      initial: 'a',
      states: { a: { on: { GO: 'b' } }, b: { on: { GO: 'a', STOP: 'stuck' } }, stuck: {} },
    });
    expect(checkMachine(machine).problems).toMatchObject([
      { kind: 'dead-end', about: 'stuck', events: [{ type: 'GO' }, { type: 'STOP' }] },
    ]);
    const rests = checkMachine(machine, { ends: (snapshot) => snapshot.matches('stuck') });
    expect(rests).toMatchObject({ ok: true, problems: [] });
  });

  test('a machine that can never end', () => {
    const machine = createMachine({
      id: 'm',
      initial: 'a',
      states: { a: { on: { GO: 'b' } }, b: { on: { GO: 'a' } }, end: { type: 'final' } },
    });
    expect(checkMachine(machine).problems.map(({ kind, about }) => [kind, about])).toEqual([
      ['unreachable-state', 'm.end'],
      ['cannot-end', 'm'],
    ]);
  });

  test("an invariant of the caller's that does not hold, with the shortest way to it", () => {
    const found = checkMachine(review, {
      invariants: { never_done: (snapshot) => (snapshot.matches('done') ? 'it is done' : undefined) },
    });
    expect(found.problems).toEqual([
      {
        kind: 'invariant-violated',
        about: 'never_done',
        sentence: 'never_done does not hold in done: it is done.',
        advice: expect.any(String),
        events: [{ type: 'SUBMIT' }, { type: 'APPROVE' }],
      },
    ]);
  });

  test('how far it went, where a context grows without end', () => {
    const machine = createMachine({
      id: 'm',
      context: { count: 0 },
      initial: 'a',
      states: { a: { on: { ADD: { actions: assign({ count: ({ context }) => context.count + 1 }) } } } },
    });
    const { ok, complete, states, problems, limit } = checkMachine(machine, { maxStates: 50 });
    expect({ ok, complete, states, problems }).toEqual({ ok: false, complete: false, states: 51, problems: [] });
    expect(limit).toContain('stopped after 50 states');
    expect(limit).toContain('context.count took 51 values: its states may have no end.');
    expect(checkMachine(machine, { maxStates: 1e9, maxSeconds: 0.05 }).limit).toContain('when its time was over');
    expect(checkMachine(machine, { maxStates: 1e9, maxMemoryMb: 1 }).limit).toContain('when its memory was used up');
    expect(checkMachine(machine, { key: ({ value }) => value })).toMatchObject({ states: 1, edges: 1 });
  });
});

describe('what cannot be checked is refused with the state, the property and what to do', () => {
  const idle = { on: { GO: 'done' } };
  const refused = {
    after: createMachine({ id: 'm', initial: 'wait', states: { wait: { after: { 1000: 'done' } }, done: {} } }),
    invoke: createMachine({
      id: 'm',
      initial: 'wait',
      states: { wait: { invoke: { src: fromPromise(async () => 1), onDone: 'done' } }, done: {} },
    }),
    spawnChild: createMachine({
      id: 'm',
      initial: 'wait',
      states: { wait: { ...idle, entry: spawnChild(fromPromise(async () => 1)) }, done: {} },
    }),
    delay: createMachine({
      id: 'm',
      initial: 'wait',
      states: { wait: { ...idle, entry: raise({ type: 'GO' }, { delay: 10 }) }, done: {} },
    }),
  };
  test.each(Object.entries(refused))('%s', (property, machine) => {
    const error = refusalOf(() => checkMachine(machine));
    expect(error).toMatchObject({ code: 'BAD_INPUT', fields: { state: 'm.wait', property } });
    expect(error.message).toContain(`state m.wait uses \`${property}\``);
    expect(error.hint).toMatch(/event/);
  });

  test('a delay of an action that setup names', () => {
    const machine = setup({ actions: { later: raise({ type: 'GO' }, { delay: 10 }) } }).createMachine({
      id: 'm',
      initial: 'wait',
      states: { wait: { ...idle, entry: 'later' }, done: {} },
    });
    expect(refusalOf(() => checkMachine(machine))).toMatchObject({ fields: { state: 'm.wait', property: 'delay' } });
  });

  test('an actor that an assign spawns', () => {
    const machine = createMachine({
      id: 'm',
      context: {},
      initial: 'wait',
      states: {
        wait: {
          on: { GO: { target: 'done', actions: assign({ child: ({ spawn }) => spawn(fromPromise(async () => 1)) }) } },
        },
        done: {},
      },
    });
    expect(refusalOf(() => checkMachine(machine))).toMatchObject({
      code: 'BAD_INPUT',
      fields: { state: 'done', property: 'spawn' },
    });
  });

  test('what is not a machine, and a guard that needs more of an event than it is given', () => {
    expect(refusalOf(() => checkMachine({} as never))).toMatchObject({ code: 'BAD_INPUT' });
    const machine = createMachine({
      id: 'm',
      initial: 'a',
      states: { a: { on: { GO: { guard: ({ event }) => event.of.length > 0, target: 'b' } } }, b: {} },
    });
    const error = refusalOf(() => checkMachine(machine));
    expect(error).toMatchObject({ code: 'BAD_INPUT' });
    expect(error.message).toContain('a guard on GO in a threw');
  });
});

test.each([
  [{ ends: ['done'] }, 'ends'],
  [{ invariant: {} }, 'invariant'],
  [{ invariants: { holds: true } }, 'invariants'],
  [{ maxStates: 0 }, 'maxStates'],
  [{ maxSeconds: -1 }, 'maxSeconds'],
  [{ maxMemoryMb: '1' }, 'maxMemoryMb'],
])('options of the wrong form are refused by their name: %j', (options, name) => {
  const machine = createMachine({ initial: 'a', states: { a: {} } });
  expect(() => checkMachine(machine, options as never)).toThrow(
    expect.objectContaining({ message: expect.stringContaining(name) }),
  );
});

describe('a state that is left at once', () => {
  test('counts as reached: a final child whose parent continues, and one that raises the event that leaves it', () => {
    const nested = createMachine({
      id: 'nested',
      initial: 'a',
      states: {
        a: { initial: 'x', states: { x: { on: { GO: 'y' } }, y: { type: 'final' } }, onDone: 'b' },
        b: { type: 'final' },
      },
    });
    const raised = createMachine({
      id: 'raised',
      initial: 'a',
      states: {
        a: { on: { GO: 'b' } },
        b: { entry: raise({ type: 'NEXT' }), on: { NEXT: 'c' } },
        c: { type: 'final' },
      },
    });
    expect([checkMachine(nested).problems, checkMachine(raised).problems]).toEqual([[], []]);
  });

  test('that leads back to itself without an event is refused, not waited for', () => {
    const loop = createMachine({
      id: 'loop',
      initial: 'a',
      states: { a: { on: { GO: 'b' } }, b: { always: 'c' }, c: { always: 'b' } },
    });
    expect(() => checkMachine(loop)).toThrow(/never comes to rest: loop\.b leads to loop\.c leads to loop\.b/);
  });

  test('through guards that all hold, or an event that it raises, is refused with the event after which it begins', () => {
    const guarded = createMachine({
      id: 'm',
      context: { open: true },
      initial: 'a',
      states: {
        a: { on: { GO: 'b' } },
        b: { always: { target: 'c', guard: ({ context }) => context.open } },
        c: { always: [{ target: 'b', guard: ({ context }) => context.open }, { target: 'a' }] },
      },
    });
    const raising = createMachine({
      id: 'm',
      initial: 'a',
      states: {
        a: { entry: raise({ type: 'BACK' }), on: { BACK: 'b' } },
        b: { entry: raise({ type: 'ON' }), on: { ON: 'a' } },
      },
    });
    expect(() => checkMachine(guarded)).toThrow(
      /after GO in a \{"open":true\} it never comes to rest: m\.[bc] leads to m\.[cb] leads to m\.[bc] without an event/,
    );
    expect(() => checkMachine(raising)).toThrow(/after its start it never comes to rest: /);
  });
});

describe('a context', () => {
  test('of NaN is distinguished from one of null and one of undefined', () => {
    const machine = createMachine({
      id: 'odd',
      context: { c: undefined as unknown },
      initial: 'a',
      states: {
        a: {
          on: {
            ADD: { actions: assign({ c: Number.NaN }) },
            NUL: { actions: assign({ c: null }) },
            GO: { guard: ({ context }) => Number.isNaN(context.c), target: 'b' },
            GO2: { guard: ({ context }) => context.c === null, target: 'd' },
          },
        },
        b: { type: 'final' },
        d: { type: 'final' },
      },
    });
    expect(checkMachine(machine).problems).toEqual([]);
  });

  test('with private content is refused by the name of its class', () => {
    class Counter {
      #n = 0;
      more(): number {
        this.#n += 1;
        return this.#n;
      }
    }
    const machine = createMachine({ context: { counter: new Counter() }, initial: 'a', states: { a: {} } });
    expect(() => checkMachine(machine)).toThrow(/Counter/);
  });
});
