// The fold of a session: `evolve(state, event)` is total and pure. A fact that a machine would refuse still puts its
// entity into the state that it names; the violation is told beside it (see check.ts).
import type { RecordedEvent } from './events/envelope.ts';
import { type EntityKind, lifeCycleOf } from './life-cycles/all.ts';
import type { Profile } from './profile.ts';
import { type Draft, draftOf, type State } from './state.ts';
import { type Step, stepsOf } from './steps.ts';
import type { Table } from './table.ts';
import { activePhaseAfter, TokenTally } from './usage.ts';

type Row = { readonly state: string };

const TABLES = {
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

/** The state after an event. Never throws, never changes the state that it is given. */
export const evolve = (state: State, event: RecordedEvent): State => {
  const next = draftOf(state);
  next.ordinal = event.ordinal > state.ordinal ? event.ordinal : state.ordinal + 1;
  next.eventIds = state.eventIds.set(event.id, true);
  next.lastTimes = state.lastTimes.set(event.actor, event.time);
  if (state.lastTime === undefined || event.time > state.lastTime) next.lastTime = event.time;
  countCommand(next, event);
  // Facts before the start open the session: that they come first is one contradiction, told once.
  if (next.session === 'unstarted') next.session = 'running';
  if (event.type === 'agent_launched') launch(next, event.data.agents, event.data.wave);
  else for (const step of stepsOf(state, event)) take(next, step);
  record(next, event);
  next.activePhase = activePhaseAfter(state.activePhase, event);
  return next;
};

const countCommand = (next: Draft, event: RecordedEvent): void => {
  const known = next.commands.get(event.commandid);
  next.commands = next.commands.set(
    event.commandid,
    known === undefined
      ? { firstOrdinal: event.ordinal, count: 1, hash: event.commandhash }
      : { ...known, count: known.count + 1 },
  );
  next.lastCommand = event.commandid;
};

/** Where an entity stands that nothing had begun. */
const OPENED: Partial<Record<EntityKind, string>> = { agent: 'unmatched', item: 'open', section: 'present' };

/** Moves one entity and keeps the counts that rules ask for. */
const take = (next: Draft, { kind, id, signal }: Step): void => {
  const cycle = lifeCycleOf(kind);
  const from = stateOf(next, kind, id);
  let to = cycle.next(from, signal) ?? cycle.named(from, signal);
  // First heard of by its end, or by an edit or report, which name no state: it is opened all the same.
  if (from === 'none' && (to === 'none' || (kind === 'agent' && signal !== 'agent_launched'))) to = OPENED[kind] ?? to;
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
      return { state, name: '', criteria: [], guards: undefined } as Row;
    case 'cycle':
      return { state, running: 0 } as Row;
    case 'agent':
      return { state, agentType: '', cycle: undefined, wave: undefined } as Row;
    case 'task':
      return { state, dependencies: [], wave: undefined, estimate: undefined, attempts: 0 } as Row;
    case 'todo':
      return { state, dependencies: [], agentId: undefined } as Row;
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
const CLOSED_ITEMS = new Set(['none', 'done', 'dropped']);
const moved = (isIn: (state: string) => boolean, from: string, to: string): number =>
  (isIn(to) ? 1 : 0) - (isIn(from) ? 1 : 0);

const count = (next: Draft, kind: EntityKind, id: string, from: string, to: string): void => {
  switch (kind) {
    case 'phase':
      if (to === 'active') next.activePhases = [...next.activePhases, id];
      else if (from === 'active') next.activePhases = next.activePhases.filter((name) => name !== id);
      if (to !== 'pending' && next.profile.phases[0] !== id) next.beyondFirst = true;
      return;
    case 'cycle':
      if (to === 'open') next.openCycles = [...next.openCycles, Number(id)];
      else if (from === 'open') next.openCycles = next.openCycles.filter((number) => number !== Number(id));
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

const adopt = (next: Draft, parent: string | undefined, change: number): void => {
  if (parent !== undefined && change !== 0)
    next.openChildren = next.openChildren.set(parent, (next.openChildren.get(parent) ?? 0) + change);
};

const countRunning = (next: Draft, agentId: string, change: 1 | -1): void => {
  next.runningAgents += change;
  const row = next.agents.get(agentId);
  if (row?.cycle !== undefined)
    next.cycles = next.cycles.update(String(row.cycle), (cycle) => ({ ...cycle, running: cycle.running + change }));
  if (row?.wave === undefined) return;
  const { wave } = row;
  const cycle = row.cycle ?? 0;
  const known = next.runningWaves.find((one) => one.cycle === cycle && one.wave === wave);
  const others = next.runningWaves.filter((one) => one !== known);
  const agents = (known?.agents ?? 0) + change;
  next.runningWaves = agents > 0 ? [...others, { cycle, wave, agents }] : others;
};

/** What an event says beyond the step of its entity. */
const record = (next: Draft, event: RecordedEvent): void => {
  switch (event.type) {
    case 'session_started': {
      const { data } = event;
      next.begun = true;
      next.enforcement = data.enforcement;
      next.law = data.law;
      next.tokenBudget = data.tokenBudget;
      if (data.classification !== undefined) next.classified = true;
      follow(next, data.profile);
      return;
    }
    case 'session_classified':
      next.classified = true;
      return;
    case 'profile_chosen':
      next.profileChosen = true;
      follow(next, event.data.profile);
      return;
    case 'profile_amended':
      follow(next, event.data.profile);
      return;
    case 'session_ended':
      next.outcome = event.data.outcome;
      return;
    case 'gate_defined': {
      const { gateId, name, criteria, guards } = event.data;
      next.gates = next.gates.update(gateId, (row) => ({ ...row, name, criteria, guards }));
      next.gateNames = next.gateNames.set(name, gateId);
      return;
    }
    case 'cycle_started':
      if (event.data.cycle > next.lastCycle) next.lastCycle = event.data.cycle;
      if (event.data.cycle > 1) next.beyondFirst = true;
      next.lastWave = 0;
      return;
    case 'agent_reported': {
      const { verdict, findings } = event.data;
      if (verdict !== undefined) next.validated = verdict === 'pass' && next.agents.size > 1;
      for (const finding of findings ?? []) {
        const row = next.findings.get(finding.findingId);
        if (row === undefined || !finding.blocks || row.blocks) continue;
        next.findings = next.findings.set(finding.findingId, { ...row, blocks: true });
        if (row.state === 'open') next.blockingFindings += 1;
      }
      return;
    }
    case 'task_planned': {
      const { taskId, dependencies = [], wave, estimate } = event.data;
      next.tasks = next.tasks.update(taskId, (row) => ({ ...row, dependencies, wave, estimate }));
      for (const id of dependencies) if (!next.tasks.has(id)) next.awaitedTasks = next.awaitedTasks.set(id, true);
      return;
    }
    case 'task_started':
      next.tasks = next.tasks.update(event.data.taskId, (row) => ({ ...row, attempts: row.attempts + 1 }));
      return;
    case 'todo_created': {
      const { todoId, dependencies = [], agentId } = event.data;
      next.todos = next.todos.update(todoId, (row) => ({ ...row, dependencies, agentId }));
      return;
    }
    case 'plan_item_added':
    case 'plan_item_moved': {
      const row = next.items.get(event.data.itemId);
      if (row === undefined) return;
      const open = CLOSED_ITEMS.has(row.state) ? 0 : 1;
      adopt(next, row.parent, -open);
      next.items = next.items.set(event.data.itemId, { ...row, parent: event.data.parent });
      adopt(next, event.data.parent, open);
      return;
    }
    case 'workbook_entry_added':
      next.entries = next.entries.set(event.data.entryId, true);
      return;
    case 'baseline_recorded':
      if (next.baselines.get(event.data.baselineId)?.holds === false) next.brokenBaselines -= 1;
      next.baselines = next.baselines.set(event.data.baselineId, { holds: true });
      return;
    case 'baseline_compared': {
      const held = next.baselines.get(event.data.baselineId)?.holds ?? true;
      next.brokenBaselines += (held ? 1 : 0) - (event.data.holds ? 1 : 0);
      next.baselines = next.baselines.set(event.data.baselineId, { holds: event.data.holds });
      return;
    }
    case 'budget_allocated':
      next.phaseBudgets = next.phaseBudgets.set(event.data.phase, event.data.tokens);
      return;
    case 'tokens_used':
      next.tokens = TokenTally.add(next.tokens, event, next.activePhase);
      return;
    default:
      return;
  }
};

const launch = (
  next: Draft,
  agents: readonly { readonly agentId: string; readonly agentType: string }[],
  wave: number | undefined,
): void => {
  const cycle = next.openCycles.at(-1);
  for (const { agentId, agentType } of agents) {
    const state = next.agents.get(agentId)?.state ?? 'none';
    if (state === 'running') continue;
    // The wave first: the step counts the agent where its row says that it runs.
    next.agents = next.agents.set(agentId, { state, agentType, cycle, wave });
    take(next, { kind: 'agent', id: agentId, signal: 'agent_launched' });
  }
  if (wave !== undefined && wave > next.lastWave) next.lastWave = wave;
};

/** Takes a profile over: its phases as they stand by name, its gates as defaults, its allocations. */
const follow = (next: Draft, profile: Profile): void => {
  next.profile = profile;
  for (const name of profile.phases)
    if (!next.phases.has(name)) next.phases = next.phases.set(name, { state: 'pending' });
  for (const { id, name, criteria, guards } of profile.gates) {
    if (next.gates.has(id)) continue;
    next.gates = next.gates.set(id, { state: 'pending', name, criteria, guards });
    next.gateNames = next.gateNames.set(name, id);
  }
  for (const [phase, tokens] of Object.entries(profile.budget.phases))
    next.phaseBudgets = next.phaseBudgets.set(phase, tokens);
};
