// The cycles. For each: what was known at its start, what changed in the plan, which agents were launched with which
// instructions, what they reported, the verdicts, and how long it took. Unknown times and values are `null`.

import type { Table } from '../machines/collections/table.ts';
import { defined } from '../machines/defined.ts';
import { knownTime, roundedS, secondsBetween } from './duration.ts';
import type { PlanMdDocument } from './plan-order.ts';
import type { Projection } from './projection.ts';
import { foldSlices, type ViewOf } from './slice.ts';
import { type AgentStatus, type AgentsState, agents } from './slices/agents.ts';
import {
  type CycleStories,
  type CycleStory,
  cycleStories,
  type LearnedEvent,
  type PlanChangeRow,
} from './slices/cycle-stories.ts';
import { type FindingDocument, type FindingRow, findings, showFindings } from './slices/findings.ts';

export type CyclesView = ViewOf<{ stories: CycleStories; agents: AgentsState; findings: Table<FindingRow> }>;

/** One thing that was learned: a report, a person's answer, a measure. */
export interface LearnedItem {
  ordinal: number;
  /** `null` where the source gave no time. */
  time: string | null;
  type: string;
  /** Whose it is: an agent's id, a person, else the orchestrator. */
  by: string;
  text: string;
  verdict: string | null;
  rootCause: string | null;
  confidence: string | null;
  findings: { id: string; text: string; severity: string | null; blocks: boolean; place: string | null }[];
}

/** One change of plan.md. */
export interface PlanChange {
  ordinal: number;
  type: string;
  itemId: string | null;
  /** What the item, the section or the plan is called, before a rewording. */
  text: string;
  /** The new text, the note, the reason or the mark. */
  to: string | null;
  inferred: boolean;
}

export interface CycleAgent {
  id: string;
  type: string;
  wave: number | null;
  mode: 'serial' | 'parallel' | null;
  /** Why serial or parallel. */
  reason: string | null;
  instruction: string | null;
  itemIds: readonly string[];
  status: AgentStatus;
  /** Why it is paused; only of a paused agent. */
  pauseReason?: string;
  startedAt: string | null;
  endedAt: string | null;
  durationS: number | null;
  reports: LearnedItem[];
}

export interface CycleDocument {
  cycle: number;
  title: string | null;
  /** `awaiting`: a person's review. */
  status: CycleStory['status'];
  /** Ordinal of the event that began it. */
  ordinal: number;
  startedAt: string | null;
  endedAt: string | null;
  /** Seconds; `null` while it is open, or where the source gave no times. */
  durationS: number | null;
  notes: string | null;
  known: { plan: PlanMdDocument['counts']; learned: LearnedItem[] };
  planChanges: PlanChange[];
  agents: CycleAgent[];
  /** What else was learned in it: answers, measures, documents, reports of agents of other cycles. */
  learned: LearnedItem[];
  /** Verdicts of its agents, in order. */
  verdicts: { agentId: string; verdict: 'pass' | 'fail' }[];
  /** plan.md at its end, or as it is now. */
  plan: PlanMdDocument['counts'];
}

export interface CyclesDocument {
  sessionId: string;
  /** The number of the cycle that is open. */
  current: number | null;
  cycles: CycleDocument[];
  /** Before the first cycle. */
  before: { planChanges: PlanChange[]; learned: LearnedItem[] };
  /** Findings that did not block, and are not resolved. */
  openFollowUps: FindingDocument[];
}

const summaryOf = (event: LearnedEvent): Pick<LearnedItem, 'by' | 'text'> => {
  const by = event.actor;
  switch (event.type) {
    case 'agent_reported':
      return { by: event.data.agentId, text: event.data.text };
    case 'agent_failed':
    case 'agent_killed':
    case 'agent_lost':
    case 'agent_found':
      return {
        by: event.data.agents.map(({ agentId }) => agentId).join(', '),
        text: [event.type.slice('agent_'.length), ...event.data.agents.flatMap(({ reason }) => reason ?? [])].join(
          ': ',
        ),
      };
    case 'review_requested':
      return { by, text: event.data.of };
    case 'review_given':
      return { by, text: event.data.text ?? event.data.reviewId };
    case 'review_withdrawn':
      return { by, text: `${event.data.reviewId} withdrawn: ${event.data.reason}` };
    case 'user_input_received':
      return { by, text: event.data.text };
    case 'question_resolved':
      return { by: event.data.by ?? by, text: event.data.answer };
    case 'question_reopened':
      return { by, text: `${event.data.entryId} reopened: ${event.data.reason}` };
    case 'baseline_recorded':
      return { by, text: `${event.data.name}: ${event.data.value}${unit(event.data.unit)}` };
    case 'baseline_compared':
      return { by, text: `${event.data.baselineId}: ${event.data.value}, ${event.data.holds ? 'holds' : 'broken'}` };
    case 'document_recorded':
      return { by, text: `${event.data.kind} ${event.data.path}` };
    case 'follow_up_resolved':
      return { by, text: event.data.notes ?? event.data.findingId };
    default:
      return event satisfies never;
  }
};
const unit = (of: string | undefined): string => (of === undefined ? '' : ` ${of}`);

