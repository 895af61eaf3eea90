// What a machine that is checked may not use: what happens in time or outside of it is not an event that a check could
// send or a log record. The error names the state, the property, and what to do instead.
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
  'Record that the deadline passed as an event (deadline_passed), let the program that has the clock send it, and react to it in `on`.';
const OUTSIDE =
  'Turn its results into events (one for a result, one for a failure), let the program that runs it send them, and react to them in `on`.';

const refusal = (machine: AnyStateMachine, state: string, property: string, why: string, hint: string): RepriseError =>
  new RepriseError(
    'BAD_INPUT',
    `Machine ${machine.id} cannot be checked: state ${state} uses \`${property}\`, and ${why}.`,
    {
      hint,
      fields: { machine: machine.id, state, property },
    },
  );

/** @throws RepriseError BAD_INPUT with the state and the property, for what is not a machine or cannot be checked. */
export const refuseUncheckable = (machine: AnyStateMachine): void => {
  const root = (machine as Partial<AnyStateMachine> | null | undefined)?.root;
  if (root === undefined || typeof machine.transition !== 'function')
    throw new RepriseError('BAD_INPUT', 'This is not an XState machine.', {
      hint: 'Give what createMachine or setup(...).createMachine of xstate 5 returns.',
    });
  for (const node of [root, ...getStateNodes(root)] as readonly Node[]) {
    if (node.after.length > 0)
      throw refusal(
        machine,
        node.id,
        'after',
        'the passing of time is not an event: neither a check nor a replay has it',
        TIME,
      );
    if (node.invoke.length > 0)
      throw refusal(machine, node.id, 'invoke', 'the result of an actor comes from outside of the machine', OUTSIDE);
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
          'the passing of time is not an event: neither a check nor a replay has it',
          TIME,
        );
    }
  }
};

/** The states that follow one another without end, where each has one unguarded `always`; undefined where it ends. */
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

/** @param action an action itself, or its name in `setup` */
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
