// What is legal now, as data: of the moves that the entities of a session could make, those that no life cycle and no
// rule would refuse. What can always be recorded (entries, metrics, tokens, ...) is left out.
import { carriedBy } from './commands/carry.ts';
import { inputSchema, type JsonSchema, schemaAt } from './commands/input-schema.ts';
import { type CommandWord, wordFor } from './commands/words.ts';
import { defined } from './defined.ts';
import type { EventData, EventType, MovingType } from './events/catalog.ts';
import { isLegal } from './is-legal.ts';
import { LIFE_CYCLES, type SignalOf } from './life-cycles/all.ts';
import { runningAgents, runningWork, runningWorkIn } from './state/running.ts';
import type { State } from './state/state.ts';

/** Names and, in a list, places, from the command's data inwards. */
export type Path = readonly (string | number)[];

/** A value that the caller must still give. */
export interface Need {
  readonly path: Path;
  readonly schema: JsonSchema;
}

/** A command that would be accepted now, once its needs are given. */
export interface LegalMove {
  readonly word: CommandWord;
  /** What is fixed. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly needs: readonly Need[];
  /** Who has to send it, where the profile reserves its word: an actor, or a kind of them (`person`). */
  readonly actor?: string;
}

/** At most this many moves of one word are listed. */
const MOST_OF_A_WORD = 8;

type Data = Readonly<Record<string, unknown>>;

interface Candidate {
  readonly type: EventType;
  readonly data: Data;
  readonly needs: readonly Path[];
  /** The names that a list among the needs may have, where not any are accepted. */
  readonly choices: readonly string[] | undefined;
  /** What the command adds by itself: the criteria of a gate. */
  readonly added: Data;
}

/** The moves that are legal in a state. Costs as much as the session has open entities. */
export const legalMoves = (state: State): LegalMove[] => {
  if (!state.session.started)
    return state.session.state === 'unstarted' ? [moveOf('session.start', {}, [['goal']])] : [];
  const legal: LegalMove[] = [];
  const counts = new Map<EventType, number>();
  for (const { type, data, needs, added, choices } of candidates(state)) {
    const count = counts.get(type) ?? 0;
    if (count >= MOST_OF_A_WORD) continue;
    const move = withChoices(moveOf(wordFor(type), data, needs), choices);
    if (
      !isLegal(state, type, {
        ...completed(
          move,
          move.needs.map((need) => sampleFor(state, need)),
        ),
        ...added,
      })
    )
      continue;
    counts.set(type, count + 1);
    legal.push(move);
  }
  return legal;
};

/**
 * Whether the moves by a type are listed: the compiler demands an answer for each type that moves an entity. Not listed is
 * what names a new entity (all but a launch), what edits, most of what goes back, and what a process seldom waits for.
 */
const IS_LISTED = {
  ...{ session_started: true, session_paused: true, session_resumed: true, session_ended: true },
  ...{ phase_started: true, phase_completed: true, phase_skipped: true },
  ...{ phase_abandoned: true, phase_reopened: true, phase_unskipped: true },
  ...{ gate_defined: false, quality_gate_passed: true, quality_gate_failed: true, quality_gate_waived: true },
  ...{ requirement_added: false, requirement_met: false, requirement_dropped: false, requirement_reopened: false },
  ...{ deliverable_added: false, deliverable_delivered: false, deliverable_dropped: false },
  ...{ deliverable_reopened: false },
  ...{ task_planned: false, task_started: true, task_completed: true, task_failed: true, task_dropped: true },
  ...{ task_reopened: true, task_assigned: true, task_dependencies_changed: true },
  ...{ plan_section_added: false, plan_section_renamed: false, plan_section_removed: false },
  ...{ plan_item_added: false, plan_item_done: true, plan_item_reopened: false, plan_item_marked: false },
  ...{ plan_item_reworded: false, plan_item_noted: false, plan_item_moved: false, plan_item_dropped: false },
  ...{ cycle_started: true, cycle_ended: true },
  ...{ agent_launched: true, agent_reported: false, agent_paused: false, agent_resumed: true },
  ...{ agent_completed: true, agent_failed: true, agent_killed: false, agent_lost: false, agent_found: false },
  ...{ todo_created: false, todo_started: true, todo_completed: true, todo_failed: false, todo_cancelled: false },
  ...{ todo_reopened: false, todo_assigned: false },
  ...{ workbook_entry_added: false, question_resolved: true, question_reopened: false },
  ...{ follow_up_resolved: false },
  ...{ review_requested: false, review_given: true, review_withdrawn: false },
} as const satisfies Readonly<Record<MovingType, boolean>>;
type Listed = { [T in MovingType]: (typeof IS_LISTED)[T] extends true ? T : never }[MovingType];