const showLearned = (event: LearnedEvent): LearnedItem => {
  const report = event.type === 'agent_reported' ? event.data : undefined;
  return {
    ordinal: event.ordinal,
    time: knownTime(event.time),
    type: event.type,
    ...summaryOf(event),
    verdict: report?.verdict ?? (event.type === 'review_given' ? event.data.verdict : null),
    rootCause: report?.rootCause ?? null,
    confidence: report?.confidence ?? null,
    findings: (report?.findings ?? []).map(({ findingId, text, severity, blocks, place }) => ({
      id: findingId,
      text,
      severity: severity ?? null,
      blocks,
      place: place ?? null,
    })),
  };
};

const showChange = ({ event, before }: PlanChangeRow): PlanChange => {
  const { ordinal, type } = event;
  if (type === 'plan_titled') {
    const { title } = event.data;
    return { ordinal, type, itemId: null, text: before ?? title, to: title, inferred: false };
  }
  if (type === 'plan_section_added' || type === 'plan_section_renamed' || type === 'plan_section_removed') {
    const title = type === 'plan_section_removed' ? null : event.data.title;
    return { ordinal, type, itemId: null, text: before ?? title ?? event.data.sectionId, to: title, inferred: false };
  }
  const { itemId } = event.data;
  const text = before ?? (type === 'plan_item_added' ? event.data.text : itemId);
  return {
    ordinal,
    type,
    itemId,
    text,
    to: newValueOf(event),
    inferred: type === 'plan_item_done' && event.data.inferred === true,
  };
};

type ItemChange = Exclude<PlanChangeRow['event'], { readonly type: `plan_section_${string}` | 'plan_titled' }>;

const newValueOf = (event: ItemChange): string | null => {
  switch (event.type) {
    case 'plan_item_done':
    case 'plan_item_noted':
      return event.data.note || null;
    case 'plan_item_reworded':
      return event.data.text;
    case 'plan_item_marked':
      return event.data.mark;
    case 'plan_item_reopened':
    case 'plan_item_dropped':
      return event.data.reason ?? null;
    case 'plan_item_moved':
      return event.data.sectionId ?? event.data.parent ?? event.data.after ?? null;
    case 'plan_item_added':
      return null;
    default:
      return event satisfies never;
  }
};

/** A report belongs to the cycle in which its agent was launched last. */
const reportsByAgent = (stories: readonly CycleStory[]): Map<string, LearnedItem[]> => {
  const byAgent = new Map<string, LearnedItem[]>();
  for (const { learned } of stories)
    for (const event of learned.slice()) {
      if (event.type !== 'agent_reported') continue;
      const reports = byAgent.get(event.data.agentId) ?? [];
      reports.push(showLearned(event));
      byAgent.set(event.data.agentId, reports);
    }
  return byAgent;
};

const showCycle = (
  story: CycleStory,
  state: AgentsState,
  reports: ReadonlyMap<string, LearnedItem[]>,
): CycleDocument => {
  const sent = story.launches.slice().flatMap(({ data }) =>
    data.agents.map((launch): CycleAgent => {
      const row = state.agents.get(launch.agentId);
      const seconds = secondsBetween(row?.launchedAt, row?.endedAt);
      return {
        id: launch.agentId,
        type: launch.agentType,
        wave: data.wave ?? null,
        mode: data.mode ?? null,
        reason: data.reason ?? null,
        instruction: launch.instruction ?? null,
        itemIds: launch.itemIds ?? [],
        status: row?.status ?? 'running',
        ...defined({ pauseReason: row?.status === 'paused' ? (row.reason ?? undefined) : undefined }),
        startedAt: knownTime(row?.launchedAt ?? null),
        endedAt: knownTime(row?.endedAt ?? null),
        durationS: seconds === null ? null : roundedS(seconds),
        reports: reports.get(launch.agentId) ?? [],
      };
    }),
  );
  const seconds = secondsBetween(story.startedAt, story.endedAt);
  const own = new Set(sent.map(({ id }) => id));
  return {
    cycle: story.cycle,
    title: story.title,
    status: story.status,
    ordinal: story.ordinal,
    startedAt: knownTime(story.startedAt),
    endedAt: knownTime(story.endedAt),
    durationS: seconds === null ? null : roundedS(seconds),
    notes: story.notes,
    known: { plan: story.planAtStart, learned: story.known.slice().map(showLearned) },
    planChanges: story.changes.slice().map(showChange),
    agents: sent,
    learned: story.learned
      .slice()
      .filter((event) => event.type !== 'agent_reported' || !own.has(event.data.agentId))
      .map(showLearned),
    verdicts: sent.flatMap(({ id, reports: of }) =>
      of.flatMap(({ verdict }) => (verdict === 'pass' || verdict === 'fail' ? [{ agentId: id, verdict }] : [])),
    ),
    plan: story.plan,
  };
};

export const cycles = {
  name: 'cycles',
  version: 1,
  ...foldSlices<Omit<CyclesView, 'sessionId'>>({ stories: cycleStories, agents, findings }),
  show: (view) => {
    const stories = view.stories.cycles.values();
    const reports = reportsByAgent(stories);
    const shown = stories.map((story) => showCycle(story, view.agents, reports));
    return {
      sessionId: view.sessionId,
      current: shown.findLast(({ status }) => status !== 'ended')?.cycle ?? null,
      cycles: shown,
      before: {
        planChanges: view.stories.changesBefore.slice().map(showChange),
        learned: view.stories.learnedBefore.slice().map(showLearned),
      },
      openFollowUps: showFindings(view.findings).followUps.filter(({ resolved }) => !resolved),
    };
  },
} satisfies Projection<CyclesView, CyclesDocument>;
