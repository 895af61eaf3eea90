// A life cycle is an XState machine without context, evaluated once, at load, for every state and every signal. The table
// of its answers serves for speed (a lookup, where `transition()` builds an actor each call); it is the machine's own answer.
import { type AnyStateMachine, createMachine, initialTransition, transition } from 'xstate';

/** States of a machine, each with the signals that it accepts and where they lead. */
export type States<S extends string, E extends string> = Readonly<Record<S, Readonly<Partial<Record<E, S>>>>>;

export interface LifeCycle<S extends string = string, E extends string = string> {
  readonly id: string;
  readonly machine: AnyStateMachine;
  readonly initial: S;
  readonly states: readonly S[];
  readonly signals: readonly E[];
  /** True in the states in which the entity is at work: rules and counts read this, not the names of states. */
  isActive(state: S): boolean;
  /** True in the states in which the entity still needs something done: what waits, is at work or may be tried again. */
  isOpen(state: S): boolean;
  /** True in the states in which what the entity was at work on has ended, for good or until it is tried again. */
  isEnded(state: S): boolean;
  /** Where a signal leads, or undefined where the machine refuses it. */
  next(state: S, signal: E): S | undefined;
  /**
   * The state after a fact that the machine refuses, as facts are recorded nevertheless: the state that the signal names,
   * or the same state where it names none (a report).
   */
  named(state: S, signal: E): S;
}

/** Tags of states, by which rules and counts go: the machine's own. */
const TAGS = ['active', 'open', 'ended'] as const;
type Tag = (typeof TAGS)[number];

/**
 * The life cycle whose machine has these states; a signal is an XState event of that type.
 * @param tagged by tag, the states that have it: `active`, at work; `open`, something is still to be done; `ended`
 * @throws Error when a signal leads to two different states: then a refused fact would have no state to lead to.
 */
export const lifeCycle = <S extends string, E extends string>(
  id: string,
  initial: S,
  signals: readonly E[],
  definition: States<S, E>,
  tagged: { readonly [T in Tag]?: readonly S[] } = {},
): LifeCycle<S, E> => {
  const names = Object.keys(definition) as S[];
  const machine = createMachine({
    id,
    initial,
    states: Object.fromEntries(
      names.map((name) => [
        name,
        { on: { ...definition[name] }, tags: TAGS.filter((tag) => tagged[tag]?.includes(name)) },
      ]),
    ),
  } as Parameters<typeof createMachine>[0]) as AnyStateMachine;

  const [first] = initialTransition(machine);
  const rows = new Map<S, Map<E, S>>();
  const namedBy = new Map<E, S>();
  const statesWith: Record<Tag, Set<S>> = { active: new Set(), open: new Set(), ended: new Set() };
  for (const state of names) {
    const row = new Map<E, S>();
    rows.set(state, row);
    const snapshot = machine.resolveState({ value: state, context: first.context });
    for (const tag of TAGS) if (snapshot.hasTag(tag)) statesWith[tag].add(state);
    for (const signal of signals) {
      if (!snapshot.can({ type: signal })) continue;
      const [after] = transition(machine, snapshot, { type: signal });
      const target = after.value as S;
      row.set(signal, target);
      if (target === state) continue;
      const known = namedBy.get(signal);
      if (known !== undefined && known !== target)
        throw new Error(`machine ${id}: the signal ${signal} leads to ${known} and to ${target}; expected one target`);
      namedBy.set(signal, target);
    }
  }
  return {
    id,
    machine,
    initial: first.value as S,
    states: names,
    signals,
    isActive: (state) => statesWith.active.has(state),
    isOpen: (state) => statesWith.open.has(state),
    isEnded: (state) => statesWith.ended.has(state),
    next: (state, signal) => rows.get(state)?.get(signal),
    named: (state, signal) => namedBy.get(signal) ?? state,
  };
};
