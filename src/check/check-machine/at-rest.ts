// A machine whose transitions without an event (`always`, `raise`) lead to one another never comes to rest: XState would
// follow them for ever. It reports each such step to its system, which is where they are counted.
import type { AnyActorScope, AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import { RepriseError } from '../../errors.ts';

/** More steps after one event than any machine that comes to rest takes. */
const MOST_STEPS = 1_000;
/** States remembered, to name those that lead to one another. */
const REMEMBERED = 100;

/** Ids of the innermost states that a snapshot is in. */
const placeOf = ({ _nodes: nodes }: AnyMachineSnapshot): string =>
  (nodes as { readonly id: string; readonly states: object }[])
    .filter(({ states }) => Object.keys(states).length === 0)
    .map(({ id }) => id)
    .join(' and ');

/** The states from one to where it comes again. */
const circle = (ids: readonly string[]): readonly string[] => {
  const last = ids.at(-1) as string;
  const from = ids.lastIndexOf(last, -2);
  return from === -1 ? [last] : ids.slice(from);
};

/** The scope of a transition that throws where the machine does not come to rest. @throws RepriseError BAD_INPUT */
export const atRest = (machine: AnyStateMachine, scope: AnyActorScope, after: string): AnyActorScope => {
  const ids: string[] = [];
  let steps = 0;
  const count = ({ type, snapshot }: { readonly type: string; readonly snapshot: AnyMachineSnapshot }): void => {
    if (type !== '@xstate.microstep') return;
    steps += 1;
    if (steps > MOST_STEPS - REMEMBERED) ids.push(placeOf(snapshot));
    if (steps < MOST_STEPS) return;
    throw new RepriseError(
      'BAD_INPUT',
      `Machine ${machine.id} cannot be checked: after ${after} it never comes to rest: ${circle(ids).join(' leads to ')} without an event.`,
      {
        hint: 'Let the guards of its `always` exclude each other, or give one of the transitions an event.',
        fields: { machine: machine.id, after, property: 'always' },
      },
    );
  };
  const system = Object.assign(Object.create(scope.system), { _sendInspectionEvent: count });
  return { ...scope, system };
};
