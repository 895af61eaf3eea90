// The state of every entity of a kind, and how many entities are in each state. The session, phases, gates and cycles
// depend on more than one event and have files of their own.

import { Table } from '../collections/table.ts';
import { EVENT_TYPES, type EventType } from '../events/catalog.ts';
import type { RecordedEvent } from '../events/envelope.ts';
import { type Invariant, invariant, named, type Reducer } from './invariant.ts';
import { type Move, movesOf } from './moves.ts';
import { type Kind, legalAfter, stateAfter, TRANSITIONS } from './transitions.ts';

export interface States {
  readonly of: Table<string>;
  /** By state; a state without entities may be missing. */
  readonly count: Readonly<Record<string, number>>;
}

export const noStates = (): States => ({ of: Table.empty(), count: {} });

export const stateIn = (states: States, kind: Kind, id: string): string => states.of.get(id) ?? TRANSITIONS[kind].none;

/** The states with one entity put into a state. */
export const put = (states: States, id: string, state: string): States => {
  const before = states.of.get(id);
  if (before === state) return states;
  const count = { ...states.count, [state]: (states.count[state] ?? 0) + 1 };
  if (before !== undefined) count[before] = (count[before] ?? 0) - 1;
  return { of: states.of.set(id, state), count };
};

export const moveAll = (states: States, kind: Kind, moves: readonly Move[]): States => {
  let after = states;
  for (const [id, signal] of moves) after = put(after, id, stateAfter(kind, stateIn(after, kind, id), signal));
  return after;
};

/** The violations of a machine by moves, each checked in the state before the event. */
export const refusals = (states: States, kind: Kind, moves: readonly Move[]): string[] =>
  moves.flatMap(([id, signal]) => {
    const before = stateIn(states, kind, id);
    if (legalAfter(kind, before, signal) !== undefined) return [];
    return [`${kind}${id === '' ? '' : ` ${named(id)}`} is ${before}: ${signal} is not a transition of it`];
  });

/** How many are in any of these states. */
export const countIn = (states: States, ...wanted: string[]): number =>
  wanted.reduce((sum, state) => sum + (states.count[state] ?? 0), 0);

/** How many are in none of these states. */
export const countOutside = ({ count }: States, ...excluded: string[]): number =>
  Object.entries(count).reduce((sum, [state, number]) => (excluded.includes(state) ? sum : sum + number), 0);

type PlainKind = Exclude<Kind, 'session' | 'phase' | 'gate' | 'cycle'>;

const alsoMoves: Partial<Record<PlainKind, readonly EventType[]>> = {
  item: ['plan_item_marked'],
  question: ['workbook_entry_added'],
  finding: ['agent_reported'],
  review: ['review_given'],
};

const typesOf = (kind: PlainKind): EventType[] => [
  ...EVENT_TYPES.filter((type) => Object.hasOwn(TRANSITIONS[kind].legal, type)),
  ...(alsoMoves[kind] ?? []),
];

/** The states of a kind, from events alone. */
export const statesOf = (kind: PlainKind): Reducer<States> => ({
  receives: typesOf(kind),
  init: noStates,
  step: (states, event) => moveAll(states, kind, movesOf(event, kind)),
});

const machine = (kind: PlainKind): Invariant<{ states: States }> => {
  const check = ({ states }: { states: States }, event: RecordedEvent) => refusals(states, kind, movesOf(event, kind));
  return invariant({
    id: `M.${kind}`,
    always: true,
    memo: { states: statesOf(kind) },
    check: Object.fromEntries(typesOf(kind).map((type) => [type, check])),
  });
};

const PLAIN: readonly PlainKind[] = [
  'agent',
  'task',
  'todo',
  'requirement',
  'deliverable',
  'section',
  'item',
  'question',
  'finding',
  'review',
];

export const machineInvariants: readonly Invariant[] = PLAIN.map((kind) => machine(kind));
