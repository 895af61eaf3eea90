// The state that the law decides in: for each entity its life and what the rules ask of it, no more. What people see is
// the projections' work.
import type { StateOf } from './life-cycles/all.ts';
import type { Enforcement, Profile } from './profile.ts';
import { Table } from './table.ts';
import { TokenTally } from './usage.ts';

export interface PhaseRow {
  readonly state: StateOf<'phase'>;
}
export interface GateRow {
  readonly state: StateOf<'gate'>;
  readonly name: string;
  readonly criteria: readonly string[];
  readonly guards: string | undefined;
  /** False once a session has defined it itself: then no profile changes it any more. */
  readonly ofProfile: boolean;
}
export interface CycleRow {
  readonly state: StateOf<'cycle'>;
  /** The highest wave launched in it. */
  readonly lastWave: number;
  /** Agents launched in it that run. */
  readonly running: number;
}
export interface AgentRow {
  readonly state: StateOf<'agent'>;
  readonly agentType: string;
  readonly cycle: number | undefined;
  readonly wave: number | undefined;
}
export interface TaskRow {
  readonly state: StateOf<'task'>;
  readonly dependencies: readonly string[];
  readonly wave: number | undefined;
  readonly estimate: number | undefined;
  /** Times started. */
  readonly attempts: number;
}
export interface TodoRow {
  readonly state: StateOf<'todo'>;
  /** What it says: a list without ids is matched by it. */
  readonly content: string;
  readonly dependencies: readonly string[];
  readonly agentId: string | undefined;
}
export interface ItemRow {
  readonly state: StateOf<'item'>;
  readonly parent: string | undefined;
}
export interface FindingRow {
  readonly state: StateOf<'finding'>;
  readonly blocks: boolean;
}
export interface LifeRow<S extends string> {
  readonly state: S;
}
/** Agents of a wave that run; waves of which none runs are not listed. */
export interface RunningWave {
  /** Undefined for a wave launched while no cycle was open. */
  readonly cycle: number | undefined;
  readonly wave: number;
  readonly agents: number;
}
export interface CommandRow {
  readonly firstOrdinal: number;
  readonly count: number;
  readonly hash: string | undefined;
}

export interface State {
  readonly sessionId: string;
  /** Events folded. */
  readonly ordinal: number;
  readonly session: StateOf<'session'>;
  readonly outcome: 'completed' | 'failed' | 'cancelled' | undefined;
  /** False where facts came before `session_started`; then the profile is an empty one. */
  readonly begun: boolean;
  readonly profile: Profile;
  readonly enforcement: Enforcement;
  readonly law: string;
  readonly classified: boolean;
  readonly profileChosen: boolean;
  /** A phase or cycle after the first has started. */
  readonly beyondFirst: boolean;
  readonly tokenBudget: number | undefined;

  readonly phases: Table<PhaseRow>;
  readonly activePhases: readonly string[];
  /** The one that token figures without a phase belong to. */
  readonly activePhase: string | null;
  readonly gates: Table<GateRow>;
  /** The id of the gate that was given a name last. */
  readonly gateNames: Table<string>;
  /** Of a gate defined anew under another id: the id it has, by that other. */
  readonly gateAliases: Table<string>;
  readonly cycles: Table<CycleRow>;
  readonly lastCycle: number;
  readonly openCycles: readonly number[];

  readonly agents: Table<AgentRow>;
  readonly runningAgents: number;
  readonly runningWaves: readonly RunningWave[];
  /** The highest wave launched while no cycle was open. */
  readonly lastWave: number;
  /** The newest verdict by an agent other than the only one that worked was a pass. */
  readonly validated: boolean;
  /** Types of agents whose newest verdict is a fail. */
  readonly failing: readonly string[];

  readonly tasks: Table<TaskRow>;
  readonly openTasks: number;
  /** Ids named as a dependency before they were planned: only through these can a circle close. */
  readonly awaitedTasks: Table<true>;

  readonly todos: Table<TodoRow>;
  readonly openTodos: number;
  readonly todosInProgress: Table<number>;

  readonly requirements: Table<LifeRow<StateOf<'requirement'>>>;
  readonly openRequirements: number;
  readonly deliverables: Table<LifeRow<StateOf<'deliverable'>>>;
  readonly openDeliverables: number;

  readonly sections: Table<LifeRow<StateOf<'section'>>>;
  readonly items: Table<ItemRow>;
  /** By parent (known or not), where it ever had a child: its children that are neither done nor dropped. */
  readonly openChildren: Table<number>;
  readonly openItems: number;
  /** Items ticked by the newest commit that ticked any. */
  readonly ticks: { readonly commitId: string; readonly count: number };

  readonly entries: Table<true>;
  readonly questions: Table<LifeRow<StateOf<'question'>>>;
  readonly findings: Table<FindingRow>;
  readonly blockingFindings: number;
  readonly baselines: Table<{ readonly holds: boolean }>;
  readonly brokenBaselines: number;
  readonly reviews: Table<LifeRow<StateOf<'review'>>>;
  readonly awaitedReviews: number;

  /** Allocations of the session itself; else the profile's count (`allocationOf`). */
  readonly phaseBudgets: Table<number>;
  readonly tokens: TokenTally;
  /** Limits that are passed and were told of: `session`, `phase NAME`, `task ID`. Told again when the limit changes. */
  readonly toldLimits: Table<boolean>;

