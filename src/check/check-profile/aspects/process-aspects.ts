// The aspects of the process itself: sessions, phases, gates.
import type { Profile } from '../../../../machines/profile.ts';
import { movesIn, movesInTurn, type Part } from '../moves/moves.ts';
import type { Aspect } from './aspect.ts';
import { gateSets, gatesInTurn, othersPassed, withGates } from './gate-sets.ts';
import { phaseStates, segmentAspects } from './segments.ts';

/** Below so many states, pausing (which doubles them) is explored together with everything else. */
const SMALL = 8_000;

const count = (number: number, one: string): string =>
  `${number === 0 ? 'no' : number} ${one}${number === 1 ? '' : 's'}`;

/** The first reaches the end. */
export const processAspects = (profile: Profile, maxStates: number): Aspect[] => {
  const { phases, gates } = profile;
  const estimate = (of: Profile): number => phaseStates(phases.length) * 4 ** of.gates.length;
  if (estimate(profile) * 2 <= Math.min(SMALL, maxStates))
    return [everyOrder(profile, ['pausing'], ', paused and resumed anywhere')];
  const sets = gateSets(profile);
  const [first = []] = sets;
  const whole = sets.length === 1 && first.length === gates.length;
  if (whole)
    return [
      ...(estimate(profile) <= maxStates
        ? [everyOrder(profile, [], '; pausing is explored straight on')]
        : segmentAspects(profile, maxStates)),
      straightOn(profile, maxStates),
    ];
  return [
    ...sets.flatMap((set) => {
      const some = withGates(profile, set);
      const aspects =
        estimate(some) <= maxStates
          ? [everyOrder(some, [], '; pausing is explored straight on')]
          : segmentAspects(some, maxStates);
      return aspects.map((aspect) => othersPassed(aspect, profile, set));
    }),
    othersPassed(straightOn(withGates(profile, first), maxStates), profile, first),
    gatesInTurn(profile),
  ];
};

const sizeOf = ({ phases, gates }: Profile): string =>
  `${count(phases.length, 'phase')} and ${count(gates.length, 'gate')}`;

const everyOrder = (profile: Profile, parts: readonly Part[], how: string): Aspect => ({
  name: 'process',
  about: `The session with ${sizeOf(profile)}, every phase started, completed, skipped and reopened, every gate passed, failed and waived${how}.`,
  begins: 'before the start',
  ends: true,
  moves: (state) => movesIn(state, profile, ['ending', 'phases', 'skipping', 'reopening', 'verdicts', ...parts]),
});

/** The whole process, where pausing is not explored in every order. */
const straightOn = (profile: Profile, maxStates: number): Aspect => {
  const { phases, gates } = profile;
  const straight: Pick<Aspect, 'name' | 'begins' | 'ends'> = {
    name: 'straight on',
    begins: 'before the start',
    ends: true,
  };
  const about = `The whole process with ${sizeOf(profile)}, paused and resumed anywhere, no phase skipped or reopened`;
  const phasesInOrder = (phases.length * 2 + 1) * 2;
  return phasesInOrder * 4 ** gates.length <= Math.min(SMALL, maxStates)
    ? {
        ...straight,
        about: `${about}.`,
        moves: (state) => movesIn(state, profile, ['ending', 'phases', 'pausing', 'verdicts']),
      }
    : {
        ...straight,
        about: `${about}, each gate passed in its turn.`,
        moves: (state) => movesInTurn(state, profile, ['ending', 'phases', 'pausing', 'passing']),
      };
};
