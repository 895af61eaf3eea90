// The XState machine of a chart is the chart: in every state of a session it takes the events that the chart offers, and
// leads where the session goes.
import { getShortestPaths } from '@xstate/graph';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createActor, createMachine, transition } from 'xstate';
import { activeStates } from '../../../machines/chart/active-states.ts';
import { chartOf, chartOfSession } from '../../../machines/chart/chart-of.ts';
import { movesOf } from '../../../machines/chart/moves-of.ts';
import { moveIdOf, Trail } from '../../../machines/chart/trail.ts';
import {
  chartMachine,
  machineConfig,
  machineEvent,
  machineFacts,
  machineValue,
} from '../../../machines/chart/xstate.ts';
import { evolve } from '../../../machines/evolve.ts';
import { PROFILES, Profile } from '../../../machines/profile.ts';
import { initialState } from '../../../machines/state/state.ts';
import { Run, started } from '../../../src/check/run/run.ts';
import { commandSequences } from '../../../src/check/sequences/command-sequences.ts';
import { STUDIO } from '../../check/profiles.ts';
import { runs } from '../../more.ts';

/** Names that XState would read as paths, ids and wildcards. */
const ODD = Profile.parse({
  name: 'odd',
  phases: ['a.b', '#a', 'c.*', '*'],
  gates: [{ id: 'g.1', name: 'G # one', guards: 'a.b' }],
});
const TRIED = [PROFILES.normal as Profile, PROFILES.cycles as Profile, STUDIO, ODD];

describe('the machine of a chart', () => {
  test.each(TRIED.map((profile) => [profile.name, profile] as const))(
    'takes what the chart of %s offers, and goes where the session goes',
    (_, profile) => {
      fc.assert(
        fc.property(commandSequences(profile, { maxLength: 40 }), (list) => {
          const run = started({ profile, enforcement: 'enforce' });
          for (const { name, data, actor } of list) run.send(name, data, actor === undefined ? {} : { actor });
          let state = initialState('s1');
          for (const event of run.events) {
            const after = evolve(state, event);
            const moved = moveIdOf(state, event);
            const chart = chartOfSession(state);
            if (state.session.started && moved !== undefined) {
              const machine = chartMachine(chart);
              const snapshot = machine.resolveState({
                value: machineValue(activeStates(chart, state)) as never,
                context: { facts: machineFacts(chart, state) },
              });
              const offered = new Set(movesOf(chart, state).map(({ id }) => id));
              const taken = chart.moves.filter((move) => snapshot.can({ type: machineEvent(move) }));
              expect(new Set(taken.map(({ id }) => id))).toEqual(offered);
              const move = chart.moves.find(({ id }) => id === moved);
              // A gate that was defined just now is in the next chart only.
              if (move !== undefined) {
                const [next] = transition(machine, snapshot, { type: machineEvent(move) });
                expect(next.value).toEqual(machineValue(activeStates(chart, after)));
              }
            }
            state = after;
          }
        }),
        { numRuns: runs(60) },
      );
    },
  );

  test('is made from its JSON alone, and runs to the end of the process', () => {
    const chart = chartOf(PROFILES.normal as Profile);
    const written = JSON.parse(JSON.stringify(machineConfig(chart)));
    expect(written).toEqual(machineConfig(chart));
    const machine = createMachine(written).provide({ guards: chartMachine(chart).implementations.guards as never });
    const actor = createActor(machine).start();
    const send = (type: string) => {
      expect([type, actor.getSnapshot().can({ type } as never)]).toEqual([type, true]);
      actor.send({ type } as never);
    };
    send('session.start');
    expect(actor.getSnapshot().can({ type: 'phase.start Planning' } as never)).toBe(false);
    for (const phase of ['Context', 'Planning', 'Execution']) {
      send(`phase.start ${phase}`);
      send(`phase.complete ${phase}`);
    }
    expect(actor.getSnapshot().can({ type: 'phase.start Review' } as never)).toBe(false);
    send('gate.fail execution-review');
    send('gate.pass execution-review');
    for (const phase of ['Review', 'Delivery']) {
      send('session.pause');
      expect(actor.getSnapshot().can({ type: `phase.start ${phase}` } as never)).toBe(false);
      send('session.resume');
      send(`phase.start ${phase}`);
      send(`phase.complete ${phase}`);
    }
    expect(actor.getSnapshot().can({ type: 'session.end completed' } as never)).toBe(false);
    send('gate.waive postflight');
    send('session.end completed');
    expect(actor.getSnapshot().status).toBe('done');
    expect(actor.getSnapshot().value).toBe('completed');
  });

  test('explored by @xstate/graph reaches what the process can reach, each by commands that are accepted', () => {
    const profile = Profile.parse({
      name: 'two',
      phases: ['Plan', 'Build'],
      gates: [{ id: 'built', name: 'Built', guards: 'Build' }],
    });
    const chart = chartOf(profile);
    const machine = chartMachine(chart);
    const paths = getShortestPaths(machine);
    const ended = new Set(paths.map(({ state }) => state.value).filter((value) => typeof value === 'string'));
    expect(ended).toEqual(new Set(['unstarted', 'completed', 'failed', 'cancelled']));
    expect(paths.length).toBeGreaterThan(100);
    const byEvent = new Map(chart.moves.map((move) => [machineEvent(move), move]));
    for (const { steps, state } of paths) {
      const run = new Run();
      for (const { event } of steps) {
        const move = byEvent.get(event.type);
        // The first step of a path starts the machine itself.
        if (move === undefined) continue;
        const needs = Object.fromEntries(move.needs.map((name) => [name, 'Some text']));
        run.must(move.word, { ...move.data, ...needs, ...(move.word === 'session.start' && { profile }) });
      }
      expect(machineValue(activeStates(chart, run.state))).toEqual(state.value);
    }
  });

  test('has the active states and the moves taken of a session as meta', () => {
    const run = started({ profile: 'normal' })
      .must('phase.start', { phase: 'Context' })
      .must('phase.complete', { phase: 'Context' })
      .must('phase.reopen', { phase: 'Context', reason: 'R' });
    const trail = new Trail();
    let state = initialState('s1');
    for (const event of run.events) {
      trail.add(state, event);
      state = evolve(state, event);
    }
    const chart = chartOfSession(state);
    const config = machineConfig(chart, { state, taken: trail.taken });
    const context = config.states.open?.states?.['phase Context']?.states;
    expect(context?.active?.meta).toEqual({ active: true });
    expect(context?.pending?.meta).toBeUndefined();
    expect(context?.pending?.on?.['phase.start Context']?.meta).toEqual({ count: 1, last: 2 });
    expect(config.meta).toMatchObject({ ordinal: 4, sessionId: 's1' });
    const machine = chartMachine(chart, { state, taken: trail.taken });
    const snapshot = machine.resolveState({ value: config.meta?.value as never, context: config.context });
    expect(snapshot.matches({ open: { 'phase Context': 'active', 'phase Planning': 'pending' } })).toBe(true);
  });
});
