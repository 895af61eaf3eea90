// `session.end failed` and `cancelled` end what runs, as events of the same command: an ended session shows nothing as
// running or waiting for a person's review. What has not started (a pending task, an open plan item) and an open question
// stay as they are: they were left undone.
import { defined } from '../defined.ts';
import type { EventData, EventType } from '../events/catalog.ts';
import type { RecordedEvent } from '../events/envelope.ts';
import { legalAmong } from '../is-legal.ts';
import { awaitedReviews, openChanges } from '../state/reviews.ts';
import { runningAgents, runningTasks, todosInProgress } from '../state/running.ts';
import type { State } from '../state/state.ts';
import type { Fact } from './fact.ts';

const REASON = { failed: 'the session failed', cancelled: 'the session was cancelled' } as const;

/** At most so many agents are in one event. */
const MOST_AGENTS = 1_000;

/** The facts that come before the end of a session with this outcome. */
export const endingFacts = (state: State, outcome: EventData['session_ended']['outcome']): readonly Fact[] => {
  if (outcome === 'completed' || !state.session.started || state.session.state === 'ended') return [];
  const reason = REASON[outcome];
  const facts: Fact[] = [];
  const add = <T extends EventType>(type: T, data: EventData[T]): void => {
    facts.push({ type, data });
  };
  for (const todoId of todosInProgress(state)) add('todo_cancelled', { todoId, reason });
  for (const taskId of runningTasks(state)) add('task_dropped', { taskId, reason });
  const agents = runningAgents(state).map((agentId) => ({ agentId, reason }));
  for (let at = 0; at < agents.length; at += MOST_AGENTS)
    add('agent_lost', { agents: agents.slice(at, at + MOST_AGENTS) });
  // Nobody waits for the session any more; and a cycle whose review asks for changes ends only without that review.
  const { reviews } = state.evidence;
  for (const reviewId of [...awaitedReviews(reviews), ...openChanges(reviews)])
    add('review_withdrawn', { reviewId, reason });
  for (const cycle of state.work.openCycles) add('cycle_ended', { cycle, notes: reason });
  for (const phase of state.session.activePhases) add('phase_abandoned', { phase, reason });
  // A session can always be given up: where a rule stands against the end of something, that is left out.
  return state.session.enforcement === 'enforce' ? legalAmong(state, facts) : facts;
};

/** What ended with a session, by id; only what there was. */
export interface EndedWithSession {
  /** Lost. */
  readonly agents?: readonly string[];
  /** Dropped. */
  readonly tasks?: readonly string[];
  /** Cancelled. */
  readonly todos?: readonly string[];
  readonly cycles?: readonly number[];
  /** Abandoned. */
  readonly phases?: readonly string[];
  /** Withdrawn. */
  readonly reviews?: readonly string[];
}

/** What the events of one command ended with their session; undefined where they end none, or nothing with it. */
export const endedWithSession = (events: readonly RecordedEvent[]): EndedWithSession | undefined => {
  if (events.at(-1)?.type !== 'session_ended' || events.length === 1) return undefined;
  const agents: string[] = [];
  const tasks: string[] = [];
  const todos: string[] = [];
  const cycles: number[] = [];
  const phases: string[] = [];
  const reviews: string[] = [];
  for (const { type, data } of events) {
    if (type === 'agent_lost') agents.push(...data.agents.map(({ agentId }) => agentId));
    if (type === 'task_dropped') tasks.push(data.taskId);
    if (type === 'todo_cancelled') todos.push(data.todoId);
    if (type === 'phase_abandoned') phases.push(data.phase);
    if (type === 'review_withdrawn') reviews.push(data.reviewId);
    if (type === 'cycle_ended') cycles.push(data.cycle);
  }
  const some = <T>(ids: readonly T[]): readonly T[] | undefined => (ids.length > 0 ? ids : undefined);
  return defined({
    agents: some(agents),
    tasks: some(tasks),
    todos: some(todos),
    cycles: some(cycles),
    phases: some(phases),
    reviews: some(reviews),
  });
};
