// A long process in segments of neighbouring phases, each with its gates. The phases before a segment are skipped first
// and their gates waived; those after it when it is done, one after the other. The rules of a phase's start require that those
// before it are done and that the gate before it (back over skipped phases) is open: no more than its segment has.
import { phase } from '../../../../machines/life-cycles/phase.ts';
import type { Profile } from '../../../../machines/profile.ts';
import type { State } from '../../../../machines/state/state.ts';
import { movesIn } from '../moves/moves.ts';
import type { Aspect } from './aspect.ts';

/** States that a process of so many phases, each of which may be skipped, has at most, its gates aside. */
export const phaseStates = (phases: number): number => 2 ** phases + 2 * phases * 2 ** Math.max(0, phases - 1);

/** Phases of the longest segment: some that are skipped in a row, with those before and after them. */
const LONGEST = 6;
/** Rules concern two phases and the gate between them, at least. */
const SHORTEST = 2;

/** The phases and gates on one side of a segment. */
interface Side {
  readonly phases: readonly string[];
  readonly gates: readonly string[];
}

interface Segment {
  readonly before: Side;
  readonly inside: Side;
  readonly after: Side;
}

const segmentsOf = ({ phases, gates }: Profile, length: number): Segment[] =>
  phases.slice(0, phases.length - length + 1).map((_, from) => {
    const side = (some: readonly string[], more: readonly string[] = []): Side => ({
      phases: some,
      gates: [
        ...gates.filter(({ guards }) => guards !== undefined && some.includes(guards)).map(({ id }) => id),
        ...more,
      ],
    });
    const free = gates.filter(({ guards }) => guards === undefined).map(({ id }) => id);
    return {
      before: side(phases.slice(0, from)),
      inside: side(phases.slice(from, from + length)),
      after: side(phases.slice(from + length), free),
    };
  });

/** States at most: those of the segment, and for each way to finish it those of what comes after. */
const estimate = ({ before, inside, after }: Segment): number => {
  const { length } = inside.phases;
  const gates = 4 ** inside.gates.length;
  return (
    before.phases.length +
    before.gates.length +
    phaseStates(length) * gates +
    2 ** length * gates * (after.phases.length + after.gates.length)
  );
};

const isDone = (state: State, name: string): boolean =>
  phase.isEnded(state.session.phases.get(name)?.state ?? phase.initial);
const isOpen = (state: State, gate: string): boolean =>
  ['passed', 'waived'].includes(state.session.gates.get(gate)?.state ?? '');

/** What is to be skipped or waived next on a side. */
const next = (
  state: State,
  { phases, gates }: Side,
): { readonly phase?: string; readonly gate?: string } | undefined => {
  const phase = phases.find((one) => !isDone(state, one));
  if (phase !== undefined) return { phase };
  const gate = gates.find((one) => !isOpen(state, one));
  return gate === undefined ? undefined : { gate };
};

/** The longest segments that have no more than `maxStates` states together; two phases at least. */
export const segmentAspects = (profile: Profile, maxStates: number): Aspect[] => {
  const states = (length: number): number =>
    segmentsOf(profile, length).reduce((sum, segment) => sum + estimate(segment), 0);
  let length = Math.min(profile.phases.length, LONGEST);
  while (length > SHORTEST && states(length) > maxStates) length -= 1;
  return segmentsOf(profile, length).map((segment) => aspectOf(profile, segment));
};

const aspectOf = (profile: Profile, { before, inside, after }: Segment): Aspect => ({
  name: `process, ${inside.phases[0]} to ${inside.phases.at(-1)}`,
  about: `The session with ${inside.phases.length} of ${profile.phases.length} phases and their gates, every phase started, completed, skipped and reopened; phases before and after are skipped, their gates waived; pausing is explored straight on.`,
  begins: 'before the start',
  ends: true,
  moves: (state) => {
    if (state.session.state === 'unstarted') return movesIn(state, profile, []);
    const first = next(state, before);
    const last = inside.phases.every((phase) => isDone(state, phase)) ? next(state, after) : undefined;
    const aside = first ?? last;
    return movesIn(state, profile, ['ending', 'phases', 'skipping', 'reopening', 'verdicts']).filter(
      ({ name, data }) => {
        const { phase, gate } = data as { phase?: string; gate?: string };
        if (phase !== undefined)
          return (
            (first === undefined && inside.phases.includes(phase)) || (name === 'phase.skip' && phase === aside?.phase)
          );
        if (gate !== undefined)
          return (
            (first === undefined && inside.gates.includes(gate)) || (name === 'gate.waive' && gate === aside?.gate)
          );
        return true;
      },
    );
  },
});
