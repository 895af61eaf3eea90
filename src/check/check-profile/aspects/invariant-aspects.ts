// Aspects for the caller's invariants that read events of several parts.
import type { Invariant } from '../../../../machines/invariants/invariant.ts';
import type { Profile } from '../../../../machines/profile.ts';
import type { State } from '../../../../machines/state/state.ts';
import type { Move } from '../moves/move.ts';
import { movesIn, PARTS, type Part } from '../moves/moves.ts';
import type { Aspect } from './aspect.ts';
import { gateSets, othersPassed, withGates } from './gate-sets.ts';

/** Where several parts have a type of event, the one with the most variants of it. */
const FULLEST: Readonly<Record<string, Part>> = { agent_reported: 'reports' };

/** Parts in which some types of event occur: for each type one. */
const partsOf = (profile: Profile, state: State, types: ReadonlySet<string>): Part[] => {
  const parts = new Set<Part>();
  const has = (part: Part, type: string) => movesIn(state, profile, [part]).some((move) => move.type === type);
  // These first: they may have the other types too.
  for (const type of [...types].sort((a, b) => Number(b in FULLEST) - Number(a in FULLEST))) {
    if ([...parts].some((part) => has(part, type))) continue;
    const part = FULLEST[type] ?? PARTS.find((one) => has(one, type));
    if (part !== undefined) parts.add(part);
  }
  return [...parts];
};

/**
 * For each of the caller's invariants of which no aspect has all events: an aspect with all the parts whose events it
 * receives. `started` is a state of the session after its start.
 */
export const invariantAspects = (
  profile: Profile,
  invariants: readonly Invariant[],
  known: readonly Aspect[],
  started: State,
  commands: readonly Move[],
): Aspect[] => {
  const typesOf = (moves: readonly Move[]) => new Set(moves.map(({ type }) => type));
  const explored = known.map(({ moves }) => typesOf([...moves(started), ...commands]));
  const all = typesOf([...movesIn(started, profile, PARTS), ...commands]);
  const aspects: Aspect[] = [];
  for (const { id, receives } of invariants) {
    const received = new Set([...all].filter((type) => receives === undefined || receives.includes(type)));
    if (explored.some((types) => [...received].every((type) => types.has(type)))) continue;
    const parts = partsOf(profile, started, received);
    const [gates = []] = gateSets(profile);
    const some = withGates(profile, gates);
    // With the verdicts: a gate may stand before what the invariant receives.
    const moves = (state: State) => [
      ...movesIn(state, some, ['ending', 'phases', 'verdicts', ...parts]),
      ...(state.session.state === 'unstarted' ? [] : commands),
    ];
    const aspect: Aspect = {
      name: `invariant ${id}`,
      about: `All that the invariant ${id} receives, together: ${[...new Set<Part>(['phases', 'verdicts', ...parts])].join(', ')}.`,
      begins: 'before the start',
      ends: false,
      moves,
    };
    aspects.push(othersPassed(aspect, profile, gates));
    explored.push(typesOf(moves(started)));
  }
  return aspects;
};
