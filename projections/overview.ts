// The overview: a session's row in a list of sessions, and how far it succeeded. Times as the events have them,
// durations in seconds, tokens as the usage view counts them; what is not known is `null`.

import type { Table } from '../machines/collections/table.ts';
import { defined } from '../machines/defined.ts';
import type { Reference } from '../machines/events/fields.ts';
import type { EventSeverity } from '../machines/events/severity.ts';
import { TokenTally } from '../machines/state/token-tally.ts';
import { knownTime, percentOf, secondsBetween } from './duration.ts';
import type { Projection } from './projection.ts';
import { foldSlices, type ViewOf } from './slice.ts';
import type { AgentStatus } from './slices/agents.ts';
import {
  agentStatuses,
  countStatuses,
  type EventCounts,
  events,
  type Statuses,
  type TodoStatus,
  taskStatuses,
  todoStatuses,
} from './slices/counts.ts';
import { type FindingDocument, type FindingRow, findings, showFindings } from './slices/findings.ts';
import { type GateStatus, type GatesState, gates, showGates } from './slices/gates.ts';
import { type OpenCycles, openCycles } from './slices/open-cycles.ts';
import { type Late, lateOf, type SessionState, session, tokenBudgetOf } from './slices/session.ts';
import {
  type BaselineRow,
  baselines,
  type ChangesRow,
  type ChangesState,
  changesAsked,
  isReached,
  type MetricRow,
  metrics,
  type QuestionRow,
  type QuestionsState,
  questions,
  type ReviewRow,
  reviews,
  showChangesAsked,
  showOpenQuestions,
} from './slices/success.ts';
import type { TaskStatus } from './slices/tasks.ts';
import { type TokensState, tokens } from './slices/tokens.ts';
import { statusesOf } from './status.ts';

export type OverviewView = ViewOf<{
  session: SessionState;
  events: EventCounts;
  openCycles: OpenCycles;
  agents: Statuses<AgentStatus>;
  tasks: Statuses<TaskStatus>;
  todos: Statuses<TodoStatus>;
  tokens: TokensState;
  metrics: Table<MetricRow>;
  baselines: Table<BaselineRow>;
  reviews: Table<ReviewRow>;
  changes: ChangesState;
  questions: QuestionsState;
  gates: GatesState;
  findings: Table<FindingRow>;
}>;

export type SessionStatus =
  | 'not_started'
  | 'running'
  | 'paused'
  | 'waiting_for_review'
  | 'completed'
  | 'failed'
  | 'cancelled';

export interface OverviewDocument {
  sessionId: string;
  goal: string | null;
  profile: string | null;
  parentSession: string | null;
  classification: { type: string | null; complexity: string | null };
  status: SessionStatus;
  currentPhase: string | null;
  /** The cycle that is open; the newest, where facts that the law refuses opened more. */
  currentCycle: number | null;
  startedAt: string | null;
  endedAt: string | null;
  /** From start to end; `null` before it ended. */
  durationS: number | null;
  /** From start to end; while it runs, to its last event: no view reads a clock. */
  ranS: number | null;
  lastEventAt: string | null;
  lastOrdinal: number;
  events: {
    /** Of the session itself; `derived` are those that an import made from its other files, and count apart. */
    recorded: number;
    derived: number;
    total: number;
    byType: Record<string, number>;
    derivedByType: Record<string, number>;
    bySeverity: Record<EventSeverity, number>;
    violating: number;
    /** Secrets that were replaced before they were recorded. */
    redacted: number;
  };
  /** A state that is not in the list has a member where agents are in it. */
  agents: { total: number } & Record<(typeof AGENT_STATUSES)[number], number> & Partial<Record<AgentStatus, number>>;
  tasks: { total: number } & Record<TaskStatus, number>;
  todos: { total: number } & Record<TodoStatus, number>;
  tokens: { used: number; budget: number | null; percent: number | null };
  /** Tokens and reports that came after the end; left out where none did. The tokens are among those used. */
  late?: Late;
  success: {
    /** `reached` null: it has no target. */
    metrics: (Omit<MetricRow, 'reachedWhen'> & { reachedWhen: string | null; reached: boolean | null })[];
    reached: number;
    missed: number;
    gates: { id: string; name: string; status: GateStatus }[];
    baselines: BaselineRow[];
    openFollowUps: FindingDocument[];
    openBlocking: FindingDocument[];
  };
  summary: string | null;
  nextSteps: readonly string[];
  references: readonly Reference[];
  /** Reviews that are awaited, and from whom. */
  waitingFor: { reviewId: string; of: string | null; from: string | null; since: string | null }[];
  /**
   * Changes that a review asked for, and by whom: the session does not complete before they are reviewed again or the
   * review is withdrawn. `again`: the review of the same subject that is awaited, if any.
   */
  changesRequested: (ChangesRow & { again: string | null })[];
  /** Questions that nobody has answered yet, and who asked. */
  openQuestions: readonly QuestionRow[];
}

