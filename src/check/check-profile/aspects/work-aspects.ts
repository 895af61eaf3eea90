// The aspects of the work done in a process, each explored separately.
import type { Profile } from '../../../../machines/profile.ts';
import { movesInTurn, type Part } from '../moves/moves.ts';
import type { Aspect } from './aspect.ts';

interface Work {
  readonly name: string;
  readonly about: string;
  readonly parts: readonly Part[];
  readonly begins?: Aspect['begins'];
}

const WORK: readonly Work[] = [
  {
    name: 'agents and tasks',
    about: 'An agent in every state, and two tasks of which one depends on the other, with and without the agent.',
    parts: ['agents', 'tasks', 'pausing'],
  },
  {
    name: 'dependencies',
    about: 'Two tasks, each of which may be made to depend on the other or on nothing.',
    parts: ['tasks', 'dependencies'],
  },
  { name: 'waves', about: 'Two agents in two waves.', parts: ['waves'] },
  {
    name: 'reports',
    about: 'An agent and another that reviews: verdicts, and a finding that blocks or does not.',
    parts: ['reports'],
  },
  { name: 'baseline', about: 'A baseline that holds, then is broken.', parts: ['baseline', 'pausing'] },
  {
    name: 'todos',
    about: 'An agent and two todos of it, one depending on the other.',
    parts: ['todos', 'one agent', 'pausing'],
  },
  { name: 'plan', about: 'A section of plan.md and two items, one below the other, in every state.', parts: ['plan'] },
  {
    name: 'commitments',
    about: 'A requirement, a deliverable and a question.',
    parts: ['commitments', 'pausing'],
  },
  {
    name: 'reviews',
    about: 'Two reviews by a person.',
    parts: ['reviews', 'pausing'],
  },
  {
    name: 'defined gate',
    about: 'A gate that the session defines, guarding nothing or the first phase.',
    parts: ['defined gate'],
    begins: 'before the start',
  },
  {
    name: 'phases abandoned',
    about: 'The first two phases, started, abandoned, reopened, skipped and unskipped, and the gates passed.',
    parts: ['phases abandoned', 'passing'],
    begins: 'before the start',
  },
  {
    name: 'tokens',
    about: 'Tokens used in each phase of the process straight on: one, and one more than each limit leaves.',
    parts: ['phases', 'passing', 'tokens'],
    begins: 'before the start',
  },
];

const CYCLES: readonly Work[] = [
  { name: 'waves', about: 'Two agents in two waves, within and outside of cycles.', parts: ['waves', 'cycles'] },
  {
    name: 'reviews',
    about: 'Cycles, an agent launched in them, and two reviews by a person.',
    parts: ['cycles', 'reviews', 'one agent', 'pausing'],
  },
];

const LAUNCHING: readonly Part[] = ['agents', 'one agent', 'waves', 'reports'];

export const workAspects = (profile: Profile): Aspect[] => {
  const replaced = new Set([
    ...(profile.cycles ? CYCLES.map(({ name }) => name) : []),
    ...(profile.phases.length === 0 ? ['phases abandoned'] : []),
  ]);
  const all = [...WORK.filter(({ name }) => !replaced.has(name)), ...(profile.cycles ? CYCLES : [])];
  // Where a launch makes the end wait for another agent's verdict, that agent belongs to the aspect: the second of its
  // agents, or a third where both of its agents do the work.
  const validated = profile.rules['C.validated'] === 'error' && profile.validators?.length !== 0;
  return all.map(({ name, about, parts, begins = 'before the end' }) => {
    const launches = parts.some((part) => LAUNCHING.includes(part));
    const more: Part[] =
      validated && launches ? [parts.includes('waves') ? 'validation by a third agent' : 'validation'] : [];
    return {
      name,
      about,
      begins,
      ends: begins === 'before the end',
      moves: (state) => movesInTurn(state, profile, ['ending', ...parts, ...more]),
    };
  });
};
