// Commands of the process itself: the session, its profile, phases, gates and cycles.
import type { CommandWord } from '../../../../machines/commands/words.ts';
import type { Profile } from '../../../../machines/profile.ts';
import type { SequenceState } from '../sequence-state.ts';
import { stepsToEnd } from '../steps-to-end.ts';
import { of, type Proposals, when } from './proposal.ts';

const lifeOf = ({ state }: SequenceState, phase: string): string => state.session.phases.get(phase)?.state ?? 'pending';
const nextPhase = (walk: SequenceState): string | undefined =>
  walk.profile.phases.find((phase) => ['pending', 'active'].includes(lifeOf(walk, phase)));

/** The phase that a command is about: the right one; in error any, or one that the profile has not. */
const phaseFor = (walk: SequenceState, right: string | undefined): string | undefined =>
  walk.errs && walk.picks.percent(70)
    ? (walk.picks.of([...walk.profile.phases, 'Dreaming']) ?? 'Dreaming')
    : (right ?? (walk.errs ? 'Dreaming' : undefined));

/** Phases are gone through at the pace of the sequence, so that each is worked in. */
const isDue = (walk: SequenceState): boolean => {
  const { phases } = walk.profile;
  const index = phases.findIndex((phase) => ['pending', 'active'].includes(lifeOf(walk, phase)));
  return index >= 0 && walk.pace * (phases.length + 1) >= index;
};
const move = (walk: SequenceState): number => (walk.state.session.state === 'paused' ? 0 : isDue(walk) ? 1 : 0.02);

/** Gates that have not let through yet: those that a phase done or active waits for, and those that guard nothing. */
const shutGates = ({ state, closing }: SequenceState): string[] =>
  state.session.gates
    .entries()
    .filter(([, gate]) => gate.state === 'pending' || gate.state === 'failed')
    .filter(([, { guards }]) => {
      const life = guards === undefined ? 'pending' : state.session.phases.get(guards)?.state;
      return closing || life === 'active' || life === 'completed' || life === 'skipped';
    })
    .map(([id]) => id);

/** A gate by its id, or by its name. */
const gateFor = (walk: SequenceState): string | undefined => {
  const { picks, state, errs } = walk;
  if (errs && picks.percent(30)) return picks.one('g0', 'G1', ...state.session.gates.keys());
  const id = picks.of(shutGates(walk)) ?? (errs ? 'g0' : undefined);
  const name = id === undefined ? undefined : state.session.gates.get(id)?.name;
  return name === undefined || name === '' || picks.percent(50) ? id : name;
};
const criteriaOf = ({ picks, state, errs }: SequenceState, gate: string): string[] => {
  const id = state.session.gates.has(gate) ? gate : (state.session.gateNames.get(gate) ?? gate);
  const criteria = state.session.gates.get(id)?.criteria ?? [];
  if (errs && picks.percent(60)) return picks.percent(50) ? [] : criteria.slice(1);
  return criteria.length > 0 ? [...criteria] : ['Clear'];
};
const shut = (walk: SequenceState): number => Math.min(2, shutGates(walk).length);

/** The profile, a little otherwise: a phase more at its end, other severities, another budget or gate. */
const amended = ({ picks, profile }: SequenceState): Profile => {
  const last = profile.phases.at(-1);
  switch (picks.between(0, 4)) {
    case 0:
      return { ...profile, phases: [...profile.phases, `Phase ${profile.phases.length + 1}`] };
    case 1:
      return { ...profile, rules: { ...profile.rules, 'L.parent': picks.one('off', 'error', 'warn') } };
    case 2:
      return { ...profile, budget: { ...profile.budget, session: picks.between(100, 5_000) } };
    case 3:
      return { ...profile, gates: profile.gates.map((gate) => ({ ...gate, criteria: [...gate.criteria, 'Short'] })) };
    default:
      return profile.phases.length < 2 && !profile.cycles
        ? profile
        : {
            ...profile,
            phases: profile.phases.slice(0, -1),
            gates: profile.gates.filter(({ guards }) => guards === undefined || guards !== last),
            cycles: profile.cycles || profile.phases.length < 2,
            budget: { ...profile.budget, phases: {} },
          };
  }
};

const inCycles = ({ profile }: SequenceState): number => (profile.cycles ? 1 : 0.05);
const openCycle = ({ state }: SequenceState): number | undefined => state.work.openCycles.at(-1);

type Words = Extract<CommandWord, `${'session' | 'profile' | 'phase' | 'gate' | 'cycle'}.${string}`>;

