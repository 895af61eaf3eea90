// What an invariant is: a rule implemented a second time, from its sentence in SPEC.md alone, over recorded events
// alone. Nothing in this folder reads the machines, the rules or the state; that both agree is a law that is tested.
import { type EventType, isEventType } from '../events/catalog.ts';
import type { EventOf, RecordedEvent } from '../events/envelope.ts';
import type { Severity } from '../profile.ts';

/** A violation: the id of the rule or machine, and what is wrong, in words. */
export interface InvariantViolation {
  readonly rule: string;
  readonly detail: string;
}

/** The memo after an event, and what the event violates. */
export interface StepResult<Memo> {
  readonly memo: Memo;
  readonly violations: readonly InvariantViolation[];
}

/** Pure and total: a memo is never changed, so that a history can be continued from any earlier memo. */
export interface Invariant<Memo = unknown> {
  readonly id: string;
  /** Its severity where a profile sets none; `always`: no profile can set one. */
  readonly severity: Exclude<Severity, 'off'>;
  readonly always: boolean;
  /** The types of event that it is checked on; undefined: every event. */
  readonly on: readonly EventType[] | undefined;
  /** The types of event that `step` must receive (no other changes the memo or is checked); undefined: every event. */
  readonly receives: readonly EventType[] | undefined;
  init(sessionId: string): Memo;
  step(memo: Memo, event: RecordedEvent): StepResult<Memo>;
}

/** One value folded from the events: a member of a memo. Several invariants may each fold their own copy. */
export interface Reducer<T> {
  /** The types of event that may change the value; undefined: every event. */
  readonly receives: readonly EventType[] | undefined;
  init(sessionId: string): T;
  step(value: T, event: RecordedEvent): T;
}

type Handlers<T, Result> = { readonly [Type in EventType]?: (value: T, event: EventOf<Type>) => Result };
type Handler<T, Result> = (value: T, event: RecordedEvent) => Result;

/** The handler of a type; own members only, as a type unknown to this version may be named like one of Object's. */
const handlerOf = <T, Result>(handlers: Handlers<T, Result>, type: string): Handler<T, Result> | undefined =>
  Object.hasOwn(handlers, type) ? (handlers[type as EventType] as Handler<T, Result>) : undefined;

/** The types that handlers are for. @throws RangeError for one that no event has: it would never be called */
const typesOf = (owner: string, handlers: object): EventType[] =>
  Object.keys(handlers).map((type) => {
    if (isEventType(type)) return type;
    throw new RangeError(`${owner}: no event has the type ${type}; EVENT_TYPES of reprise/machines lists them`);
  });

/**
 * A reducer with a handler for each type of event that may change the value. A handler returns a new value, or the one
 * it received where nothing changes; it never changes that one in place. @throws RangeError for a type that no event has
 */
export const reducer = <T>(init: (sessionId: string) => T, on: Handlers<T, T>): Reducer<T> => ({
  receives: typesOf('a reducer', on),
  init,
  step: (value, event) => {
    const handler = handlerOf(on, event.type);
    return handler === undefined ? value : handler(value, event);
  },
});

/** A reducer that receives every event. */
export const reducerOfAll = <T>(
  init: (sessionId: string) => T,
  step: (value: T, event: RecordedEvent) => T,
): Reducer<T> => ({
  receives: undefined,
  init,
  step,
});

/** What is wrong, in words; undefined or an empty list where nothing is. */
export type CheckResult = string | readonly string[] | undefined;

interface InvariantDefinition<Memo> {
  readonly id: string;
  /** Default: error. */
  readonly severity?: 'error' | 'warn';
  readonly always?: true;
  /** The memo's members, each with the reducer that folds it. */
  readonly memo: { readonly [Name in keyof Memo]: Reducer<Memo[Name]> };
  /** Evaluated for these types of event, with the memo before the event; a function: for every event. */
  readonly check: Handlers<Memo, CheckResult> | Handler<Memo, CheckResult>;
}

const NOTHING: readonly InvariantViolation[] = [];

const unionOf = (lists: readonly (readonly EventType[] | undefined)[]): EventType[] | undefined => {
  const all = new Set<EventType>();
  for (const list of lists) {
    if (list === undefined) return undefined;
    for (const type of list) all.add(type);
  }
  return [...all];
};

/** An invariant from its memo and its check. @throws RangeError for a type that no event has */
export const invariant = <Memo extends object>(definition: InvariantDefinition<Memo>): Invariant<Memo> => {
  const { id, memo: reducers, check } = definition;
  const names = Object.keys(reducers) as (keyof Memo)[];
  const on = typeof check === 'function' ? undefined : typesOf(`invariant ${id}`, check);
  const evaluate = (memo: Memo, event: RecordedEvent): CheckResult =>
    typeof check === 'function' ? check(memo, event) : handlerOf(check, event.type)?.(memo, event);
  return {
    id,
    severity: definition.severity ?? 'error',
    always: definition.always ?? false,
    on,
    receives: unionOf([on, ...names.map((name) => reducers[name].receives)]),
    init: (sessionId) => Object.fromEntries(names.map((name) => [name, reducers[name].init(sessionId)])) as Memo,
    step: (memo, event) => {
      const result = evaluate(memo, event);
      let after = memo;
      for (const name of names) {
        const value = reducers[name].step(memo[name], event);
        if (value === memo[name]) continue;
        if (after === memo) after = { ...memo };
        after[name] = value;
      }
      if (result === undefined || result.length === 0) return { memo: after, violations: NOTHING };
      const details = typeof result === 'string' ? [result] : result;
      return { memo: after, violations: details.map((detail) => ({ rule: id, detail })) };
    },
  };
};

/** An event of one of several types, discriminated by `type`. */
export type EventIn<T extends EventType> = { [Type in T]: EventOf<Type> }[T];

/** A name or id quoted, so that a sentence shows where it begins and ends. */
export const named = (text: string): string => JSON.stringify(text);
