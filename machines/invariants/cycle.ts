// C and W: cycles, and the waves launched within a cycle; where none is open, within the phase that is active. Outside of
// cycles a number may begin anew in each phase, or count on through the session.
import { Table } from '../collections/table.ts';
import { type Active, activeAfter, NO_PHASE, onPhaseEvents, type PhaseEvent } from './active-phase.ts';
import { type AgentChange, onAgentChange, runsAfter } from './agent-changes.ts';
import { type EventIn, type Invariant, invariant, type Reducer, reducer } from './invariant.ts';
import { countIn, noStates, put, refusals, type States, stateIn, statesOf } from './states.ts';
import { stateAfter } from './transitions.ts';

const reviews = statesOf('review');

export interface Cycles {
  readonly states: States;
  readonly reviews: States;
  /** The number of the newest. */
  readonly newest: number;
  /** Numbers of the cycles that are open, in the order of their starts. */
  readonly open: readonly number[];
}

const cycleMove = (states: States, cycle: number, signal: string): States =>
  put(states, `${cycle}`, stateAfter('cycle', stateIn(states, 'cycle', `${cycle}`), signal));

const review = (cycles: Cycles, event: EventIn<'review_requested' | 'review_given' | 'review_withdrawn'>): Cycles => {
  const after = reviews.step(cycles.reviews, event);
  if (event.type !== 'review_requested' && countIn(after, 'awaited') > 0) return { ...cycles, reviews: after };
  const signal = event.type === 'review_requested' ? event.type : 'reviews_given';
  const states = cycles.open.reduce((moved, cycle) => cycleMove(moved, cycle, signal), cycles.states);
  return { ...cycles, states, reviews: after };
};

export const cycles: Reducer<Cycles> = reducer<Cycles>(
  () => ({ states: noStates(), reviews: noStates(), newest: 0, open: [] }),
  {
    cycle_started: (cycles, { type, data: { cycle } }) => ({
      states: cycleMove(cycles.states, cycle, type),
      reviews: cycles.reviews,
      newest: Math.max(cycles.newest, cycle),
      open: cycles.open.includes(cycle) ? cycles.open : [...cycles.open, cycle],
    }),
    cycle_ended: (cycles, { type, data: { cycle } }) => ({
      ...cycles,
      states: cycleMove(cycles.states, cycle, type),
      open: cycles.open.filter((number) => number !== cycle),
    }),
    review_requested: review,
    review_given: review,
    review_withdrawn: review,
  },
);

const cycleRefused = ({ cycles }: { cycles: Cycles }, { type, data }: EventIn<'cycle_started' | 'cycle_ended'>) =>
  refusals(cycles.states, 'cycle', [[`${data.cycle}`, type]]);

const cycleMachine = invariant({
  id: 'M.cycle',
  always: true,
  memo: { cycles },
  check: { cycle_started: cycleRefused, cycle_ended: cycleRefused },
});

const number = invariant({
  id: 'C.number',
  memo: { cycles },
  check: {
    cycle_started: ({ cycles }, { data }) =>
      data.cycle === cycles.newest + 1 ? undefined : `expected cycle ${cycles.newest + 1}, got ${data.cycle}`,
  },
});

const one = invariant({
  id: 'C.one',
  memo: { cycles },
  check: {
    cycle_started: ({ cycles }) =>
      countIn(cycles.states, 'open', 'awaiting') > 0 ? 'a cycle is open already' : undefined,
  },
});

interface Launched {
  /** The cycle that was open at the launch, or '' for none. */
  readonly scope: string;
  readonly wave: number | undefined;
  readonly runs: boolean;
}

interface Waves {
  readonly open: readonly number[];
  readonly phase: Active;
  /** By cycle, the newest wave; by '' that outside of cycles. */
  readonly newest: Table<number>;
  /** By agent, its newest launch. */
  readonly launches: Table<Launched>;
  /** By scope, by wave ('' for none), how many run; by `scope` alone, all of it. */
  readonly counts: Table<Table<number>>;
}