/** How work on a task takes another way: listed after what goes on. */
type TaskWayBack = 'task_reopened' | 'task_assigned' | 'task_dependencies_changed';
const isWayBack = (type: string): type is TaskWayBack =>
  type === 'task_reopened' || type === 'task_assigned' || type === 'task_dependencies_changed';

/** What may happen to a task that is planned, and what each command needs beside the task's id. */
const TASK_MOVES = LIFE_CYCLES.task.signals
  .filter(
    (type): type is Exclude<SignalOf<'task'>, TaskWayBack | 'task_planned'> => IS_LISTED[type] && !isWayBack(type),
  )
  .map((type) => {
    const required = inputSchema(wordFor(type)).required ?? [];
    return [type, required.filter((field) => field !== 'taskId').map((field): Path => [field])] as const;
  });

const carryOf = (ids: string[]): { carry?: string[] } => (ids.length > 0 ? { carry: ids } : {});

const candidates = (state: State): Candidate[] => {
  const all: Candidate[] = [];
  const add = <T extends Listed>(
    type: T,
    data: Partial<EventData[T]>,
    needs: readonly Path[] = [],
    added: Data = {},
    choices?: readonly string[],
  ): void => {
    all.push({ type, data, needs, added, choices });
  };
  const carrying = carryOf(runningWork(state));
  for (const phase of state.session.profile.phases) {
    add('phase_started', { phase });
    add('phase_completed', { phase, ...carrying }, [], carriedBy(state, carrying.carry));
    add('phase_skipped', { phase }, [['reason']]);
    add('phase_reopened', { phase }, [['reason']]);
    add('phase_abandoned', { phase, ...carrying }, [['reason']], carriedBy(state, carrying.carry));
    add('phase_unskipped', { phase }, [['reason']]);
  }
  for (const [gate, { criteria }] of state.session.gates.entries()) {
    const added = { criteria: [...criteria], ...(criteria.length === 0 && { criteriaDefined: false }) };
    add('quality_gate_passed', { gate }, [], added);
    add('quality_gate_failed', { gate }, [], added);
    add('quality_gate_waived', { gate }, [['reason']], added);
  }
  for (const [taskId, { state: life }] of state.work.tasks.entries()) {
    if (LIFE_CYCLES.task.isOpen(life)) for (const [type, needs] of TASK_MOVES) add(type, { taskId }, needs);
  }
  for (const [agentId, { state: life }] of state.work.agents.entries()) {
    if (!LIFE_CYCLES.agent.isActive(life)) continue;
    add('agent_resumed', { agents: [{ agentId }] });
    add('agent_completed', { agents: [{ agentId }] });
    add('agent_failed', { agents: [{ agentId }] });
  }
  for (const [todoId, { state: life }] of state.work.todos.entries()) {
    if (life === 'completed' || life === 'cancelled') continue;
    add('todo_started', { todoId });
    add('todo_completed', { todoId });
  }
  for (const [entryId, { state: life }] of state.evidence.questions.entries())
    if (LIFE_CYCLES.question.isOpen(life)) add('question_resolved', { entryId }, [['answer']]);
  for (const [reviewId, { state: life }] of state.evidence.reviews.rows.entries())
    if (LIFE_CYCLES.review.isOpen(life)) add('review_given', { reviewId, verdict: 'approved' });
  for (const cycle of state.work.openCycles) {
    const { carry } = carryOf(runningWorkIn(state, cycle));
    add('cycle_ended', { cycle, ...defined({ carry }) }, [], carriedBy(state, carry));
  }
  if (state.session.profile.cycles) add('cycle_started', { cycle: state.work.lastCycle + 1 });
  for (const [itemId, { state: life }] of state.plan.items.entries())
    if (LIFE_CYCLES.item.isOpen(life)) add('plan_item_done', { itemId });
  add('agent_launched', {}, [
    ['agents', 0, 'agentId'],
    ['agents', 0, 'agentType'],
  ]);
  add('session_paused', {});
  add('session_resumed', {});
  for (const outcome of ['completed', 'failed', 'cancelled'] as const) add('session_ended', { outcome });
  waysBack(state, add);
  return all;
};

