// What a machine may not use to be checked: what happens by itself, in time or outside, is no event that a check could
// send, and none that a log would hold. Told by the state and the property, with what to do instead.
import { getStateNodes } from '@xstate/graph';
import type { AnyStateMachine } from 'xstate';
import { RepriseError } from '../../errors.ts';

interface Node {
  readonly id: string;
  readonly invoke: readonly { readonly src: unknown }[];
  readonly after: readonly unknown[];
  readonly entry: readonly unknown[];
  readonly exit: readonly unknown[];
  readonly transitions: ReadonlyMap<string, readonly { readonly actions: readonly unknown[] }[]>;
  readonly always?: readonly Always[] | undefined;
}

interface Always {
  readonly actions: readonly unknown[];
  readonly guard?: unknown;
  readonly target?: readonly Node[] | undefined;
}

const TIME =
  'Record that the deadline passed as an event of its own (deadline_passed), let whoever keeps the clock send it, and react to it in `on`.';
const OUTSIDE =
  'Turn what it brings back into events of their own (one for a result, one for a failure), let whoever runs it send them, and react to them in `on`.';

const refusal = (machine: AnyStateMachine, state: string, property: string, why: string, hint: string): RepriseError =>
  new RepriseError(
    'BAD_INPUT',
    `Machine ${machine.id} cannot be checked: state ${state} uses \`${property}\`, and ${why}.`,
    {
      hint,
      fields: { machine: machine.id, state, property },
    },
  );

/** @throws RepriseError BAD_INPUT with the state and the property, for what is no machine or cannot be checked. */
export const refuseUncheckable = (machine: AnyStateMachine): void => {
  const root = (machine as Partial<AnyStateMachine> | null | undefined)?.root;
  if (root === undefined || typeof machine.transition !== 'function')
    throw new RepriseError('BAD_INPUT', 'This is no XState machine.', {
      hint: 'Give what createMachine or setup(...).createMachine of xstate 5 returns.',
    });
  for (const node of [root, ...getStateNodes(root)] as unknown as Node[]) {
    if (node.after.length > 0)
      throw refusal(
        machine,
        node.id,
        'after',
        'time that goes by is no event: neither a check nor a replay has it',
        TIME,
      );
    if (node.invoke.length > 0)
      throw refusal(machine, node.id, 'invoke', 'what an actor brings back comes from outside of the machine', OUTSIDE);
    const around = loopFrom(node);
    if (around !== undefined)
      throw refusal(
        machine,
        node.id,
        'always',
        `it never comes to rest: ${around.join(' leads to ')} without an event`,
        'Give one of the transitions a guard, or an event.',
      );
    for (const action of actionsOf(node)) {
      const found = uncheckable(machine, action);
      if (found === 'spawn')
        throw refusal(machine, node.id, 'spawnChild', 'what an actor sends comes from outside of the machine', OUTSIDE);
      if (found === 'delay')
        throw refusal(
          machine,
          node.id,
          'delay',
          'time that goes by is no event: neither a check nor a replay has it',
          TIME,
        );
    }
  }
};

/** The states that follow one another for ever where each has nothing but one unguarded `always`; undefined: none. */
const loopFrom = (node: Node): string[] | undefined => {
  const way = [node.id];
  for (let at: Node | undefined = node; at !== undefined; ) {
    const [only, other]: readonly Always[] = at.always ?? [];
    if (only === undefined || other !== undefined || only.guard !== undefined) return undefined;
    at = only.target?.[0];
    if (at === undefined) return undefined;
    if (way.includes(at.id)) return at.id === node.id ? [...way, at.id] : undefined;
    way.push(at.id);
  }
  return undefined;
};

const actionsOf = ({ entry, exit, transitions, always = [] }: Node): unknown[] => [
  ...entry,
  ...exit,
  ...[...transitions.values(), always].flatMap((list) => list.flatMap(({ actions }) => actions)),
];

/** An action as it stands in the machine, or by the name that it has in `setup`. */
const uncheckable = (machine: AnyStateMachine, action: unknown): 'spawn' | 'delay' | undefined => {
  const name = typeof action === 'string' ? action : (action as { type?: unknown } | null)?.type;
  const implemented =
    typeof action === 'function' || typeof name !== 'string'
      ? action
      : (machine.implementations.actions as Readonly<Record<string, unknown>>)[name];
  const { type, delay } = (implemented ?? {}) as { type?: unknown; delay?: unknown };
  if (type === 'xstate.spawnChild') return 'spawn';
  return delay === undefined ? undefined : 'delay';
};
