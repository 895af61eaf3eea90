// The problems that an explored machine shows.
import { getStateNodes } from '@xstate/graph';
import type { AnyMachineSnapshot, AnyStateMachine, EventObject } from 'xstate';
import { RepriseError } from '../../errors.ts';
import { type Exploration, labelOf, type Place, wayTo } from './place.ts';
import type { CheckMachineOptions, MachineProblem, MachineProblemKind } from './result.ts';

const ADVICE: Readonly<Record<MachineProblemKind, string>> = {
  'unreachable-state':
    'Add a transition that leads there, give the events that its guards need as `events`, or remove the state.',
  'cannot-end': 'Add a transition to a final state, or name with `ends` where the machine may rest.',
  'dead-end': 'Add a transition out of the state, make it final, or let `ends` name it as a place to rest.',
  'invariant-violated': 'Change the transitions of the events that lead there, or the invariant.',
};

const problem = (
  kind: MachineProblemKind,
  about: string,
  sentence: string,
  events: readonly EventObject[] = [],
): MachineProblem => ({ kind, about, sentence, advice: ADVICE[kind], events });

export const problemsOf = (
  machine: AnyStateMachine,
  exploration: Exploration,
  options: CheckMachineOptions,
  ends: (snapshot: AnyMachineSnapshot) => boolean,
): MachineProblem[] => {
  const { places, stopped } = exploration;
  const complete = stopped === undefined;
  return [
    ...(complete ? unreachable(machine, exploration, options) : []),
    ...(hasEnd(machine, options)
      ? withoutWayToEnd(machine, places, ends, options.ends !== undefined)
      : stuckPlaces(places)),
    ...Object.entries(options.invariants ?? {}).flatMap(([id, holds]) => violated(id, holds, places)),
  ];
};

/** State nodes that nothing enters, not even to leave them at once. */
const unreachable = (
  machine: AnyStateMachine,
  { entered }: Exploration,
  { events }: CheckMachineOptions,
): MachineProblem[] => {
  const guarded = getStateNodes(machine.root).some(({ transitions }) =>
    [...transitions.values()].some((list) => list.some(({ guard }) => guard !== undefined)),
  );
  const tried = events === undefined && guarded ? ' Events were tried without data, which its guards may read.' : '';
  return getStateNodes(machine.root)
    .filter(({ id, type }) => !entered.has(id) && type !== 'history')
    .map(({ id }) =>
      problem('unreachable-state', id, `State ${id} can never be reached: no event leads there.${tried}`),
    );
};

const hasEnd = (machine: AnyStateMachine, { ends }: CheckMachineOptions): boolean =>
  ends !== undefined || [machine.root, ...getStateNodes(machine.root)].some(({ type }) => type === 'final');

const deadEnd = (place: Place, why: string): MachineProblem =>
  problem(
    'dead-end',
    place.id,
    `${place.by === undefined ? 'The start' : `After ${labelOf(place.by)} the machine`} is in ${place.id}, ${why}`,
    wayTo(place),
  );

/** Of a machine that never ends: places that nothing leads out of. */
const stuckPlaces = (places: readonly Place[]): MachineProblem[] =>
  places
    .filter(({ explored, edges, id }) => explored && edges.every(({ to }) => to.id === id))
    .map((place) => deadEnd(place, 'and nothing leads out of it.'));

/** Of a machine that may end: that it cannot, or from where it no longer can. */
const withoutWayToEnd = (
  machine: AnyStateMachine,
  places: readonly Place[],
  ends: (snapshot: AnyMachineSnapshot) => boolean,
  endsGiven: boolean,
): MachineProblem[] => {
  const able = new Set(places.filter(({ snapshot, explored }) => !explored || ends(snapshot)));
  for (let grown = true; grown; ) {
    grown = false;
    for (const place of places.toReversed())
      if (!able.has(place) && place.edges.some(({ to }) => able.has(to))) {
        able.add(place);
        grown = true;
      }
  }
  const [start] = places;
  if (start === undefined) return [];
  // A place that was not expanded counts as able, so this is known for a complete exploration only.
  if (!able.has(start) && places.every(({ explored }) => explored)) {
    const target = endsGiven ? 'where it may rest' : 'a final state';
    const sentence = `Machine ${machine.id} can never end: no events lead from its start to ${target}.`;
    return [problem('cannot-end', machine.id, sentence)];
  }
  return places
    .filter((place) => !able.has(place) && (place.before === undefined || able.has(place.before)))
    .map((place) => deadEnd(place, 'from where it can no longer end.'));
};

/** The first place at which an invariant does not hold. */
const violated = (
  id: string,
  holds: (snapshot: AnyMachineSnapshot) => string | undefined,
  places: readonly Place[],
): MachineProblem[] => {
  for (const place of places) {
    let wrong: string | undefined;
    try {
      wrong = holds(place.snapshot);
    } catch (cause) {
      throw new RepriseError(
        'BAD_INPUT',
        `The invariant ${id} threw in ${place.id}: ${(cause as Error)?.message ?? cause}.`,
        { hint: 'An invariant returns undefined where it holds, else a sentence.', cause },
      );
    }
    if (wrong !== undefined)
      return [problem('invariant-violated', id, `${id} does not hold in ${place.id}: ${wrong}.`, wayTo(place))];
  }
  return [];
};
