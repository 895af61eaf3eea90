// L: the items of plan.md, where they are placed and when they are ticked.

import { Table } from '../collections/table.ts';
import type { Profile } from '../profile.ts';
import { type EventIn, type Invariant, invariant, named, type Reducer, reducer } from './invariant.ts';
import { profile } from './phases-and-gates.ts';
import { type States, statesOf } from './states.ts';

const items = statesOf('item');

interface Tree {
  readonly parents: Table<string | undefined>;
  readonly states: States;
  /** By parent that ever had a child, how many of its children are neither done nor dropped. */
  readonly undone: Table<number>;
}

const isUndone = (states: States, itemId: string): boolean => {
  const state = states.of.get(itemId);
  return state !== undefined && state !== 'done' && state !== 'dropped';
};
const counted = (undone: Table<number>, parent: string | undefined, change: number): Table<number> =>
  parent === undefined || (change === 0 && undone.has(parent))
    ? undone
    : undone.set(parent, (undone.get(parent) ?? 0) + change);

type ItemEvent = EventIn<
  | 'plan_item_added'
  | 'plan_item_moved'
  | 'plan_item_done'
  | 'plan_item_reopened'
  | 'plan_item_dropped'
  | 'plan_item_marked'
  | 'plan_item_reworded'
  | 'plan_item_noted'
>;

type Place = EventIn<'plan_item_added' | 'plan_item_moved'>['data'];

/** The parent named; undefined in a section or first of all; else that of the item it follows, else the current one. */
const parentIn = (
  { parents, states }: Tree,
  { itemId, sectionId, parent, after, first }: Place,
): string | undefined => {
  if (parent !== undefined || sectionId !== undefined) return parent;
  if (after !== undefined && after !== itemId && states.of.has(after)) return parents.get(after);
  return first === true ? undefined : parents.get(itemId);
};

/** True where an item is below another, or is that item. */
const isBelow = ({ parents, undone }: Tree, itemId: string, above: string): boolean => {
  // Nothing is below an item that never had a child, so adding an item does not walk a deep plan.
  if (itemId !== above && !undone.has(above)) return false;
  for (let at: string | undefined = itemId; at !== undefined; at = parents.get(at)) if (at === above) return true;
  return false;
};

const itemStep = (tree: Tree, event: ItemEvent): Tree => {
  const { itemId } = event.data;
  const before = tree.parents.get(itemId);
  const placed = event.type === 'plan_item_added' || event.type === 'plan_item_moved';
  const wanted = placed ? parentIn(tree, event.data) : before;
  // An item that would be below itself stays where it is.
  const parent = placed && wanted !== undefined && isBelow(tree, wanted, itemId) ? before : wanted;
  const states = items.step(tree.states, event);
  const removed = counted(tree.undone, before, isUndone(tree.states, itemId) ? -1 : 0);
  return {
    parents: parent === before ? tree.parents : tree.parents.set(itemId, parent),
    states,
    undone: counted(removed, parent, isUndone(states, itemId) ? 1 : 0),
  };
};

const tree: Reducer<Tree> = reducer<Tree>(
  () => ({ parents: Table.empty(), states: items.init(''), undone: Table.empty() }),
  {
    plan_item_added: itemStep,
    plan_item_moved: itemStep,
    plan_item_done: itemStep,
    plan_item_reopened: itemStep,
    plan_item_dropped: itemStep,
    plan_item_marked: itemStep,
    plan_item_reworded: itemStep,
    plan_item_noted: itemStep,
  },
);

const parent = invariant({
  id: 'L.parent',
  severity: 'warn',
  memo: { tree },
  check: {
    plan_item_done: ({ tree }, { data }) => {
      const undone = tree.undone.get(data.itemId) ?? 0;
      return undone > 0 ? `child items of ${named(data.itemId)} that are not done: ${undone}` : undefined;
    },
  },
});

/** A change is what one commit records under one correlation id; a commit may record several changes. */
interface Ticks {
  readonly commitId: string | undefined;
  /** Ticks of the changes with a correlation id, and of the one without. */
  readonly correlated: Table<number>;
  readonly others: number;
}

type Tick = EventIn<'plan_item_done'>;

const ticksBefore = (ticks: Ticks, { commitid, correlationid }: Tick): number => {
  if (ticks.commitId !== commitid) return 0;
  return correlationid === undefined ? ticks.others : (ticks.correlated.get(correlationid) ?? 0);
};

const ticks: Reducer<Ticks> = reducer<Ticks>(() => ({ commitId: undefined, correlated: Table.empty(), others: 0 }), {
  plan_item_done: (before, event) => {
    const { commitid: commitId, correlationid } = event;
    const count = ticksBefore(before, event) + 1;
    const { correlated, others } =
      before.commitId === commitId ? before : { correlated: Table.empty<number>(), others: 0 };
    return correlationid === undefined
      ? { commitId, correlated, others: count }
      : { commitId, correlated: correlated.set(correlationid, count), others };
  },
});

const manyAtOnce = ({ profile, ticks }: { profile: Profile | undefined; ticks: Ticks }, tick: Tick) => {
  const most = profile?.limits.ticksAtOnce ?? 10;
  // Reported once in a change, for the tick that passes the limit.
  return ticksBefore(ticks, tick) === most ? `plan items ticked in one change: more than ${most}` : undefined;
};

const many = invariant({
  id: 'L.many',
  severity: 'warn',
  memo: { profile, ticks },
  check: { plan_item_done: manyAtOnce },
});

const misplaced = ({ tree }: { tree: Tree }, { data }: EventIn<'plan_item_added' | 'plan_item_moved'>): string[] => {
  const { itemId, after } = data;
  const below = parentIn(tree, data);
  return [
    ...(below !== undefined && isBelow(tree, below, itemId)
      ? [`plan item ${named(itemId)} would be below itself`]
      : []),
    ...(after === itemId ? [`plan item ${named(itemId)} would follow itself`] : []),
  ];
};

const place = invariant({
  id: 'L.place',
  memo: { tree },
  check: { plan_item_added: misplaced, plan_item_moved: misplaced },
});

export const planMdInvariants: readonly Invariant[] = [parent, many, place];
