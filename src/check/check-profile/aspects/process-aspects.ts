// The aspects of the process itself: sessions, phases, gates.
import type { Profile } from '../../../../machines/profile.ts';
import type { State } from '../../../../machines/state/state.ts';
import { movesIn, movesInTurn, type Part } from '../moves/moves.ts';
import type { Aspect } from './aspect.ts';
import { phaseStates, segmentAspects } from './segments.ts';

/** Below so many states, pausing (which doubles them) is explored together with everything else. */
const SMALL = 8_000;

const count = (number: number, one: string): string =>
  `${number === 0 ? 'no' : number} ${one}${number === 1 ? '' : 's'}`;

/** The first reaches the end. */
export const processAspects = (profile: Profile, maxStates: number): Aspect[] => {
  const { phases, gates } = profile;
  const moves = (parts: readonly Part[]) => (state: State) => movesIn(state, profile, parts);
  const estimate = phaseStates(phases.length) * 4 ** gates.length;
  const size = `${count(phases.length, 'phase')} and ${count(gates.length, 'gate')}`;
  const everyOrder = (parts: readonly Part[], how: string): Aspect => ({
    name: 'process',
    about: `The session with ${size}, every phase started, completed, skipped and reopened, every gate passed, failed and waived${how}.`,
    begins: 'before the start',
    ends: true,
    moves: moves(['ending', 'phases', 'skipping', 'reopening', 'verdicts', ...parts]),
  });
  if (estimate * 2 <= Math.min(SMALL, maxStates)) return [everyOrder(['pausing'], ', paused and resumed anywhere')];
  const straight: Pick<Aspect, 'name' | 'begins' | 'ends'> = {
    name: 'straight on',
    begins: 'before the start',
    ends: true,
  };
  const about = `The whole process with ${size}, paused and resumed anywhere, no phase skipped or reopened`;
  const phasesInOrder = (phases.length * 2 + 1) * 2;
  const withVerdicts = phasesInOrder * 4 ** gates.length <= maxStates;
  return [
    ...(estimate <= maxStates
      ? [everyOrder([], '; pausing is explored straight on')]
      : segmentAspects(profile, maxStates)),
    withVerdicts
      ? { ...straight, about: `${about}.`, moves: moves(['ending', 'phases', 'pausing', 'verdicts']) }
      : {
          ...straight,
          about: `${about}, each gate passed in its turn.`,
          moves: (state) => movesInTurn(state, profile, ['ending', 'phases', 'pausing', 'passing']),
        },
  ];
};
