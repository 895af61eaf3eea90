// What tokens were used: one tally, by which the usage view counts and the law holds a session to its budget.
//
// A `tokens_used` event belongs to the phase that it names, else to the phase active at that moment, else to no phase;
// one that names a todo belongs to that todo's agent and task too. Each figure is the larger of two sums that only grow,
// so no figure ever falls, and what is reported twice, in sum and in detail, counts once:
// - of a phase: what names the phase and nothing else, or everything else in it;
// - of an agent or a task: what names no todo, or what its todos used.
// A todo's use may be a part of what its agent or of what its task reported: the smaller of the two sums counts.

import { Table } from '../collections/table.ts';
import type { EventOf } from '../events/envelope.ts';
import { changed, type Figures, larger, NOTHING, plus, smaller } from './figures.ts';
import { figuresOf } from './reported-tokens.ts';

/** What one owner of tokens reported itself, and what todos used that may be a part of it: as an agent's, as a task's. */
interface Owner {
  readonly direct: Figures;
  readonly byAgent: Figures;
  readonly byTask: Figures;
}

/** A phase, an agent or a task. */
export interface Scope {
  /** Of a phase: what names it and nothing else. */
  readonly own: Figures;
  /** Everything else: with each todo's use as a part of its agent's, and as a part of its task's. */
  readonly byAgent: Figures;
  readonly byTask: Figures;
}

/** Which sum of a phase counts. */
export type Basis = 'own' | 'attributed' | 'none';

type Level = 'own' | 'direct' | 'todos';

/** What one model used, by whose tokens they were: enough to take a model's part of the figures that count. */
interface ModelRow {
  readonly model: string | undefined;
  readonly provider: string | undefined;
  readonly phase: string;
  readonly level: Level;
  readonly byAgent: string;
  readonly byTask: string;
  readonly used: Figures;
}

/** What of the figures that count one model of one provider used. */
export interface ModelFigures {
  readonly model: string | undefined;
  readonly provider: string | undefined;
  readonly figures: Figures;
}

interface TodoOwner {
  readonly agentId: string | undefined;
  readonly taskId: string | undefined;
}

export interface TokenTally {
  /** What counts for the whole session. */
  readonly session: Figures;
  /** By phase; the key `''` stands for no phase. */
  readonly phases: Table<Scope>;
  readonly tasks: Table<Scope>;
  readonly agents: Table<Scope>;
  readonly todos: Table<Figures>;
  readonly owners: Table<Owner>;
  readonly todoOwners: Table<TodoOwner>;
  readonly models: Table<ModelRow>;
}

type Used = EventOf<'tokens_used'>['data'];

const NO_OWNER: Owner = { direct: NOTHING, byAgent: NOTHING, byTask: NOTHING };
const NO_SCOPE: Scope = { own: NOTHING, byAgent: NOTHING, byTask: NOTHING };

const init = (): TokenTally => ({
  session: NOTHING,
  phases: Table.empty(),
  tasks: Table.empty(),
  agents: Table.empty(),
  todos: Table.empty(),
  owners: Table.empty(),
  todoOwners: Table.empty(),
  models: Table.empty(),
});

const attributedTo = ({ byAgent, byTask }: Scope): Figures => smaller(byAgent, byTask);
/** The figures of a phase, an agent or a task that count. */
export const countedOf = (scope: Scope = NO_SCOPE): Figures => larger(scope.own, attributedTo(scope));

/** Which sum of a phase counts for its tokens. */
export const basisOf = (scope: Scope = NO_SCOPE): Basis => {
  if (countedOf(scope).records === 0) return 'none';
  return scope.own.records > 0 && scope.own.tokens >= attributedTo(scope).tokens ? 'own' : 'attributed';
};

/** Tokens of a phase that nothing but its own sum accounts for. */
export const unattributedOf = (scope: Scope = NO_SCOPE): number => countedOf(scope).tokens - attributedTo(scope).tokens;

/** Whose tokens an event reports; of a todo also the agent that has it and the task that it was created for. */
export interface Whose {
  readonly phase: string;
  readonly agentId: string | undefined;
  readonly taskId: string | undefined;
  readonly todoId: string | undefined;
}

