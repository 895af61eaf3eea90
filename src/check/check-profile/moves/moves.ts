// The commands that an exploration tries, in parts: each part is one kind of work that the rules speak of. Ids come from
// small pools (two of what can depend on each other, one of the rest), so that the exploration ends.
import type { Profile } from '../../../../machines/profile.ts';
import type { State } from '../../../../machines/state/state.ts';
import type { TraceCommand } from '../result.ts';
import { type Move, type Moves, move } from './move.ts';
import { planMoves } from './plan-moves.ts';
import { processMoves } from './process-moves.ts';
import { workMoves } from './work-moves.ts';

const MOVES = { ...processMoves, ...workMoves, ...planMoves } satisfies Readonly<Record<string, Moves>>;

export type Part = keyof typeof MOVES;
export const PARTS = Object.keys(MOVES) as Part[];

export const startOf = (profile: Profile): Move =>
  move('session.start', { goal: `Check of ${profile.name}`, profile, enforcement: 'enforce' }, '');

export const COMPLETE: TraceCommand = { name: 'session.end', data: { outcome: 'completed' } };

/** The moves of some parts in a state; each move once. */
export const movesIn = (state: State, profile: Profile, parts: readonly Part[]): readonly Move[] => {
  if (state.session.state === 'unstarted') return [startOf(profile)];
  const moves = parts.flatMap((part): readonly Move[] => MOVES[part](state, profile));
  const known = new Set<string>();
  return moves.filter(({ label }) => {
    if (known.has(label)) return false;
    known.add(label);
    return true;
  });
};

/** The same, but of the gates only the next one is passed. */
export const movesInTurn = (state: State, profile: Profile, parts: readonly Part[]): readonly Move[] => {
  const next = nextGate(profile, state);
  const later = profile.gates.filter(({ id }) => id !== next).map(({ id }) => id);
  return movesIn(state, profile, parts).filter(
    ({ name, data }) => name !== 'gate.pass' || !later.includes((data as { gate: string }).gate),
  );
};

/** The first gate, in the order of the phases that they guard, that is not open. */
const nextGate = ({ phases, gates }: Profile, state: State): string | undefined => {
  const place = (guards: string | undefined) => (guards === undefined ? phases.length : phases.indexOf(guards));
  return [...gates]
    .sort((a, b) => place(a.guards) - place(b.guards))
    .find(({ id }) => !['passed', 'waived'].includes(state.session.gates.get(id)?.state ?? ''))?.id;
};