export const processProposals: Proposals<Words> = {
  'session.start': { often: 0.2, here: () => 0, make: ({ profile }) => ({ goal: 'Once more', profile }) },
  'session.classify': {
    often: 0.6,
    here: ({ state }) => when(!state.session.classified && !state.session.beyondFirst),
    make: ({ picks }) => ({ classification: { type: picks.one('novel', 'standard') } }),
  },
  'session.pause': { often: 0.8, here: ({ state }) => when(state.session.state === 'running'), make: () => ({}) },
  'session.resume': {
    often: 2,
    here: ({ state }) => (state.session.state === 'paused' ? 6 : 0),
    closing: ({ state }) => (state.session.state === 'paused' ? 50 : 0),
    make: () => ({}),
  },
  'session.end': {
    often: 0.7,
    here: ({ early }) => when(early),
    closing: ({ state }) => (stepsToEnd(state) > 1 ? 0.5 : 60),
    make: (walk) => {
      const { picks, closing, early, state } = walk;
      if (closing || (walk.errs && stepsToEnd(state) > 1)) return { outcome: 'completed' };
      return early ? { outcome: picks.one('completed', 'failed', 'cancelled') } : undefined;
    },
  },
  'profile.choose': {
    often: 0.3,
    here: ({ state }) => when(!state.session.profileChosen && !state.session.beyondFirst),
    make: (walk) => ({ profile: amended(walk) }),
  },
  'profile.amend': {
    often: 0.3,
    make: (walk) => ({ profile: amended(walk), by: 'The owner', reason: 'Too strict' }),
  },
  'phase.next': {
    often: 8,
    here: (walk) => (nextPhase(walk) === undefined ? 0 : move(walk)),
    closing: (walk) => (nextPhase(walk) === undefined ? 0 : 10),
    make: () => ({}),
  },
  'phase.start': {
    often: 3,
    here: (walk) => (walk.state.session.activePhases.length > 0 ? 0 : move(walk)),
    closing: ({ state }) => (state.session.activePhases.length > 0 ? 0 : 4),
    make: (walk) => of(phaseFor(walk, nextPhase(walk)), (phase) => ({ phase })),
  },
  'phase.complete': {
    often: 3,
    here: (walk) => (walk.state.session.activePhases.length > 0 ? move(walk) : 0),
    closing: ({ state }) => (state.session.activePhases.length > 0 ? 4 : 0),
    make: (walk) => of(phaseFor(walk, walk.state.session.activePhases.at(-1)), (phase) => ({ phase })),
  },
  'phase.skip': {
    often: 0.6,
    here: (walk) => (walk.state.session.activePhases.length > 0 ? 0 : move(walk)),
    closing: ({ state }) => (state.session.activePhases.length > 0 ? 0 : 0.5),
    make: (walk) => of(phaseFor(walk, nextPhase(walk)), (phase) => ({ phase, reason: 'Known already' })),
  },
  'phase.reopen': {
    often: 0.4,
    here: ({ state }) => when(state.session.state !== 'paused'),
    make: (walk) => {
      const done = walk.profile.phases.filter((phase) => lifeOf(walk, phase) === 'completed');
      return of(phaseFor(walk, walk.picks.of(done)), (phase) => ({ phase, reason: 'A hole in it' }));
    },
  },
  'gate.pass': {
    often: 5,
    here: shut,
    closing: (walk) => 10 * shut(walk),
    make: (walk) => of(gateFor(walk), (gate) => ({ gate, criteria: criteriaOf(walk, gate) })),
  },
  'gate.fail': {
    often: 1,
    here: shut,
    make: (walk) => of(gateFor(walk), (gate) => ({ gate, criteria: criteriaOf(walk, gate) })),
  },
  'gate.waive': {
    often: 0.6,
    here: shut,
    closing: shut,
    make: (walk) => of(gateFor(walk), (gate) => ({ gate, criteria: [], reason: 'By hand' })),
  },
  'gate.define': {
    often: 0.5,
    here: ({ state }) => when(state.session.gates.size < 12),
    make: (walk) => {
      const { picks, profile } = walk;
      const gateId = picks.percent(30) ? picks.of(walk.state.session.gates.keys()) : undefined;
      const later = profile.phases.filter((phase) => lifeOf(walk, phase) !== 'completed');
      const guards = picks.percent(60) ? phaseFor(walk, picks.of(later)) : undefined;
      const id = gateId ?? walk.fresh('gate');
      // Now and then another gate takes the name of one that there is.
      const known = gateId === undefined && picks.percent(20) ? picks.of(walk.state.session.gates.values()) : undefined;
      return {
        gateId: id,
        name: known?.name || `Gate ${id}`,
        criteria: ['Clear'],
        ...(guards !== undefined && { guards }),
      };
    },
  },
  'cycle.start': {
    often: 2,
    here: (walk) =>
      openCycle(walk) === undefined && walk.state.evidence.awaitedReviews === 0 ? 2 * inCycles(walk) : 0,
    make: ({ picks, errs, state }) => ({ cycle: state.work.lastCycle + (errs ? picks.between(-1, 2) : 1) }),
  },
  'cycle.end': {
    often: 1.5,
    here: (walk) => {
      const open = openCycle(walk);
      return when(open !== undefined && (walk.state.work.cycles.get(String(open))?.running ?? 0) === 0);
    },
    closing: (walk) => (openCycle(walk) === undefined ? 0 : 5),
    make: (walk) => {
      const cycle = openCycle(walk) ?? (walk.errs ? walk.state.work.lastCycle : undefined);
      return cycle === undefined ? undefined : { cycle: cycle + (walk.errs ? walk.picks.between(0, 1) : 0) };
    },
  },
};
