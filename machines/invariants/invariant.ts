// What an invariant is: a rule implemented a second time, from its sentence in SPEC.md alone, over recorded events
// alone. Nothing in this folder reads the machines, the rules or the state; that both agree is a law that is tested.
import { type EventType, isEventType } from '../events/catalog.ts';
import type { EventOf, RecordedEvent } from '../events/envelope.ts';
import type { Severity } from '../profile.ts';

/** A violation: the id of the rule or machine, and what is wrong, in words. */
export interface Found {
  readonly rule: string;
  readonly detail: string;
}

export interface Stepped<Memo> {
  readonly memo: Memo;
  readonly violations: readonly Found[];
}

/** Pure and total: a memo is never changed, so that a history can be gone on from at any earlier memo. */
export interface Invariant<Memo = unknown> {
  readonly id: string;
  /** Its severity where a profile sets none; `always`: no profile can set one. */
  readonly severity: Exclude<Severity, 'off'>;
  readonly always: boolean;
  /** Types of event that `step` has to be given (the others change nothing); undefined: every event. */
  readonly hears: readonly EventType[] | undefined;
  /** Types of event that it can find fault with; undefined: every event. */
  readonly asked: readonly EventType[] | undefined;
  init(sessionId: string): Memo;
  step(memo: Memo, event: RecordedEvent): Stepped<Memo>;
}

/** Something that rules remember of the events: a fold of its own, of which several rules may keep a copy. */
export interface Ledger<T> {
  readonly hears: readonly EventType[] | undefined;
  init(sessionId: string): T;
  step(value: T, event: RecordedEvent): T;
}

type Handlers<T, Answer> = { readonly [Type in EventType]?: (value: T, event: EventOf<Type>) => Answer };
type Handler<T, Answer> = (value: T, event: RecordedEvent) => Answer;

/** The handler of a type; own members only, as a type unknown to this version may be named like one of Object's. */
const handlerOf = <T, Answer>(handlers: Handlers<T, Answer>, type: string): Handler<T, Answer> | undefined =>
  Object.hasOwn(handlers, type) ? (handlers[type as EventType] as Handler<T, Answer>) : undefined;

/** The types that handlers are for. @throws RangeError for one that no event has: it would never be called */
const typesOf = (whose: string, handlers: object): EventType[] =>
  Object.keys(handlers).map((type) => {
    if (isEventType(type)) return type;
    throw new RangeError(`${whose}: no event has the type ${type}; EVENT_TYPES of reprise/machines lists them`);
  });

/**
 * A ledger that receives the types it has a handler for. A handler gives a new value, or the one it got where nothing
 * changes; it never changes the one it got. @throws RangeError for a type that no event has
 */
export const ledger = <T>(init: (sessionId: string) => T, on: Handlers<T, T>): Ledger<T> => ({
  hears: typesOf('a ledger', on),
  init,
  step: (value, event) => {
    const handler = handlerOf(on, event.type);
    return handler === undefined ? value : handler(value, event);
  },
});

/** A ledger that receives every event. */
export const ledgerOfAll = <T>(
  init: (sessionId: string) => T,
  step: (value: T, event: RecordedEvent) => T,
): Ledger<T> => ({
  hears: undefined,
  init,
  step,
});

/** What is wrong, in words; undefined (or nothing in the list) where nothing is. */
export type Answer = string | readonly string[] | undefined;

interface Said<Memo> {
  readonly id: string;
  /** Default: error. */
  readonly severity?: 'error' | 'warn';
  readonly always?: true;
  readonly remembers: { readonly [Name in keyof Memo]: Ledger<Memo[Name]> };
  /** Evaluated for these types, with what was remembered before the event; a function: for every event. */
  readonly asked: Handlers<Memo, Answer> | Handler<Memo, Answer>;
}

const NOTHING: readonly Found[] = [];

const unionOf = (lists: readonly (readonly EventType[] | undefined)[]): EventType[] | undefined => {
  const all = new Set<EventType>();
  for (const list of lists) {
    if (list === undefined) return undefined;
    for (const type of list) all.add(type);
  }
  return [...all];
};

/** An invariant: what it remembers, and what it evaluates. @throws RangeError for a type that no event has */
export const invariant = <Memo extends object>(said: Said<Memo>): Invariant<Memo> => {
  const { id, remembers } = said;
  const names = Object.keys(remembers) as (keyof Memo)[];
  const askedTypes = typeof said.asked === 'function' ? undefined : typesOf(`invariant ${id}`, said.asked);
  const ask = (memo: Memo, event: RecordedEvent): Answer =>
    typeof said.asked === 'function' ? said.asked(memo, event) : handlerOf(said.asked, event.type)?.(memo, event);
  return {
    id,
    severity: said.severity ?? 'error',
    always: said.always ?? false,
    hears: unionOf([askedTypes, ...names.map((name) => remembers[name].hears)]),
    asked: askedTypes,
    init: (sessionId) => Object.fromEntries(names.map((name) => [name, remembers[name].init(sessionId)])) as Memo,
    step: (memo, event) => {
      const answer = ask(memo, event);
      let after = memo;
      for (const name of names) {
        const value = remembers[name].step(memo[name], event);
        if (value === memo[name]) continue;
        if (after === memo) after = { ...memo };
        after[name] = value;
      }
      if (answer === undefined || answer.length === 0) return { memo: after, violations: NOTHING };
      const details = typeof answer === 'string' ? [answer] : answer;
      return { memo: after, violations: details.map((detail) => ({ rule: id, detail })) };
    },
  };
};

/** An event of one of several types, told apart by `type`. */
export type EventIn<T extends EventType> = { [Type in T]: EventOf<Type> }[T];

/** A text in the words of a sentence. */
export const named = (text: string): string => JSON.stringify(text);
