// P and G: phases and the gates between them, and their machines.
import type { Profile } from '../profile.ts';
import { type EventIn, type Invariant, invariant, named } from './invariant.ts';
import {
  type Gates,
  gateDefined,
  gateNamed,
  gates,
  type Phases,
  phaseIn,
  phases,
  profile,
} from './phases-and-gates.ts';
import { countIn, refusals, stateIn } from './states.ts';
import { legalAfter, TRANSITIONS } from './transitions.ts';

type PhaseEvent = EventIn<
  'phase_started' | 'phase_completed' | 'phase_skipped' | 'phase_abandoned' | 'phase_reopened' | 'phase_unskipped'
>;
type Verdict = EventIn<'quality_gate_passed' | 'quality_gate_failed' | 'quality_gate_waived'>;

const phaseMove = ({ phases }: { phases: Phases }, { type, data }: PhaseEvent) =>
  refusals(phases.states, 'phase', [[data.phase, type]]);

const phaseMachine = invariant({
  id: 'M.phase',
  always: true,
  memo: { phases },
  check: {
    phase_started: phaseMove,
    phase_completed: phaseMove,
    phase_skipped: phaseMove,
    phase_abandoned: phaseMove,
    phase_reopened: phaseMove,
    phase_unskipped: phaseMove,
  },
});

const gateMove = ({ gates }: { gates: Gates }, { type, data }: Verdict) => {
  const state = gates.rows.get(gateNamed(gates, data.gate))?.state ?? TRANSITIONS.gate.none;
  return legalAfter('gate', state, type) === undefined ? `gate ${named(data.gate)} is ${state} already` : undefined;
};

const gateMachine = invariant({
  id: 'M.gate',
  always: true,
  memo: { gates },
  check: { quality_gate_passed: gateMove, quality_gate_failed: gateMove, quality_gate_waived: gateMove },
});

const started = (phases: Phases, phase: string): boolean =>
  ['active', 'completed', 'abandoned'].includes(phaseIn(phases, phase));

const keepsPhases = ({ phases }: { phases: Phases }, { data }: { data: { profile: Profile } }) => {
  const due = phases.order.filter((phase) => started(phases, phase));
  const remaining = data.profile.phases.filter((phase) => due.includes(phase));
  const lost = due
    .filter((phase) => !remaining.includes(phase))
    .map((phase) => `profile ${data.profile.name} lacks ${named(phase)}`);
  if (lost.length > 0) return lost;
  return due.some((phase, place) => remaining[place] !== phase)
    ? `profile ${data.profile.name} has the phases that have started in another order`
    : undefined;
};

const kept = invariant({
  id: 'P.kept',
  memo: { phases },
  check: { profile_chosen: keepsPhases, profile_amended: keepsPhases },
});

const isOver = (state: string): boolean => ['completed', 'skipped', 'abandoned'].includes(state);

const order = invariant({
  id: 'P.order',
  memo: { phases },
  check: {
    phase_started: ({ phases }, { data }) =>
      phases.order
        .slice(0, Math.max(0, phases.order.indexOf(data.phase)))
        .filter((before) => !isOver(phaseIn(phases, before)))
        .map(
          (before) => `phase ${named(before)}, which comes before ${named(data.phase)}, is ${phaseIn(phases, before)}`,
        ),
  },
});

const one = invariant({
  id: 'P.one',
  memo: { phases },
  check: {
    phase_started: ({ phases }, { data }) => {
      // An active phase before it violates P.order already.
      const before = phases.order.slice(0, Math.max(0, phases.order.indexOf(data.phase)));
      const reported = before.filter((phase) => phaseIn(phases, phase) === 'active').length;
      return countIn(phases.states, 'active') > reported ? 'another phase is active' : undefined;
    },
  },
});

