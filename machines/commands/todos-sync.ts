// `todos.sync`: a whole list of todos, as agents and todo files write it, becomes the events that make the session's
// todos equal to it. Pure, and the same list again gives no events.
import type { z } from 'zod';
import { Priority } from '../events/fields.ts';
import { lifeCycleOf } from '../life-cycles/all.ts';
import type { State } from '../state/state.ts';
import type { TodoRow } from '../state/work-rows.ts';
import type { Fact, Facts } from './fact.ts';
import type { OWN_INPUTS } from './inputs.ts';

type List = z.output<(typeof OWN_INPUTS)['todos.sync']>;
type Todo = List['todos'][number];
type Status = Todo['status'];

interface Wanted {
  readonly todo: Todo;
  readonly id: string | undefined;
  readonly agentId: string | undefined;
  /** The todo of the session that it is; a new one's id when `from` is `none`. */
  todoId: string;
  from: TodoRow['state'];
}

const WAY: Readonly<Record<Status, readonly string[]>> = {
  pending: [],
  in_progress: ['todo_started'],
  completed: ['todo_started', 'todo_completed'],
  failed: ['todo_started', 'todo_failed'],
  cancelled: ['todo_cancelled'],
};

/** The signals that lead from a state to a status; undefined where the machine knows no way. */
const wayTo = (from: TodoRow['state'], status: Status): readonly string[] | undefined => {
  if (from === status) return [];
  const way = from === 'in_progress' ? WAY[status].filter((signal) => signal !== 'todo_started') : WAY[status];
  const { next } = lifeCycleOf('todo');
  let at: string | undefined = from;
  for (const signal of way) at = at === undefined ? undefined : next(at, signal);
  return at === status ? way : undefined;
};

/** A text or number as text; undefined for null and empty. */
const textOf = (value: string | number | null | undefined): string | undefined =>
  value === null || value === undefined || value === '' ? undefined : String(value);
const agentOf = ({ agentId, assignedAgentId }: Todo): string | undefined => textOf(assignedAgentId) ?? textOf(agentId);
const dependenciesOf = ({ dependencies }: Todo): string[] => (dependencies ?? []).map(String);

/** The todos that the list is about; those of another agent are not changed. */
export const todoFacts = (state: State, { todos, agentId }: List): Facts => {
  const wanted: Wanted[] = todos.map((todo) => ({
    todo,
    id: textOf(todo.id),
    agentId: agentId ?? agentOf(todo),
    todoId: '',
    from: 'none',
  }));
  const ids = new Set<string>();
  for (const { id, todo } of wanted) {
    const named = agentOf(todo);
    if (agentId !== undefined && named !== undefined && named !== agentId)
      return { invalid: `todos.sync: a todo of ${named} is in the list of ${agentId}` };
    if (id !== undefined && ids.has(id)) return { invalid: `todos.sync: two todos have the id ${id}` };
    if (id !== undefined) ids.add(id);
  }
  const agents = new Set(wanted.length > 0 ? wanted.map((one) => one.agentId) : [agentId]);
  const left = new Map(state.work.todos.entries().filter(([, row]) => agents.has(row.agentId)));
  for (const { id } of wanted) {
    const row = id === undefined ? undefined : state.work.todos.get(id);
    if (row !== undefined && !agents.has(row.agentId))
      return { invalid: `todos.sync: todo ${id} is of ${row.agentId ?? 'no agent'}` };
  }
  match(wanted, left);
  nameNew(state, wanted);
  return { facts: factsFor(wanted, left) };
};

/** `x~2` is a later turn of `x`, and of no other. */
const isTurnOf = (todoId: string, id: string): boolean =>
  todoId.startsWith(`${id}~`) && /^\d+$/.test(todoId.slice(id.length + 1));

/** Gives each wanted todo the row that it is, and takes that from `left`: the same id first, then the same content. */
const match = (wanted: readonly Wanted[], left: Map<string, TodoRow>): void => {
  const byContent = new Map<string, string[]>();
  for (const [id, { content }] of left) byContent.set(content, [...(byContent.get(content) ?? []), id]);
  const isIt = ({ todo, agentId }: Wanted, row: TodoRow | undefined, exact: boolean): row is TodoRow =>
    row !== undefined &&
    row.content === todo.content &&
    row.agentId === agentId &&
    (exact ? row.state === todo.status : wayTo(row.state, todo.status) !== undefined);
  const take = (one: Wanted, id: string, row: TodoRow) => {
    one.todoId = id;
    one.from = row.state;
    left.delete(id);
  };
  for (const one of wanted) {
    const row = one.id === undefined ? undefined : left.get(one.id);
    if (one.id !== undefined && isIt(one, row, false)) take(one, one.id, row);
  }
  // Those already in the wanted state first, so that the same list again finds each in its place.
  for (const exact of [true, false])
    for (const one of wanted) {
      if (one.todoId !== '') continue;
      const found = (byContent.get(one.todo.content) ?? []).find(
        (id) => isIt(one, left.get(id), exact) && (one.id === undefined || isTurnOf(id, one.id)),
      );
      if (found !== undefined) take(one, found, left.get(found) as TodoRow);
    }
};

