// The fold of a session: `evolve(state, event)` is total and pure. A fact that a machine would refuse still puts its
// entity into the state that it names; the violation is told beside it (see check.ts).

import { type Draft, draftOf } from './draft.ts';
import { adopt, CLOSED_ITEMS, take } from './entities.ts';
import type { RecordedEvent } from './events/envelope.ts';
import { passedLimits } from './limits.ts';
import type { Profile } from './profile.ts';
import { definedGateId, lastWaveOf, placeOf, type State, ticksIn } from './state.ts';
import { stepsOf } from './steps.ts';
import { Table } from './table.ts';
import { activePhaseAfter, TokenTally } from './usage.ts';

/** The state after an event. Never throws, never changes the state that it is given. */
export const evolve = (state: State, event: RecordedEvent): State => {
  const next = draftOf(state);
  // A repeat does not count on: else every event after it would be out of order too.
  if (event.ordinal > state.ordinal) next.ordinal = event.ordinal;
  next.eventIds = state.eventIds.set(event.id, true);
  next.lastTimes = state.lastTimes.set(event.actor, event.time);
  if (state.lastTime === undefined || event.time > state.lastTime) next.lastTime = event.time;
  countCommand(next, event);
  // Facts before the start open the session: that they come first is one contradiction, told once.
  if (next.session === 'unstarted') next.session = 'running';
  if (event.type === 'agent_launched') launch(next, event.data.agents, event.data.wave);
  else for (const step of stepsOf(state, event)) take(next, step);
  record(next, event, state);
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

/** What an event says beyond the step of its entity. */
const record = (next: Draft, event: RecordedEvent, state: State): void => {
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
      const { name, criteria, guards } = event.data;
      const gateId = definedGateId(state, event.data);
      next.gates = next.gates.update(gateId, (row) => ({ ...row, name, criteria, guards, ofProfile: false }));
      next.gateNames = next.gateNames.set(name, gateId);
      if (gateId !== event.data.gateId) next.gateAliases = next.gateAliases.set(event.data.gateId, gateId);
      return;
    }
    case 'cycle_started':
      if (event.data.cycle > next.lastCycle) next.lastCycle = event.data.cycle;
      if (event.data.cycle > 1) next.beyondFirst = true;
      return;
    case 'agent_reported': {
      const { verdict, findings } = event.data;
      if (verdict !== undefined) {
        const agentType = next.agents.get(event.data.agentId)?.agentType ?? '';
        const others = next.failing.filter((type) => type !== agentType);
        next.failing = verdict === 'pass' ? others : [...others, agentType];
        next.validated = verdict === 'pass' && next.agents.size > 1;
      }
      for (const finding of findings ?? []) {
        // Its newest report says whether it blocks.
        const row = next.findings.get(finding.findingId);
        if (row === undefined || row.blocks === finding.blocks) continue;
        next.findings = next.findings.set(finding.findingId, { ...row, blocks: finding.blocks });
        if (row.state === 'open') next.blockingFindings += finding.blocks ? 1 : -1;
      }
      return;
    }
    case 'task_planned': {
      const { taskId, dependencies = [], wave, estimate } = event.data;
      next.tasks = next.tasks.update(taskId, (row) => ({ ...row, dependencies, wave, estimate }));
      next.toldLimits = next.toldLimits.set(`task ${taskId}`, false);
      for (const id of dependencies) if (!next.tasks.has(id)) next.awaitedTasks = next.awaitedTasks.set(id, true);
      return;
    }
    case 'task_started':
      next.tasks = next.tasks.update(event.data.taskId, (row) => ({ ...row, attempts: row.attempts + 1 }));
      return;
    case 'todo_created': {
      const { todoId, content, dependencies = [], agentId } = event.data;
      next.todos = next.todos.update(todoId, (row) => ({ ...row, content, dependencies, agentId }));
      return;
    }
    case 'plan_item_added':
    case 'plan_item_moved': {
      const row = next.items.get(event.data.itemId);
      if (row === undefined) return;
      const { parent, belowItself } = placeOf(next, event.data);
      if (belowItself) return;
      const open = CLOSED_ITEMS.has(row.state) ? 0 : 1;
      adopt(next, row.parent, -open);
      next.items = next.items.set(event.data.itemId, { ...row, parent });
      adopt(next, parent, open);
      return;
    }
    case 'plan_item_done':
      next.ticks = { commitId: event.commitid, count: ticksIn(state, event.commitid) + 1 };
      return;
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
      next.toldLimits = next.toldLimits.set(`phase ${event.data.phase}`, false);
      return;
    case 'tokens_used':
      next.tokens = TokenTally.add(next.tokens, event, next.activePhase);
      for (const { limit } of passedLimits(next, event.data)) next.toldLimits = next.toldLimits.set(limit, true);
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
  if (wave === undefined || wave <= lastWaveOf(next)) return;
  if (cycle === undefined) next.lastWave = wave;
  else next.cycles = next.cycles.update(String(cycle), (row) => ({ ...row, lastWave: wave }));
};

/** Takes a profile over: its phases as they stand by name; its gates in the place of the former profile's. */
const follow = (next: Draft, profile: Profile): void => {
  const former = next.profile.gates.filter(({ id }) => !profile.gates.some((gate) => gate.id === id));
  next.profile = profile;
  for (const name of profile.phases)
    if (!next.phases.has(name)) next.phases = next.phases.set(name, { state: 'pending' });
  for (const { id } of former)
    next.gates = next.gates.update(id, (row) =>
      row.ofProfile ? { ...row, state: 'undefined', name: '', criteria: [], guards: undefined } : row,
    );
  for (const { id, name, criteria, guards } of profile.gates) {
    const row = next.gates.get(id);
    // One that only a verdict told of was not defined by it, nor is its verdict one on what is defined now.
    const told = row !== undefined && row.name !== '';
    if (told && !row.ofProfile) continue;
    const state = told ? row.state : 'pending';
    next.gates = next.gates.set(id, { state, name, criteria, guards, ofProfile: true });
    next.gateNames = next.gateNames.set(name, id);
  }
  next.toldLimits = Table.empty();
};