/** The phase before a place in the order and, while those are skipped, the ones before it: skipping a phase opens no gate. */
const phasesBefore = ({ order, states }: Phases, place: number): string[] => {
  const before = order.slice(0, Math.max(0, place));
  const notSkipped = before.findLastIndex((phase) => stateIn(states, 'phase', phase) !== 'skipped');
  return before.slice(Math.max(0, notSkipped));
};

const unpassed = (gates: Gates, isGuarded: (phase: string) => boolean): string[] =>
  gates.rows
    .values()
    .filter(
      ({ guards, state }) => guards !== undefined && isGuarded(guards) && state !== 'passed' && state !== 'waived',
    )
    .map(({ key, guards, state }) => `gate ${named(key)}, which guards ${named(guards ?? '')}, is ${state}`);

const guard = invariant({
  id: 'G.guard',
  memo: { gates, phases },
  check: {
    phase_started: ({ gates, phases }, { data }) => {
      const before = phasesBefore(phases, phases.order.indexOf(data.phase));
      return unpassed(gates, (phase) => before.includes(phase));
    },
    // After the last phase, and after one that the profile lacks, comes the session's end.
    session_ended: ({ gates, phases }, { data }) => {
      if (data.outcome !== 'completed') return undefined;
      const last = phasesBefore(phases, phases.order.length);
      return unpassed(gates, (phase) => last.includes(phase) || !phases.order.includes(phase));
    },
  },
});

const afterStart = ({ gates, phases }: { gates: Gates; phases: Phases }, { data }: Verdict) => {
  const guarded = gates.rows.get(gateNamed(gates, data.gate))?.guards;
  return guarded === undefined || started(phases, guarded)
    ? undefined
    : `phase ${named(guarded)}, which gate ${named(data.gate)} guards, is ${phaseIn(phases, guarded)}`;
};

const verdictAfterStart = invariant({
  id: 'G.started',
  memo: { gates, phases },
  check: { quality_gate_passed: afterStart, quality_gate_failed: afterStart },
});

const someCriteria = ({ gates }: { gates: Gates }, { data }: Verdict) => {
  const due = gates.rows.get(gateNamed(gates, data.gate))?.criteria ?? [];
  if (data.criteriaDefined === false)
    return due.length > 0 ? `gate ${named(data.gate)} has criteria: ${due.length}` : undefined;
  return data.criteria.length === 0 ? `the verdict on gate ${named(data.gate)} names no criterion` : undefined;
};

const criteria = invariant({
  id: 'G.criteria',
  memo: { gates },
  check: {
    quality_gate_failed: someCriteria,
    quality_gate_passed: (memo, event) => {
      const namedCriteria = new Set(event.data.criteria);
      const due = memo.gates.rows.get(gateNamed(memo.gates, event.data.gate))?.criteria ?? [];
      const missing = due.filter((criterion) => !namedCriteria.has(criterion));
      return (
        someCriteria(memo, event) ??
        missing.map((criterion) => `the pass of gate ${named(event.data.gate)} does not name ${named(criterion)}`)
      );
    },
  },
});

const defined = invariant({
  id: 'G.defined',
  memo: { phases, gates },
  check: {
    gate_defined: ({ phases, gates }, { data }) =>
      // Both the phase that a replaced gate guarded and the one that the new definition guards.
      [...new Set([gates.rows.get(gateDefined(gates, data))?.guards, data.guards])]
        .filter((phase) => phase !== undefined && phaseIn(phases, phase) === 'completed')
        .map((phase) => `phase ${named(phase ?? '')} is completed`),
  },
});

const guards = invariant({
  id: 'G.guards',
  always: true,
  memo: { profile },
  check: {
    gate_defined: ({ profile }, { data }) =>
      profile !== undefined && data.guards !== undefined && !profile.phases.includes(data.guards)
        ? `${named(data.guards)} is not a phase of ${profile.name}`
        : undefined,
  },
});

export const phaseInvariants: readonly Invariant[] = [
  phaseMachine,
  gateMachine,
  kept,
  order,
  one,
  guard,
  verdictAfterStart,
  criteria,
  defined,
  guards,
];