const whoseOf = (tally: TokenTally, data: Used, activePhase: string | null | undefined): Whose => {
  const todo = data.todoId === undefined ? undefined : tally.todoOwners.get(data.todoId);
  return {
    phase: data.phase ?? activePhase ?? '',
    agentId: data.agentId ?? todo?.agentId,
    taskId: data.taskId ?? todo?.taskId,
    todoId: data.todoId,
  };
};

/** A part of a key. Keys made of such parts are the same only where all parts are. */
const part = (text: string): string => `${text.length}:${text}`;

/** The key of an owner in a scope. */
const ownerKey = (scope: string, owner: string): string => `${part(scope)}${part(owner)}`;

interface Owners {
  readonly byAgent: string;
  readonly byTask: string;
}

/** Who owns a use: an agent before a task, of a todo's use either way; the orchestrator where nothing is named. */
const ownersOf = ({ agentId, taskId, todoId }: Whose): Owners => {
  const agent = agentId === undefined ? undefined : `5:agent${part(agentId)}`;
  const task = taskId === undefined ? undefined : `4:task${part(taskId)}`;
  const last = todoId === undefined ? '12:orchestrator' : `4:todo${part(todoId)}`;
  const byAgent = agent ?? task ?? last;
  return { byAgent, byTask: todoId === undefined ? byAgent : (task ?? agent ?? last) };
};

const levelOf = (data: Used): Level => {
  if (data.todoId !== undefined) return 'todos';
  return data.phase !== undefined && data.taskId === undefined && data.agentId === undefined ? 'own' : 'direct';
};

interface Use {
  readonly used: Figures;
  readonly level: Level;
  readonly owners: Owners;
}

/** A scope with one more use, and the owners of tokens in it. */
const addTo = (scope: Scope, owners: Table<Owner>, name: string, use: Use): [Scope, Table<Owner>] => {
  const { used, level } = use;
  if (level === 'own') return [{ ...scope, own: plus(scope.own, used) }, owners];
  if (level === 'direct') {
    const key = ownerKey(name, use.owners.byAgent);
    const { direct: before, byAgent, byTask } = owners.get(key) ?? NO_OWNER;
    const direct = plus(before, used);
    return [
      {
        own: scope.own,
        byAgent: changed(scope.byAgent, larger(before, byAgent), larger(direct, byAgent)),
        byTask: changed(scope.byTask, larger(before, byTask), larger(direct, byTask)),
      },
      owners.set(key, { direct, byAgent, byTask }),
    ];
  }
  let rows = owners;
  const after = (by: keyof Owners): Figures => {
    const key = ownerKey(name, use.owners[by]);
    const before = rows.get(key) ?? NO_OWNER;
    const row: Owner = { ...before, [by]: plus(before[by], used) };
    rows = rows.set(key, row);
    return changed(scope[by], larger(before.direct, before[by]), larger(row.direct, row[by]));
  };
  return [{ own: scope.own, byAgent: after('byAgent'), byTask: after('byTask') }, rows];
};

/** The last addition. The rules about budgets ask for the tally after an event that the fold computes once more. */
let last: { tally: TokenTally; data: Used; activePhase: string | null | undefined; after: TokenTally } | undefined;

/** The tally with one more event; a few steps, however long the session is. */
const add = (
  tally: TokenTally,
  { data }: EventOf<'tokens_used'>,
  activePhase: string | null | undefined,
): TokenTally => {
  if (last?.tally === tally && last.data === data && last.activePhase === activePhase) return last.after;
  const after = added(tally, data, activePhase);
  last = { tally, data, activePhase, after };
  return after;
};

