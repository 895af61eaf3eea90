// Commands of the process itself: the session, its profile, phases, gates and cycles.
import type { CommandWord } from '../../../../machines/commands/words.ts';
import type { Carried } from '../../../../machines/events/fields.ts';
import type { Profile } from '../../../../machines/profile.ts';
import { hasNextPhase } from '../../../../machines/rules/carried.ts';
import { runningAgents, runningAgentsIn, runningTasks, runningTasksIn } from '../../../../machines/state/running.ts';
import type { SequenceState } from '../sequence-state.ts';
import { stepsToEnd } from '../steps-to-end.ts';
import { ifFound, oneIf, type Proposals } from './proposal.ts';

const phaseState = ({ state }: SequenceState, phase: string): string =>
  state.session.phases.get(phase)?.state ?? 'pending';
const nextPhase = (sequence: SequenceState): string | undefined =>
  sequence.profile.phases.find((phase) => ['pending', 'active'].includes(phaseState(sequence, phase)));

/** The phase of a command: the right one; without care any, or one that the profile does not have. */
const phaseFor = (sequence: SequenceState, right: string | undefined): string | undefined =>
  sequence.careless && sequence.picks.percent(70)
    ? (sequence.picks.of([...sequence.profile.phases, 'Dreaming']) ?? 'Dreaming')
    : (right ?? (sequence.careless ? 'Dreaming' : undefined));

/** Phases follow the progress of the sequence, so that work is done in each. */
const isDue = (sequence: SequenceState): boolean => {
  const { phases } = sequence.profile;
  const index = phases.findIndex((phase) => ['pending', 'active'].includes(phaseState(sequence, phase)));
  return index >= 0 && sequence.progress * (phases.length + 1) >= index;
};
const move = (sequence: SequenceState): number =>
  sequence.state.session.state === 'paused' ? 0 : isDue(sequence) ? 1 : 0.02;

/** What a phase carries when it ends: all that runs. Without care some of it, or what does not run. */
const carryFor = (sequence: SequenceState, phase: string | undefined): { carry?: string[] | Carried } | undefined => {
  const { picks, state, careless } = sequence;
  const agents = runningAgents(state);
  const tasks = runningTasks(state);
  if (careless && picks.percent(50)) return picks.percent(50) ? {} : { carry: [...agents.slice(1), 'a0'] };
  if (phase === undefined || agents.length + tasks.length === 0) return {};
  if (!careless && !hasNextPhase(state, phase)) return undefined;
  return { carry: picks.percent(50) ? { agents, tasks } : [...agents, ...tasks] };
};

/** What a cycle carries when it ends: all that runs in it. Without care some of it, or what does not run there. */
const carryFrom = ({ picks, state, careless }: SequenceState, cycle: number): { carry?: string[] | Carried } => {
  const agents = runningAgentsIn(state, cycle);
  const tasks = runningTasksIn(state, cycle);
  if (careless && picks.percent(50))
    return picks.percent(50) ? {} : { carry: [...agents.slice(1), ...runningAgents(state).slice(-1), 'a0'] };
  if (agents.length + tasks.length === 0) return {};
  return { carry: picks.percent(50) ? { agents, tasks } : [...agents, ...tasks] };
};

type OfGate = (guarded: string | undefined, sequence: SequenceState) => boolean;
/** Judged are the gates of phases that have started, and those that guard nothing. */
const isJudged = (guarded: string | undefined): boolean =>
  guarded === undefined || ['active', 'completed', 'abandoned'].includes(guarded);
/** Waived is any gate, most while its phase runs or once it was skipped. */
const isWaived: OfGate = (guarded, { ending }) => ending || isJudged(guarded) || guarded === 'skipped';

/** Gates that are not open yet and may be now. */
const shutGates = (sequence: SequenceState, isOpened: OfGate): string[] =>
  sequence.state.session.gates
    .entries()
    .filter(([, gate]) => gate.state === 'pending' || gate.state === 'failed')
    .filter(([, { guards }]) => isOpened(guards === undefined ? undefined : phaseState(sequence, guards), sequence))
    .map(([id]) => id);