/** New todos have the id that they name; where that has another text or has ended, `id~2`, and so on. */
const nameNew = (state: State, wanted: readonly Wanted[]): void => {
  const taken = new Set(wanted.flatMap(({ id }) => id ?? []));
  const isFree = (id: string) => !state.work.todos.has(id) && !taken.has(id);
  let number = state.work.todos.size;
  for (const one of wanted) {
    if (one.todoId !== '') continue;
    if (one.id !== undefined && !state.work.todos.has(one.id)) one.todoId = one.id;
    else if (one.id !== undefined) {
      let turn = 2;
      while (!isFree(`${one.id}~${turn}`)) turn += 1;
      one.todoId = `${one.id}~${turn}`;
    } else {
      do number += 1;
      while (!isFree(`todo_${number}`));
      one.todoId = `todo_${number}`;
    }
    taken.add(one.todoId);
  }
};

/** What depends on another comes after it; in a circle, as listed. */
const inOrder = (wanted: readonly Wanted[]): Wanted[] => {
  const byId = new Map(wanted.flatMap((one) => (one.id === undefined ? [] : [[one.id, one] as const])));
  const ordered = new Set<Wanted>();
  const open = new Set<Wanted>();
  for (const first of wanted) {
    const path = [first];
    for (let one = path.at(-1); one !== undefined; one = path.at(-1)) {
      open.add(one);
      const before: Wanted | undefined = dependenciesOf(one.todo)
        .map((id) => byId.get(id))
        .find((other) => other !== undefined && !ordered.has(other) && !open.has(other));
      if (before !== undefined) path.push(before);
      else ordered.add(path.pop() as Wanted);
    }
  }
  return [...ordered];
};

/** Ends first, so that an agent never seems to work on two; then what is new; then starts. */
const factsFor = (wanted: readonly Wanted[], left: ReadonlyMap<string, TodoRow>): Fact[] => {
  const ids = new Map(wanted.flatMap(({ id, todoId }) => (id === undefined ? [] : [[id, todoId] as const])));
  const gone: Fact[] = [...left]
    .filter(([, { state }]) => wayTo(state, 'cancelled')?.length === 1)
    .map(([todoId]) => ({ type: 'todo_cancelled', data: { todoId, reason: 'No longer in the list' } }));
  const ended: Fact[] = [];
  const created: Fact[] = [];
  const done: Fact[] = [];
  const started: Fact[] = [];
  for (const one of inOrder(wanted)) {
    const { todo, todoId } = one;
    if (one.from === 'none') created.push({ type: 'todo_created', data: creationOf(one, ids) });
    const way = wayTo(one.from === 'none' ? 'pending' : one.from, todo.status) ?? [];
    const to = way.length === 2 || one.from === 'none' ? done : ended;
    for (const type of way as readonly ('todo_started' | 'todo_completed' | 'todo_failed' | 'todo_cancelled')[])
      (way.length === 1 && type === 'todo_started' ? started : to).push({
        type,
        data: { todoId, ...reasonIn(type, todo) },
      });
  }
  return [...gone, ...ended, ...created, ...done, ...started];
};

const reasonIn = (type: string, todo: Todo): object => {
  const reason = textOf(todo.errorMessage) ?? textOf(todo.reason);
  return reason !== undefined && (type === 'todo_failed' || type === 'todo_cancelled') ? { reason } : {};
};

/** The data of a new todo; keys that the schema does not name go to `extra`. */
const creationOf = ({ todo, todoId, agentId }: Wanted, ids: ReadonlyMap<string, string>): object => {
  const { content, activeForm, status, id, agentId: _own, assignedAgentId, agentType, assignedAgent, ...others } = todo;
  const { taskId, relatedTask, wave, dependencies, estimate, estimatedTokens, ...more } = others;
  const { estimatedDurationS, estimatedDuration, tags, notes, reason, errorMessage, ...rest } = more;
  const priority = Priority.safeParse(rest.priority);
  if (priority.success) delete rest.priority;
  const extra = Object.entries(rest).filter(([, value]) => value !== null);
  const data = {
    todoId,
    content,
    activeForm: textOf(activeForm),
    agentId,
    agentType: textOf(agentType) ?? textOf(assignedAgent),
    taskId: textOf(taskId) ?? textOf(relatedTask),
    wave: wave ?? undefined,
    dependencies: dependencies?.length ? dependenciesOf(todo).map((one) => ids.get(one) ?? one) : undefined,
    priority: priority.data,
    estimate: estimate ?? estimatedTokens ?? undefined,
    estimatedDurationS: estimatedDurationS ?? estimatedDuration ?? undefined,
    tags: tags?.length ? tags : undefined,
    notes: textOf(notes),
    extra: extra.length > 0 ? Object.fromEntries(extra) : undefined,
  };
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined));
};
