// The entities of a state: where each stands, how a step moves it, and the counts that rules ask for.

import type { Draft } from './draft.ts';
import { type EntityKind, lifeCycleOf } from './life-cycles/all.ts';
import type { State } from './state.ts';
import type { Step } from './steps.ts';
import type { Table } from './table.ts';

type Row = { readonly state: string };

/** The table of a state that holds the entities of a kind. */
export const TABLES = {
  phase: 'phases',
  gate: 'gates',
  cycle: 'cycles',
  agent: 'agents',
  task: 'tasks',
  todo: 'todos',
  requirement: 'requirements',
  deliverable: 'deliverables',
  section: 'sections',
  item: 'items',
  question: 'questions',
  finding: 'findings',
  review: 'reviews',
} as const satisfies Record<Exclude<EntityKind, 'session'>, keyof State>;

/** The state that an entity is in: of one never heard of, the first state of its machine. */
export const stateOf = (state: State, kind: EntityKind, id: string): string => {
  if (kind === 'session') return state.session;
  const row = (state[TABLES[kind]] as Table<Row>).get(id);
  return row?.state ?? lifeCycleOf(kind).initial;
};

/** Where an entity stands that nothing had begun. */
const OPENED: Partial<Record<EntityKind, string>> = { item: 'open', section: 'present' };

/** Moves one entity and keeps the counts that rules ask for. */
export const take = (next: Draft, { kind, id, signal }: Step): void => {
  const cycle = lifeCycleOf(kind);
  const from = stateOf(next, kind, id);
  let to = cycle.next(from, signal) ?? cycle.named(from, signal);
  // First heard of by an edit or report, which name no state: it is opened all the same.
  if (from === 'none' && to === 'none') to = OPENED[kind] ?? to;
  // No end or report of an agent makes up for a launch that is missing.
  if (kind === 'agent' && signal !== 'agent_launched' && (from === 'none' || from === 'unmatched')) to = 'unmatched';
  if (kind === 'session') {
    next.session = to as State['session'];
    return;
  }
  const table = TABLES[kind];
  const rows = next[table] as Table<Row>;
  const row = rows.get(id);
  (next as Record<string, unknown>)[table] = rows.set(
    id,
    row === undefined ? firstRow(kind, to) : from === to ? row : { ...row, state: to },
  );
  if (from !== to) count(next, kind, id, from, to);
};

/** The row of an entity first heard of; `record` adds what its event says. */
const firstRow = (kind: EntityKind, state: string): Row => {
  switch (kind) {
    case 'gate':
      return { state, name: '', criteria: [], guards: undefined, ofProfile: false } as Row;
    case 'cycle':
      return { state, running: 0, lastWave: 0 } as Row;
    case 'agent':
      return { state, agentType: '', cycle: undefined, wave: undefined } as Row;
    case 'task':
      return { state, dependencies: [], wave: undefined, estimate: undefined, attempts: 0 } as Row;
    case 'todo':
      return { state, content: '', dependencies: [], agentId: undefined } as Row;
    case 'item':
      return { state, parent: undefined } as Row;
    case 'finding':
      return { state, blocks: false } as Row;
    default:
      return { state };
  }
};

const OPEN_TASKS = new Set(['pending', 'running', 'failed']);
const OPEN_TODOS = new Set(['pending', 'in_progress']);
/** Lives of a plan item that ask for no more work. */
export const CLOSED_ITEMS = new Set(['none', 'done', 'dropped']);
const isOpen = (cycle: string): boolean => cycle === 'open' || cycle === 'awaiting';
const moved = (isIn: (state: string) => boolean, from: string, to: string): number =>
  (isIn(to) ? 1 : 0) - (isIn(from) ? 1 : 0);

const count = (next: Draft, kind: EntityKind, id: string, from: string, to: string): void => {
  switch (kind) {
    case 'phase':
      if (to === 'active') next.activePhases = [...next.activePhases, id];
      else if (from === 'active') next.activePhases = next.activePhases.filter((name) => name !== id);
      if (to !== 'pending' && to !== 'skipped' && next.profile.phases[0] !== id) next.beyondFirst = true;
      return;
    case 'cycle':
      if (isOpen(to) === isOpen(from)) return;
      next.openCycles = isOpen(to)
        ? [...next.openCycles, Number(id)]
        : next.openCycles.filter((number) => number !== Number(id));
      return;
    case 'agent':
      if (from === 'running') countRunning(next, id, -1);
      if (to === 'running') countRunning(next, id, 1);
      return;
    case 'task':
      next.openTasks += moved((state) => OPEN_TASKS.has(state), from, to);
      return;
    case 'todo': {
      next.openTodos += moved((state) => OPEN_TODOS.has(state), from, to);
      const change = moved((state) => state === 'in_progress', from, to);
      const agentId = next.todos.get(id)?.agentId;
      if (change !== 0 && agentId !== undefined)
        next.todosInProgress = next.todosInProgress.set(agentId, (next.todosInProgress.get(agentId) ?? 0) + change);
      return;
    }
    case 'requirement':
      next.openRequirements += moved((state) => state === 'open', from, to);
      return;
    case 'deliverable':
      next.openDeliverables += moved((state) => state === 'pending', from, to);
      return;
    case 'item': {
      const change = moved((state) => !CLOSED_ITEMS.has(state), from, to);
      next.openItems += change;
      adopt(next, next.items.get(id)?.parent, change);
      return;
    }
    case 'finding':
      if (next.findings.get(id)?.blocks === true) next.blockingFindings += moved((state) => state === 'open', from, to);
      return;
    case 'review':
      next.awaitedReviews += moved((state) => state === 'awaited', from, to);
      return;
    default:
      return;
  }
};

/** Counts an open child more or less for a parent; who was ever named as one has a count. */
export const adopt = (next: Draft, parent: string | undefined, change: number): void => {
  if (parent !== undefined && (change !== 0 || !next.openChildren.has(parent)))
    next.openChildren = next.openChildren.set(parent, (next.openChildren.get(parent) ?? 0) + change);
};

const countRunning = (next: Draft, agentId: string, change: 1 | -1): void => {
  next.runningAgents += change;
  const row = next.agents.get(agentId);
  if (row?.cycle !== undefined)
    next.cycles = next.cycles.update(String(row.cycle), (cycle) => ({ ...cycle, running: cycle.running + change }));
  if (row?.wave === undefined) return;
  const { cycle, wave } = row;
  const known = next.runningWaves.find((one) => one.cycle === cycle && one.wave === wave);
  const others = next.runningWaves.filter((one) => one !== known);
  const agents = (known?.agents ?? 0) + change;
  next.runningWaves = agents > 0 ? [...others, { cycle, wave, agents }] : others;
};
