// Phases in which no use of tokens can be recorded. The trace is the shortest of the process itself.
import type { Profile } from '../../../../machines/profile.ts';
import type { Place } from '../exploration/explore.ts';
import type { Explored } from '../exploration/explored.ts';
import type { ProblemList } from './problem-list.ts';

const usesTokens = ({ taken }: Place): boolean =>
  [...(taken?.values() ?? [])].some(({ move }) => move.name === 'tokens.use');

export const addTokenProblems = (
  list: ProblemList,
  { phases }: Profile,
  tokens: Explored,
  process: readonly Explored[],
): void => {
  const add = (about: string, sentence: string, isIn: (place: Place) => boolean): void =>
    list.addRefused(
      'unreachable-state',
      about,
      sentence,
      process.flatMap(({ exploration: { places } }) => places.filter(isIn)),
      { name: 'tokens.use', data: { total: 1 } },
    );
  const running = tokens.exploration.places.filter(({ state }) => state.session.state === 'running');
  if (running.length > 0 && !running.some(usesTokens)) {
    add('tokens used', 'No use of tokens can ever be recorded.', () => true);
    return;
  }
  for (const phase of phases) {
    const isIn = ({ state }: Place): boolean => state.session.activePhase === phase;
    const inPhase = running.filter(isIn);
    if (inPhase.length > 0 && !inPhase.some(usesTokens))
      add(`tokens used in ${phase}`, `No use of tokens can ever be recorded in phase ${phase}.`, isIn);
  }
};