/** A gate by its id, or by its name. */
const gateFor = (sequence: SequenceState, isOpened: OfGate): string | undefined => {
  const { picks, state, careless } = sequence;
  if (careless && picks.percent(30)) return picks.one('g0', 'G1', ...state.session.gates.keys());
  const id = picks.of(shutGates(sequence, isOpened)) ?? (careless ? 'g0' : undefined);
  const name = id === undefined ? undefined : state.session.gates.get(id)?.name;
  return name === undefined || name === '' || picks.percent(50) ? id : name;
};
const criteriaOf = ({ picks, state, careless }: SequenceState, gate: string): string[] => {
  const id = state.session.gates.has(gate) ? gate : (state.session.gateNames.get(gate) ?? gate);
  const criteria = state.session.gates.get(id)?.criteria ?? [];
  if (careless && picks.percent(60)) return picks.percent(50) ? [] : criteria.slice(1);
  return criteria.length > 0 ? [...criteria] : ['Clear'];
};
const shut =
  (isOpened: OfGate) =>
  (sequence: SequenceState): number =>
    Math.min(2, shutGates(sequence, isOpened).length);

/** The profile with one change: another phase at its end, other severities, another budget or gate. */
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
  'session.start': { weight: 0.2, factor: () => 0, make: ({ profile }) => ({ goal: 'Once more', profile }) },
  'session.classify': {
    weight: 0.6,
    factor: ({ state }) => oneIf(!state.session.classified && !state.session.beyondFirst),
    make: ({ picks }) => ({ classification: { type: picks.one('novel', 'standard') } }),
  },
  'session.pause': { weight: 0.8, factor: ({ state }) => oneIf(state.session.state === 'running'), make: () => ({}) },
  'session.resume': {
    weight: 2,
    factor: ({ state }) => (state.session.state === 'paused' ? 6 : 0),
    endingWeight: ({ state }) => (state.session.state === 'paused' ? 50 : 0),
    make: () => ({}),
  },
  'session.end': {
    weight: 0.7,
    factor: ({ mayEndEarly }) => oneIf(mayEndEarly),
    endingWeight: ({ state }) => (stepsToEnd(state) > 1 ? 0.5 : 60),
    make: (sequence) => {
      const { picks, ending, mayEndEarly, state } = sequence;
      if (ending || (sequence.careless && stepsToEnd(state) > 1)) return { outcome: 'completed' };
      return mayEndEarly ? { outcome: picks.one('completed', 'failed', 'cancelled') } : undefined;
    },
  },
  'profile.choose': {
    weight: 0.3,
    factor: ({ state }) => oneIf(!state.session.profileChosen && !state.session.beyondFirst),
    make: (sequence) => ({ profile: amended(sequence) }),
  },
  'profile.amend': {
    weight: 0.3,
    make: (sequence) => ({ profile: amended(sequence), by: 'The owner', reason: 'Too strict' }),
  },
  'phase.next': {
    weight: 8,
    factor: (sequence) => (nextPhase(sequence) === undefined ? 0 : move(sequence)),
    endingWeight: (sequence) => (nextPhase(sequence) === undefined ? 0 : 10),
    make: (sequence) => carryFor(sequence, sequence.state.session.activePhases.at(-1)),
  },
  'phase.start': {
    weight: 3,
    factor: (sequence) => (sequence.state.session.activePhases.length > 0 ? 0 : move(sequence)),
    endingWeight: ({ state }) => (state.session.activePhases.length > 0 ? 0 : 4),
    make: (sequence) => ifFound(phaseFor(sequence, nextPhase(sequence)), (phase) => ({ phase })),
  },
  'phase.complete': {
    weight: 3,
    factor: (sequence) => (sequence.state.session.activePhases.length > 0 ? move(sequence) : 0),
    endingWeight: ({ state }) => (state.session.activePhases.length > 0 ? 4 : 0),
    make: (sequence) => {
      const phase = phaseFor(sequence, sequence.state.session.activePhases.at(-1));
      const carry = carryFor(sequence, phase);
      return phase === undefined || carry === undefined ? undefined : { phase, ...carry };
    },
  },
  'phase.skip': {
    weight: 0.6,
    factor: (sequence) => (sequence.state.session.activePhases.length > 0 ? 0 : move(sequence)),
    endingWeight: ({ state }) => (state.session.activePhases.length > 0 ? 0 : 0.5),
    make: (sequence) =>
      ifFound(phaseFor(sequence, nextPhase(sequence)), (phase) => ({ phase, reason: 'Known already' })),
  },
  'phase.abandon': {
    weight: 0.3,
    factor: (sequence) => (sequence.state.session.activePhases.length > 0 ? move(sequence) : 0),
    endingWeight: ({ state }) => (state.session.activePhases.length > 0 ? 0.3 : 0),
    make: (sequence) => {
      const phase = phaseFor(sequence, sequence.state.session.activePhases.at(-1));
      const carry = carryFor(sequence, phase);
      return phase === undefined || carry === undefined ? undefined : { phase, reason: 'A dead end', ...carry };
    },
  },
  'phase.unskip': {
    weight: 0.4,
    factor: ({ state }) => oneIf(state.session.state !== 'paused'),
    make: (sequence) => {
      const skipped = sequence.profile.phases.filter((phase) => phaseState(sequence, phase) === 'skipped');
      return ifFound(phaseFor(sequence, sequence.picks.of(skipped)), (phase) => ({
        phase,
        reason: 'Needed after all',
      }));
    },
  },
  'phase.reopen': {
    weight: 0.4,
    factor: ({ state }) => oneIf(state.session.state !== 'paused'),
    make: (sequence) => {
      const done = sequence.profile.phases.filter((phase) =>
        ['completed', 'abandoned'].includes(phaseState(sequence, phase)),
      );
      return ifFound(phaseFor(sequence, sequence.picks.of(done)), (phase) => ({ phase, reason: 'A hole in it' }));
    },
  },
  'gate.pass': {
    weight: 5,
    factor: shut(isJudged),
    endingWeight: (sequence) => 10 * shut(isJudged)(sequence),
    make: (sequence) =>
      ifFound(gateFor(sequence, isJudged), (gate) => ({ gate, criteria: criteriaOf(sequence, gate) })),
  },
  'gate.fail': {
    weight: 1,
    factor: shut(isJudged),
    make: (sequence) =>
      ifFound(gateFor(sequence, isJudged), (gate) => ({ gate, criteria: criteriaOf(sequence, gate) })),
  },
  'gate.waive': {
    weight: 0.6,
    factor: shut(isWaived),
    endingWeight: shut(isWaived),
    make: (sequence) => ifFound(gateFor(sequence, isWaived), (gate) => ({ gate, criteria: [], reason: 'By hand' })),
  },
  'gate.define': {
    weight: 0.5,
    factor: ({ state }) => oneIf(state.session.gates.size < 12),
    make: (sequence) => {
      const { picks, profile } = sequence;
      const gateId = picks.percent(30) ? picks.of(sequence.state.session.gates.keys()) : undefined;
      const later = profile.phases.filter((phase) => phaseState(sequence, phase) !== 'completed');
      const guards = picks.percent(60) ? phaseFor(sequence, picks.of(later)) : undefined;
      const id = gateId ?? sequence.newId('gate');
      // Now and then a new gate takes the name of a known one.
      const known =
        gateId === undefined && picks.percent(20) ? picks.of(sequence.state.session.gates.values()) : undefined;
      return {
        gateId: id,
        name: known?.name || `Gate ${id}`,
        criteria: ['Clear'],
        ...(guards !== undefined && { guards }),
      };
    },
  },
  'cycle.start': {
    weight: 2,
    factor: (sequence) =>
      openCycle(sequence) === undefined && sequence.state.evidence.reviews.awaited === 0 ? 2 * inCycles(sequence) : 0,
    make: ({ picks, careless, state }) => ({ cycle: state.work.lastCycle + (careless ? picks.between(-1, 2) : 1) }),
  },
  'cycle.end': {
    weight: 1.5,
    factor: (sequence) => {
      const open = openCycle(sequence);
      if (open === undefined) return 0;
      return (sequence.state.work.cycles.get(String(open))?.running ?? 0) === 0 ? 1 : 0.2;
    },
    endingWeight: (sequence) => (openCycle(sequence) === undefined ? 0 : 5),
    make: (sequence) => {
      const cycle = openCycle(sequence) ?? (sequence.careless ? sequence.state.work.lastCycle : undefined);
      if (cycle === undefined) return undefined;
      return { cycle: cycle + (sequence.careless ? sequence.picks.between(0, 1) : 0), ...carryFrom(sequence, cycle) };
    },
  },
};