type Add = <T extends TaskWayBack>(
  type: T,
  data: Partial<EventData[T]>,
  needs: readonly Path[],
  added?: Data,
  choices?: readonly string[],
) => void;

/** Of so many tasks, each with so many of the others, is looked at what they may depend on, and to whom they may go. */
const MOST_CHOICES = 20;

const waysBack = (state: State, add: Add): void => {
  const tasks = state.work.tasks.entries();
  const agents = runningAgents(state).slice(0, MOST_OF_A_WORD);
  const reopened = tasks.filter(([, { state: life }]) => LIFE_CYCLES.task.next(life, 'task_reopened') !== undefined);
  for (const [taskId] of reopened.slice(-MOST_OF_A_WORD)) add('task_reopened', { taskId }, [['reason']]);
  const running = tasks.filter(([, { state: life }]) => LIFE_CYCLES.task.isActive(life)).slice(0, MOST_OF_A_WORD);
  for (const agentId of agents) for (const [taskId] of running) add('task_assigned', { taskId, agentId }, [['reason']]);
  for (const [taskId] of running) add('task_assigned', { taskId }, [['reason']]);
  const open = tasks.filter(([, { state: life }]) => LIFE_CYCLES.task.isOpen(life)).slice(0, MOST_OF_A_WORD);
  const newest = tasks.slice(-MOST_CHOICES).map(([id]) => id);
  for (const [taskId, { dependencies }] of open) {
    const choices = [...new Set([...dependencies.slice(0, MOST_CHOICES), ...newest])].filter((id) =>
      isLegal(state, 'task_dependencies_changed', { taskId, dependencies: [id], reason: '…' }),
    );
    if (choices.length > 0) add('task_dependencies_changed', { taskId }, [['dependencies'], ['reason']], {}, choices);
  }
};

/** A move whose list is one of these names. */
const withChoices = (move: LegalMove, choices: readonly string[] | undefined): LegalMove =>
  choices === undefined
    ? move
    : {
        ...move,
        needs: move.needs.map(({ path, schema }) =>
          schema.items === undefined
            ? { path, schema }
            : { path, schema: { ...schema, items: { ...schema.items, enum: choices } } },
        ),
      };

/** The move of a word, each need with the schema of its value. */
export const moveOf = (word: CommandWord, data: Data, paths: readonly Path[]): LegalMove => ({
  word,
  data,
  needs: paths.map((path) => ({ path, schema: schemaAt(word, path) })),
});

/** The data of a move with a value for each of its needs, in their order. */
export const completed = ({ data, needs }: LegalMove, values: readonly unknown[]): Data =>
  needs.reduce((whole, { path }, index) => withValue(whole, path, values[index]) as Data, data);

const withValue = (within: unknown, [first, ...rest]: Path, value: unknown): unknown => {
  if (first === undefined) return value;
  if (typeof first === 'number') {
    const list = [...((within ?? []) as readonly unknown[])];
    list[first] = withValue(list[first], rest, value);
    return list;
  }
  const members = (within ?? {}) as Data;
  return { ...members, [first]: withValue(members[first], rest, value) };
};

/** A value that a need could be given: a text where anything is possible. */
export const sampleFor = (state: State, { path, schema }: Need): unknown => {
  if (schema.type === 'array') return [schema.items?.enum?.[0] ?? '…'];
  // A raised budget is higher than any before it.
  if (path.at(-1) === 'tokens') return Number.MAX_SAFE_INTEGER;
  if (schema.type === 'integer' || schema.type === 'number') return 1;
  if (schema.type === 'boolean') return true;
  if (schema.enum !== undefined) return schema.enum[0];
  return path.at(-1) === 'agentId' ? newAgentId(state) : '…';
};

const newAgentId = (state: State): string => {
  let id = '…';
  while (state.work.agents.has(id)) id += '…';
  return id;
};