  readonly commands: Table<CommandRow>;
  readonly lastCommand: string | undefined;
  readonly eventIds: Table<true>;
  readonly lastTimes: Table<string>;
  /** Newest `time` of all. */
  readonly lastTime: string | undefined;
}

/** What a session has for a profile while nothing has said which: no phases, no gates, nothing to be out of order of. */
export const NO_PROFILE: Profile = {
  name: 'none',
  phases: [],
  cycles: true,
  gates: [],
  budget: { phases: {} },
  enforcement: 'observe',
  rules: {},
  limits: { ticksAtOnce: 10 },
};

/** The state of a session of which nothing is known. */
export const initialState = (sessionId: string): State => ({
  sessionId,
  ordinal: 0,
  session: 'unstarted',
  outcome: undefined,
  begun: false,
  profile: NO_PROFILE,
  enforcement: 'enforce',
  law: '',
  classified: false,
  profileChosen: false,
  beyondFirst: false,
  tokenBudget: undefined,
  phases: Table.empty(),
  activePhases: [],
  activePhase: null,
  gates: Table.empty(),
  gateNames: Table.empty(),
  gateAliases: Table.empty(),
  cycles: Table.empty(),
  lastCycle: 0,
  openCycles: [],
  agents: Table.empty(),
  runningAgents: 0,
  runningWaves: [],
  lastWave: 0,
  validated: false,
  failing: [],
  tasks: Table.empty(),
  openTasks: 0,
  awaitedTasks: Table.empty(),
  todos: Table.empty(),
  openTodos: 0,
  todosInProgress: Table.empty(),
  requirements: Table.empty(),
  openRequirements: 0,
  deliverables: Table.empty(),
  openDeliverables: 0,
  sections: Table.empty(),
  items: Table.empty(),
  openChildren: Table.empty(),
  openItems: 0,
  ticks: { commitId: '', count: 0 },
  entries: Table.empty(),
  questions: Table.empty(),
  findings: Table.empty(),
  blockingFindings: 0,
  baselines: Table.empty(),
  brokenBaselines: 0,
  reviews: Table.empty(),
  awaitedReviews: 0,
  phaseBudgets: Table.empty(),
  tokens: TokenTally.init(),
  toldLimits: Table.empty(),
  commands: Table.empty(),
  lastCommand: undefined,
  eventIds: Table.empty(),
  lastTimes: Table.empty(),
  lastTime: undefined,
});

const gateOf = (state: State, id: string, name: string): string | undefined =>
  state.gates.has(id) ? id : (state.gateAliases.get(id) ?? state.gateNames.get(name));

/**
 * The id of the gate that a verdict names: by id, else by name. One that only verdicts told of (it has no name) gives way
 * to one that was defined by that name since; the name itself where there is none.
 */
export const gateIdOf = (state: State, named: string): string => {
  const known = state.gates.get(named);
  if (known !== undefined && known.name !== '') return named;
  return state.gateAliases.get(named) ?? state.gateNames.get(named) ?? named;
};

/** The id of the gate that a definition adds or replaces: one known by its id, else by its name. */
export const definedGateId = (state: State, { gateId, name }: { gateId: string; name: string }): string =>
  gateOf(state, gateId, name) ?? gateId;

/** True once a profile was said. */
export const hasProfile = (state: State): boolean => state.profile !== NO_PROFILE;

/** The highest wave so far within the open cycle; where none is open, within the session. */
export const lastWaveOf = (state: State): number => {
  const cycle = state.openCycles.at(-1);
  return cycle === undefined ? state.lastWave : (state.cycles.get(String(cycle))?.lastWave ?? 0);
};

/** Where `plan_item_added` and `plan_item_moved` put an item. */
interface Place {
  readonly itemId: string;
  readonly sectionId?: string | undefined;
  readonly parent?: string | undefined;
  readonly after?: string | undefined;
  readonly first?: boolean | undefined;
}

/**
 * The parent of an item put elsewhere: what it names; none in a section, or where it is first of everything; else that of
 * the sibling it comes after; else the one it has. `belowItself`: it would stand below itself, so it stays where it is.
 */
export const placeOf = (
  state: State,
  { itemId, sectionId, parent, after, first }: Place,
): { readonly parent: string | undefined; readonly belowItself: boolean } => {
  const sibling = after !== undefined && after !== itemId ? state.items.get(after) : undefined;
  const outside = sectionId !== undefined || (first === true && sibling === undefined);
  const at = parent ?? (outside ? undefined : (sibling ?? state.items.get(itemId))?.parent);
  // What has no children has nothing below it: without this glance deep plans cost their square.
  if (at !== itemId && !state.openChildren.has(itemId)) return { parent: at, belowItself: false };
  for (let id = at; id !== undefined; id = state.items.get(id)?.parent)
    if (id === itemId) return { parent: at, belowItself: true };
  return { parent: at, belowItself: false };
};

/** Tokens allocated to a phase: by the session, else by its profile. */
export const allocationOf = (state: State, phase: string): number | undefined =>
  state.phaseBudgets.get(phase) ??
  (Object.hasOwn(state.profile.budget.phases, phase) ? state.profile.budget.phases[phase] : undefined);

/** Tokens for the whole session. */
export const sessionBudget = (state: State): number | undefined => state.tokenBudget ?? state.profile.budget.session;

/** Items that a commit has ticked so far. */
export const ticksIn = (state: State, commitId: string): number =>
  state.ticks.commitId === commitId ? state.ticks.count : 0;