const added = (tally: TokenTally, data: Used, activePhase: string | null | undefined): TokenTally => {
  const whose = whoseOf(tally, data, activePhase);
  const { phase, taskId, agentId, todoId } = whose;
  const use: Use = { used: figuresOf(data), level: levelOf(data), owners: ownersOf(whose) };
  let owners = tally.owners;
  const within = (scopes: Table<Scope>, kind: string, id: string | undefined): Table<Scope> => {
    if (id === undefined) return scopes;
    const [scope, rows] = addTo(scopes.get(id) ?? NO_SCOPE, owners, `${part(kind)}${part(id)}`, use);
    owners = rows;
    return scopes.set(id, scope);
  };
  // Read before the table has a newer version: an older one is slower to read.
  const before = countedOf(tally.phases.get(phase));
  const phases = within(tally.phases, 'phase', phase);
  const tasks = within(tally.tasks, 'task', taskId);
  const agents = within(tally.agents, 'agent', agentId);
  const { model, provider } = data;
  const { byAgent, byTask } = use.owners;
  const key = `${part(phase)}${part(use.level)}${part(byAgent)}${part(byTask)}${part(JSON.stringify([model, provider]))}`;
  return {
    session: changed(tally.session, before, countedOf(phases.get(phase))),
    phases,
    tasks,
    agents,
    todos:
      todoId === undefined ? tally.todos : tally.todos.set(todoId, plus(tally.todos.get(todoId) ?? NOTHING, use.used)),
    owners,
    todoOwners: tally.todoOwners,
    models: tally.models.set(key, {
      model,
      provider,
      phase,
      level: use.level,
      byAgent,
      byTask,
      used: plus(tally.models.get(key)?.used ?? NOTHING, use.used),
    }),
  };
};

/** What a todo uses from now on belongs to this agent and task too; what it used before stays where it is. */
const todoOf = (tally: TokenTally, { type, data }: EventOf<'todo_created'> | EventOf<'todo_assigned'>): TokenTally => {
  const taskId = type === 'todo_created' ? data.taskId : tally.todoOwners.get(data.todoId)?.taskId;
  return { ...tally, todoOwners: tally.todoOwners.set(data.todoId, { agentId: data.agentId, taskId }) };
};

/** What of a model's row is a part of the figures that count, each figure by itself. */
const partThatCounts = (tally: TokenTally, row: ModelRow): Figures => {
  const scope = tally.phases.get(row.phase) ?? NO_SCOPE;
  const attributed = attributedTo(scope);
  const ownerBy = (by: keyof Owners): Owner =>
    tally.owners.get(ownerKey(`5:phase${part(row.phase)}`, row[by])) ?? NO_OWNER;
  const agent = ownerBy('byAgent');
  const task = ownerBy('byTask');
  const of = (figure: keyof Figures): number => {
    const ownCounts = scope.own[figure] >= attributed[figure];
    if (ownCounts || row.level === 'own') return ownCounts && row.level === 'own' ? row.used[figure] : 0;
    const [{ direct }, todos] =
      scope.byAgent[figure] <= scope.byTask[figure] ? [agent, agent.byAgent] : [task, task.byTask];
    return (row.level === 'direct') === direct[figure] >= todos[figure] ? row.used[figure] : 0;
  };
  return {
    records: of('records'),
    costed: of('costed'),
    tokens: of('tokens'),
    input: of('input'),
    output: of('output'),
    cached: of('cached'),
    cacheCreation: of('cacheCreation'),
    costUsd: of('costUsd'),
  };
};

export const TokenTally = {
  init,
  add,
  todoOf,
  whoseOf,
  /** Tokens of the whole session that count. */
  countedTotal: (tally: TokenTally): number => tally.session.tokens,
  /** Figures of a phase that count (`''`: of no phase). */
  phase: (tally: TokenTally, phase: string): Figures => countedOf(tally.phases.get(phase)),
  task: (tally: TokenTally, taskId: string): Figures => countedOf(tally.tasks.get(taskId)),
  agent: (tally: TokenTally, agentId: string): Figures => countedOf(tally.agents.get(agentId)),
  todo: (tally: TokenTally, todoId: string): Figures => tally.todos.get(todoId) ?? NOTHING,
  /**
   * By model and provider, in order of first mention, undefined where none was named: the parts of what counts, so that
   * they add up to the total. A part may fall, where another sum of the same use comes to count.
   */
  models: (tally: TokenTally): ModelFigures[] => {
    const sums = new Map<string, ModelFigures>();
    for (const row of tally.models.values()) {
      const { model, provider } = row;
      const key = JSON.stringify([model, provider]);
      sums.set(key, { model, provider, figures: plus(sums.get(key)?.figures ?? NOTHING, partThatCounts(tally, row)) });
    }
    return [...sums.values()];
  },
  /** Everything that counts, added up over the phases. */
  total: (tally: TokenTally): Figures => tally.session,
};
