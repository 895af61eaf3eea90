// Every machine explored by @xstate/graph: what it can reach, and that the table made at load agrees with the machine.
import { getAdjacencyMap, getShortestPaths } from '@xstate/graph';
import { describe, expect, test } from 'vitest';
import type { AnyMachineSnapshot } from 'xstate';
import { ENTITY_KINDS, lifeCycleOf } from '../../machines/life-cycles/all.ts';
import { lifeCycle } from '../../machines/life-cycles/life-cycle.ts';

/** States that no event leads to; the fold puts an entity there. */
const OUTSIDE: Record<string, string[]> = { agent: ['unmatched'] };

describe.each(ENTITY_KINDS)('the machine of a %s', (kind) => {
  const cycle = lifeCycleOf(kind);
  const events = cycle.signals.map((type) => ({ type }));

  test('reaches every state, by a shortest path whose last state the table agrees with', () => {
    const paths = getShortestPaths(cycle.machine, { events });
    const reached = paths.map((path) => {
      let state = cycle.initial;
      for (const { event } of path.steps)
        if (event.type !== 'xstate.init') state = cycle.next(state, event.type) ?? state;
      expect(state).toBe(path.state.value);
      return state;
    });
    expect(reached.toSorted()).toEqual(cycle.states.filter((state) => !OUTSIDE[kind]?.includes(state)).toSorted());
  });

  test('agrees with its table for every state and signal', () => {
    let edges = 0;
    for (const { state, transitions } of Object.values(getAdjacencyMap(cycle.machine, { events })))
      for (const { event, state: after } of Object.values(
        transitions as Record<string, { event: { type: string }; state: AnyMachineSnapshot }>,
      )) {
        const accepted = cycle.next(state.value as string, event.type);
        expect(accepted ?? state.value).toBe(after.value);
        expect(accepted !== undefined).toBe(state.can(event));
        edges += 1;
      }
    expect(edges).toBe(events.length * (cycle.states.length - (OUTSIDE[kind]?.length ?? 0)));
  });

  test('has no context, no timer and no invocation', () => {
    expect(cycle.machine.config.context).toBeUndefined();
    for (const node of Object.values(cycle.machine.states) as { after: unknown[]; invoke: unknown[] }[]) {
      expect(node.after).toEqual([]);
      expect(node.invoke).toEqual([]);
    }
  });
});

describe('a life cycle', () => {
  test('is refused where one signal would name two states', () => {
    expect(() => lifeCycle('twofold', 'a', ['go'], { a: { go: 'b' }, b: { go: 'c' }, c: {} })).toThrow(
      'machine twofold: the signal go leads to b and to c',
    );
  });

  test('names the state for a fact that it refuses, and the same state for one that names none', () => {
    const agent = lifeCycleOf('agent');
    expect(agent.next('completed', 'agent_failed')).toBeUndefined();
    expect(agent.named('completed', 'agent_failed')).toBe('failed');
    expect(agent.named('completed', 'agent_reported')).toBe('completed');
  });
});

test('each machine has the name of its kind, and rejects states that it does not have', () => {
  for (const kind of ENTITY_KINDS) {
    const cycle = lifeCycleOf(kind);
    expect([cycle.id, cycle.machine.id]).toEqual([kind, kind]);
    expect(cycle.next('elsewhere', cycle.signals[0] as string)).toBeUndefined();
    expect(cycle.named('elsewhere', 'no signal')).toBe('elsewhere');
  }
});
