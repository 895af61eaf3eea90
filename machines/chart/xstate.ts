// A chart as the configuration of an XState machine: plain JSON, which `createMachine` takes and Stately's editor opens. Its
// events are the ids of the moves. Guards are names in it; `chartMachine` gives each its meaning.
import { type AnyStateMachine, and, createMachine, not, or, stateIn } from 'xstate';
import type { State } from '../state/state.ts';
import { activeStates } from './active-states.ts';
import type { ActiveStates, Chart, ChartMove, ChartRegion, Condition } from './chart.ts';
import { factKey, readFact } from './facts.ts';
import type { Taken } from './trail.ts';

export interface TransitionConfig {
  readonly target: string;
  /** The name of its guard. */
  readonly guard?: string;
  /** The sentences of the rules that guard it. */
  readonly description?: string;
  readonly meta?: Taken;
}
export interface StateConfig {
  readonly type?: 'final' | 'parallel';
  readonly initial?: string;
  readonly description?: string;
  readonly on?: Readonly<Record<string, TransitionConfig>>;
  readonly states?: Readonly<Record<string, StateConfig>>;
  /** In the chart of a session, of its active states. */
  readonly meta?: { readonly active: true };
}
export interface MachineConfig {
  readonly id: string;
  readonly initial: 'unstarted';
  /** What the machine has no region for, by its key; all true in a session without work. */
  readonly context: { readonly facts: Readonly<Record<string, boolean>> };
  readonly states: Readonly<Record<string, StateConfig>>;
  /** In the chart of a session: where it is, as a state value of the machine. */
  readonly meta?: { readonly sessionId: string; readonly ordinal: number; readonly value: MachineValue };
}
export type MachineValue = string | { readonly open: Readonly<Record<string, string>> };

/** A session at a moment, as the configuration marks it. */
export interface MarkedSession {
  readonly state: State;
  readonly taken: ReadonlyMap<string, Taken>;
}

/** XState reads `.` and `#` in the names of states and `*` in those of events. */
const nameOf = (text: string): string => text.replaceAll('.', '․').replaceAll('#', '＃').replaceAll('*', '∗');

/** The name that a region has in the machine. */
export const machineStateName = nameOf;

/** The event of the machine that is a move of the chart. */
export const machineEvent = ({ id, word }: Pick<ChartMove, 'id' | 'word'>): string =>
  `${word}${nameOf(id.slice(word.length))}`;

/** The active states of a chart as a state value of its machine. */
export const machineValue = ({ root, regions }: ActiveStates): MachineValue =>
  root === 'open'
    ? { open: Object.fromEntries(Object.entries(regions).map(([region, state]) => [nameOf(region), state])) }
    : root;

/** The states of a move's own region from which it is possible. */
const origins = (chart: Chart, { region, id }: ChartMove): Condition[] => {
  const own = chart.regions.find((one) => one.id === region);
  const others = chart.regions.some((one) => one.id !== region && Object.values(one.states).some((on) => id in on));
  if (own === undefined || !others) return [];
  // Other regions follow a move of this one: they must not where it cannot be made.
  return [{ in: own.id, states: Object.keys(own.states).filter((state) => id in (own.states[state] ?? {})) }];
};

const conditionOf = (chart: Chart, move: ChartMove): Condition | undefined => {
  const all = [...origins(chart, move), ...move.guards.map(({ when }) => when)];
  return all.length === 0 ? undefined : { all };
};

const guardName = (move: ChartMove): string => {
  const rules = move.guards.map(({ rule }) => rule);
  return `may ${machineEvent(move)}${rules.length === 0 ? '' : ` (${rules.join(', ')})`}`;
};

/** By the name of its guard, what has to hold for a move. */
export const guardConditions = (chart: Chart): Readonly<Record<string, Condition>> =>
  Object.fromEntries(
    chart.moves.flatMap((move) => {
      const condition = conditionOf(chart, move);
      return condition === undefined ? [] : [[guardName(move), condition] as const];
    }),
  );

const factsIn = (condition: Condition): [key: string, read: (state: State) => boolean][] => {
  if ('fact' in condition)
    return [[factKey(condition.fact, condition.of), (state) => readFact(state, condition.fact, condition.of)]];
  if ('all' in condition) return condition.all.flatMap(factsIn);
  if ('any' in condition) return condition.any.flatMap(factsIn);
  return 'not' in condition ? factsIn(condition.not) : [];
};

