// Gates that guard the same phase. The rules require of them that all are open, so what one of them does never depends on
// which of the others are open: two at a time are explored in every order, while the others are passed at once wherever
// they can be. Four states for each gate would multiply: 10 gates on a phase have a million.
import type { Profile } from '../../../../machines/profile.ts';
import type { State } from '../../../../machines/state/state.ts';
import type { Move } from '../moves/move.ts';
import { startOf } from '../moves/moves.ts';
import { gateVerdicts, runThrough } from '../moves/process-moves.ts';
import type { Aspect } from './aspect.ts';

type Gate = Profile['gates'][number];

/** Gates of one phase that are explored in every order. */
const AT_ONCE = 2;

/** Equal for gates that differ in nothing but what they are called. */
const kindOf = ({ id: _id, name: _name, criteria, ...rest }: Gate): string =>
  JSON.stringify({ ...rest, criteria: criteria.length > 0 });

/** Of the gates of one phase: two of each kind, in sets of two. */
const setsOf = (gates: readonly Gate[]): Gate[][] => {
  const seen = new Map<string, number>();
  const some = gates.filter((gate) => {
    const kind = kindOf(gate);
    seen.set(kind, (seen.get(kind) ?? 0) + 1);
    return (seen.get(kind) ?? 0) <= AT_ONCE;
  });
  return Array.from({ length: Math.ceil(some.length / AT_ONCE) }, (_, index) =>
    some.slice(index * AT_ONCE, (index + 1) * AT_ONCE),
  );
};

/**
 * The gates that are explored in every order, in sets of which each is an exploration of its own; the first set has two of
 * every phase that has two.
 */
export const gateSets = ({ phases, gates }: Profile): Gate[][] => {
  const byPhase = [undefined, ...phases].map((phase) => setsOf(gates.filter(({ guards }) => guards === phase)));
  const most = Math.max(1, ...byPhase.map(({ length }) => length));
  return Array.from({ length: most }, (_, index) =>
    byPhase.flatMap((sets) => sets[Math.min(index, sets.length - 1)] ?? []),
  );
};

/** The profile with some of its gates. */
export const withGates = (profile: Profile, gates: readonly Gate[]): Profile => ({
  ...profile,
  gates: profile.gates.filter((gate) => gates.includes(gate)),
});

/** An aspect of a profile with some of its gates as one of the whole profile, the other gates passed wherever they can be. */
export const othersPassed = (aspect: Aspect, profile: Profile, gates: readonly Gate[]): Aspect => {
  const others = profile.gates.filter((gate) => !gates.includes(gate));
  if (others.length === 0) return aspect;
  const openers = others.map(({ id, criteria }) => ({
    id,
    moves: gateVerdicts(id, criteria).filter(({ name }) => name !== 'gate.fail'),
  }));
  const start = [startOf(profile)];
  return {
    ...aspect,
    about: `${aspect.about} The other ${others.length} gates are passed wherever they can be.`,
    moves: (state) => (state.session.state === 'unstarted' ? start : aspect.moves(state)),
    settle: (state): readonly Move[] =>
      openers.flatMap(({ id, moves }) =>
        ['passed', 'waived'].includes(state.session.gates.get(id)?.state ?? '') ? [] : moves,
      ),
  };
};

/** Every gate in each of its states, one after the other: what the sets leave out. */
export const gatesInTurn = (profile: Profile): Aspect => {
  const { phases, gates } = profile;
  const ordered = [...phases, undefined].map((phase) => ({
    phase,
    gates: gates.filter(({ guards }) => guards === phase),
  }));
  const passed = (state: State, id: string) => state.session.gates.get(id)?.state === 'passed';
  return {
    name: 'gates',
    about: `Each of ${gates.length} gates passed, failed and waived, one after the other, each phase before its gates.`,
    begins: 'before the start',
    ends: false,
    moves: (state) => {
      if (state.session.state === 'unstarted') return [startOf(profile)];
      for (const { phase, gates: guarding } of ordered) {
        if (phase !== undefined && state.session.phases.get(phase)?.state !== 'completed') return runThrough(phase);
        const next = guarding.find(({ id }) => !passed(state, id));
        if (next !== undefined) return gateVerdicts(next.id, next.criteria);
      }
      return [];
    },
  };
};