/** The open cycle (the one started last, where a record has two); '' where none is. */
const cycleOf = ({ open }: Waves): string => `${open.at(-1) ?? ''}`;
/** What a wave belongs to: the open cycle, else the active phase. No cycle has a name that begins so. */
const scopeOf = (waves: Waves): string =>
  waves.open.length > 0 || waves.phase.name === undefined ? cycleOf(waves) : `phase ${waves.phase.name}`;
const inPhases = (waves: Waves, event: PhaseEvent): Waves => ({ ...waves, phase: activeAfter(waves.phase, event) });

const countAt = (waves: Waves, { scope, wave }: Launched, change: 1 | -1): Waves['counts'] => {
  const key = wave === undefined ? '' : `${wave}`;
  const row = waves.counts.get(scope) ?? Table.empty<number>();
  return waves.counts.set(scope, row.set(key, (row.get(key) ?? 0) + change));
};

const withRun = (waves: Waves, agentId: string, runs: boolean): Waves => {
  const launched = waves.launches.get(agentId);
  if (launched === undefined || launched.runs === runs) return waves;
  return {
    ...waves,
    launches: waves.launches.set(agentId, { ...launched, runs }),
    counts: countAt(waves, launched, runs ? 1 : -1),
  };
};

const changed = (waves: Waves, { type, data }: EventIn<AgentChange>): Waves =>
  data.agents.reduce((after, { agentId }) => withRun(after, agentId, runsAfter(type)), waves);

const waves: Reducer<Waves> = reducer<Waves>(
  () => ({ open: [], phase: NO_PHASE, newest: Table.empty(), launches: Table.empty(), counts: Table.empty() }),
  {
    cycle_started: (waves, { data: { cycle } }) =>
      waves.open.includes(cycle) ? waves : { ...waves, open: [...waves.open, cycle] },
    cycle_ended: (waves, { data }) => ({ ...waves, open: waves.open.filter((number) => number !== data.cycle) }),
    agent_launched: (waves, { data: { agents, wave } }) => {
      let after = waves;
      const launched = { scope: scopeOf(waves), wave, runs: true };
      for (const { agentId } of agents) {
        // One that runs runs where it was launched first.
        if (after.launches.get(agentId)?.runs === true) continue;
        after = { ...after, launches: after.launches.set(agentId, launched), counts: countAt(after, launched, 1) };
      }
      if (wave === undefined) return after;
      const newest = Math.max(waves.newest.get(cycleOf(waves)) ?? 0, wave);
      return { ...after, newest: waves.newest.set(cycleOf(waves), newest) };
    },
    ...onAgentChange(changed),
    ...onPhaseEvents(inPhases),
  },
);

const waveNumber = invariant({
  id: 'W.number',
  memo: { waves },
  check: {
    agent_launched: ({ waves }, { data: { wave } }) => {
      const newest = waves.newest.get(cycleOf(waves)) ?? 0;
      if (wave === undefined || (wave >= 1 && wave <= newest + 1)) return undefined;
      return `wave ${wave} is launched, but the highest so far is ${newest}`;
    },
  },
});

const runIn = ({ counts }: Waves, scope: string, wanted: (wave: string) => boolean): number =>
  (counts.get(scope) ?? Table.empty<number>())
    .entries()
    .reduce((sum, [wave, count]) => (wanted(wave) ? sum + count : sum), 0);

const after = invariant({
  id: 'W.after',
  memo: { waves },
  check: {
    agent_launched: ({ waves }, { data: { wave } }) => {
      if (wave === undefined) return undefined;
      const running = runIn(waves, scopeOf(waves), (before) => before !== '' && Number(before) < wave);
      return running > 0 ? `agents of earlier waves not ended: ${running}` : undefined;
    },
  },
});

export const cycleInvariants: readonly Invariant[] = [cycleMachine, number, one, waveNumber, after];

/** True while a cycle has started and not ended. */
export const cycleOpen = ({ states }: Cycles): boolean => countIn(states, 'open', 'awaiting') > 0;