/** The facts that the guards of a chart need, by key. Without a state: those of a session without work. */
export const machineFacts = (chart: Chart, state?: State): Readonly<Record<string, boolean>> =>
  Object.fromEntries(
    chart.moves
      .flatMap(({ guards }) => guards.flatMap(({ when }) => factsIn(when)))
      .map(([key, read]) => [key, state === undefined || read(state)]),
  );

/** The configuration of the machine of a chart. `session`: marks its active states and the moves it took, as `meta`. */
export const machineConfig = (chart: Chart, session?: MarkedSession): MachineConfig => {
  const active = session === undefined ? undefined : activeStates(chart, session.state);
  const moves = new Map(chart.moves.map((move) => [move.id, move]));
  const transition = (id: string, target: string): [string, TransitionConfig] => {
    const move = moves.get(id) as ChartMove;
    const taken = session?.taken.get(id);
    return [
      machineEvent(move),
      {
        target,
        ...(conditionOf(chart, move) !== undefined && { guard: guardName(move) }),
        ...(move.guards.length > 0 && { description: move.guards.map(({ sentence }) => sentence).join(' ') }),
        ...(taken !== undefined && { meta: { ...taken } }),
      },
    ];
  };
  const regionConfig = ({ id, title, initial, states }: ChartRegion): [string, StateConfig] => [
    nameOf(id),
    {
      initial,
      description: title,
      states: Object.fromEntries(
        Object.entries(states).map(([name, on]) => [
          name,
          {
            on: Object.fromEntries(Object.entries(on).map(([move, target]) => transition(move, target))),
            ...(active?.root === 'open' && active.regions[id] === name && { meta: { active: true as const } }),
          },
        ]),
      ),
    },
  ];
  const mark = (root: ActiveStates['root']) => active?.root === root && { meta: { active: true as const } };
  const end = (root: ActiveStates['root']): StateConfig => ({ type: 'final', ...mark(root) });
  return {
    id: chart.profile,
    initial: 'unstarted',
    context: { facts: machineFacts(chart, session?.state) },
    states: {
      unstarted: { on: Object.fromEntries([transition('session.start', 'open')]), ...mark('unstarted') },
      open: {
        type: 'parallel',
        on: Object.fromEntries(
          (['completed', 'failed', 'cancelled'] as const).map((outcome) =>
            transition(`session.end ${outcome}`, outcome),
          ),
        ),
        states: Object.fromEntries(chart.regions.map(regionConfig)),
        ...mark('open'),
      },
      completed: end('completed'),
      failed: end('failed'),
      cancelled: end('cancelled'),
    },
    ...(session !== undefined &&
      active !== undefined && {
        meta: {
          sessionId: session.state.sessionId,
          ordinal: session.state.ordinal,
          value: machineValue(active),
        },
      }),
  };
};

type Guard = Parameters<typeof and>[0][number];
type Facts = { readonly context: { readonly facts: Readonly<Record<string, boolean>> } };

const guardOf = (condition: Condition): Guard => {
  if ('in' in condition)
    return or(condition.states.map((state) => stateIn({ open: { [nameOf(condition.in)]: state } }))) as Guard;
  if ('fact' in condition) {
    const key = factKey(condition.fact, condition.of);
    return (({ context }: Facts) => context.facts[key] !== false) as unknown as Guard;
  }
  if ('all' in condition) return and(condition.all.map(guardOf)) as Guard;
  if ('any' in condition) return or(condition.any.map(guardOf)) as Guard;
  return not(guardOf(condition.not)) as Guard;
};

/** The machine of a chart, with its guards: one that runs. */
export const chartMachine = (chart: Chart, session?: MarkedSession): AnyStateMachine =>
  (createMachine(machineConfig(chart, session) as Parameters<typeof createMachine>[0]) as AnyStateMachine).provide({
    guards: Object.fromEntries(
      Object.entries(guardConditions(chart)).map(([name, condition]) => [name, guardOf(condition)]),
    ),
  } as never) as AnyStateMachine;