const AGENT_STATUSES = ['running', 'completed', 'failed', 'killed', 'lost', 'unmatched'] as const;
const TASK_STATUSES = statusesOf('task');
const TODO_STATUSES = statusesOf('todo');

const waitingFor = (view: OverviewView): OverviewDocument['waitingFor'] =>
  view.reviews
    .values()
    .filter(({ isAwaited }) => isAwaited)
    .map(({ id, of, from, requestedAt }) => ({ reviewId: id, of, from, since: requestedAt }));

const changesRequested = (
  { changes }: OverviewView,
  waiting: OverviewDocument['waitingFor'],
): OverviewDocument['changesRequested'] =>
  showChangesAsked(changes).map((row) => {
    const subject = changes.subjects.get(row.reviewId);
    const again = waiting.find(({ reviewId }) => changes.subjects.get(reviewId) === subject);
    return { ...row, again: again?.reviewId ?? null };
  });

const showSuccess = (view: OverviewView): OverviewDocument['success'] => {
  const measured = view.metrics.values().map((row) => ({ ...row, reached: isReached(row) }));
  const { followUps, blocking } = showFindings(view.findings);
  return {
    metrics: measured,
    reached: measured.filter(({ reached }) => reached === true).length,
    missed: measured.filter(({ reached }) => reached === false).length,
    gates: showGates(view.gates).map(({ id, name, status }) => ({ id, name, status })),
    baselines: view.baselines.values(),
    openFollowUps: followUps.filter(({ resolved }) => !resolved),
    openBlocking: blocking.filter(({ resolved }) => !resolved),
  };
};

export const overview = {
  name: 'overview',
  version: 4,
  ...foldSlices<Omit<OverviewView, 'sessionId'>>({
    session,
    events,
    openCycles,
    agents: agentStatuses,
    tasks: taskStatuses,
    todos: todoStatuses,
    tokens,
    metrics,
    baselines,
    reviews,
    changes: changesAsked,
    questions,
    gates,
    findings,
  }),
  show: (view) => {
    const { lifecycle, started, startedAt, ended, endedAt, profile, classification } = view.session;
    const waiting = waitingFor(view);
    const used = TokenTally.countedTotal(view.tokens.tally);
    const budget = tokenBudgetOf(view.session);
    return {
      sessionId: view.sessionId,
      goal: started?.goal ?? null,
      profile: profile?.name ?? null,
      parentSession: started?.parentSession ?? null,
      classification: { type: classification.type ?? null, complexity: classification.complexity ?? null },
      status: lifecycle === 'running' && waiting.length > 0 ? 'waiting_for_review' : lifecycle,
      currentPhase: view.tokens.activePhase,
      currentCycle: view.openCycles.at(-1) ?? null,
      startedAt: knownTime(startedAt),
      endedAt: knownTime(endedAt),
      durationS: secondsBetween(startedAt, endedAt),
      ranS: secondsBetween(startedAt, endedAt ?? view.events.lastAt),
      lastEventAt: knownTime(view.events.lastAt),
      lastOrdinal: view.events.lastOrdinal,
      events: {
        recorded: view.events.recorded,
        derived: view.events.derived,
        total: view.events.recorded + view.events.derived,
        byType: view.events.recordedByType.toJSON(),
        derivedByType: view.events.derivedByType.toJSON(),
        bySeverity: view.events.bySeverity,
        violating: view.events.violating,
        redacted: view.events.redacted,
      },
      agents: countStatuses(view.agents, AGENT_STATUSES),
      tasks: countStatuses(view.tasks, TASK_STATUSES),
      todos: countStatuses(view.todos, TODO_STATUSES),
      tokens: { used, budget, percent: percentOf(used, budget) },
      ...defined({ late: lateOf(view.session) }),
      success: showSuccess(view),
      summary: ended?.summary ?? null,
      nextSteps: ended?.nextSteps ?? [],
      references: started?.references ?? [],
      waitingFor: waiting,
      changesRequested: changesRequested(view, waiting),
      openQuestions: showOpenQuestions(view.questions),
    };
  },
} satisfies Projection<OverviewView, OverviewDocument>;
