// The shortest ways to a session that ends as completed: with everything, and without agents, tasks or a passed gate. Phases
// and gates come in their order; what of them is done is told apart by how many there are, as one way is looked for.
import type { EventType } from '../../../machines/events/catalog.ts';
import { phase as phaseCycle } from '../../../machines/life-cycles/phase.ts';
import type { Profile } from '../../../machines/profile.ts';
import type { State } from '../../../machines/state/state.ts';
import { type Bounds, Turns } from '../bounds.ts';
import type { Law } from '../run/law.ts';
import { progressOf } from './exploration/abstraction.ts';
import { type Exploration, explore, wayTo } from './exploration/explore.ts';
import { hasCompleted } from './exploration/reach.ts';
import { legalTrace } from './legal-trace.ts';
import { EXPLORED, type Move, move } from './moves/move.ts';
import { COMPLETE, movesIn, type Part, startOf } from './moves/moves.ts';
import { gateVerdicts, runThrough } from './moves/process-moves.ts';
import type { Completion } from './result.ts';

/** Without these events a completion has none of it. */
const WITHOUT: Readonly<Record<Completion['without'], readonly EventType[]>> = {
  nothing: [],
  agents: ['agent_launched'],
  tasks: ['task_planned'],
  'passed gates': ['quality_gate_passed'],
};

/** Work that a process may need before it can end, tried where the process alone cannot. */
const WORK: readonly Part[] = ['one agent', 'tasks', 'cycles', 'reviews', 'validation', 'commitments'];
const MAX_STATES = 1_000;
/** More than half of the time is kept for what is explored afterwards. */
const MOST_RESERVES = 50;
/** Ways to have some of the phases done and some of the gates open, up to which each is tried. */
const MOST_ORDERS = 500;

const END = move('session.end', COMPLETE.data as object, 'completed');
const OPEN = ['passed', 'waived'];

/** Of the phases and the gates what comes next, and some work. */
const nextMoves = (profile: Profile, parts: readonly Part[]) => {
  const { phases } = profile;
  const gates = [...phases, undefined].flatMap((phase) => profile.gates.filter(({ guards }) => guards === phase));
  const start = [startOf(profile)];
  const inOrder = phases.length * gates.length > MOST_ORDERS;
  return (state: State): readonly Move[] => {
    if (state.session.state === 'unstarted') return start;
    const phase = phases.find((one) => !phaseCycle.isEnded(state.session.phases.get(one)?.state ?? phaseCycle.initial));
    const gate = gates.find(({ id }) => !OPEN.includes(state.session.gates.get(id)?.state ?? ''));
    // Each gate after its phase, where both in every order would be too many.
    const place = (name: string | undefined) => (name === undefined ? phases.length : phases.indexOf(name));
    const phaseFirst = !inOrder || place(gate?.guards) >= place(phase);
    return [
      END,
      ...(phase === undefined || !phaseFirst
        ? []
        : [...runThrough(phase), move('phase.skip', { phase, reason: EXPLORED }, phase)]),
      ...(gate === undefined || (inOrder && phaseFirst && phase !== undefined)
        ? []
        : gateVerdicts(gate.id, gate.criteria).filter(({ name }) => name !== 'gate.fail')),
      ...movesIn(state, profile, parts),
    ];
  };
};

export const completionsOf = async (profile: Profile, law: Law, bounds: Bounds): Promise<Completion[]> => {
  const turns = new Turns();
  let count = 0;
  const search = (without: Completion['without'], parts: readonly Part[]): Promise<Exploration> => {
    const moves = nextMoves(profile, parts);
    return explore({
      law,
      invariants: [],
      moves: (state) => moves(state).filter(({ type }) => !WITHOUT[without].includes(type)),
      keyOf: progressOf,
      until: hasCompleted,
      maxStates: MAX_STATES,
      usedUp: bounds.ofOne(MOST_RESERVES),
      turns,
      count: () => ++count,
    });
  };
  const completions: Completion[] = [];
  for (const without of Object.keys(WITHOUT) as Completion['without'][]) {
    // Where no way was found with everything, there is none to be found with less.
    const [any] = completions;
    if (any !== undefined && any.trace === undefined) {
      completions.push({ ...any, without });
      continue;
    }
    let found = await search(without, []);
    let end = found.places.find(hasCompleted);
    if (end === undefined) {
      found = await search(without, WORK);
      end = found.places.find(hasCompleted);
    }
    completions.push({
      without,
      trace: end === undefined ? undefined : legalTrace(wayTo(end), law),
      complete: end !== undefined || found.stopped === undefined,
    });
  }
  return completions;
};
