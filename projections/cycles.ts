// The cycles. For each: what was known at its start, what changed in the plan, which agents were launched with which
// instructions, what they reported, the verdicts, and how long it took. Unknown times and values are `null`.

import type { Table } from '../machines/collections/table.ts';
import { agentsByCycle, type CycleAgent } from './cycle-agents.ts';
import { knownTime, roundedS, secondsBetween } from './duration.ts';
import { type LearnedItem, type PlanChange, showChange, showLearned } from './learned.ts';
import type { PlanMdDocument } from './plan-order.ts';
import type { Projection } from './projection.ts';
import { foldSlices, type ViewOf } from './slice.ts';
import { type AgentsState, agents } from './slices/agents.ts';
import type { CarriedWork } from './slices/carried.ts';
import { type CycleStories, type CycleStory, cycleStories } from './slices/cycle-stories.ts';
import { type FindingDocument, type FindingRow, findings, showFindings } from './slices/findings.ts';

export type CyclesView = ViewOf<{ stories: CycleStories; agents: AgentsState; findings: Table<FindingRow> }>;

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
  /** What ran at its end and went on into the next cycle; `null` for nothing. */
  carried: CarriedWork | null;
  known: { plan: PlanMdDocument['counts']; learned: LearnedItem[] };
  planChanges: PlanChange[];
  /** Launched in it, then those that were carried into it. */
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

const showCycle = (story: CycleStory, agents: CycleAgent[]): CycleDocument => {
  const seconds = secondsBetween(story.startedAt, story.endedAt);
  const own = new Set(agents.map(({ id }) => id));
  return {
    cycle: story.cycle,
    title: story.title,
    status: story.status,
    ordinal: story.ordinal,
    startedAt: knownTime(story.startedAt),
    endedAt: knownTime(story.endedAt),
    durationS: seconds === null ? null : roundedS(seconds),
    notes: story.notes,
    carried: story.carried,
    known: { plan: story.planAtStart, learned: story.known.slice().map(showLearned) },
    planChanges: story.changes.slice().map(showChange),
    agents,
    learned: story.learned
      .slice()
      .filter((event) => event.type !== 'agent_reported' || !own.has(event.data.agentId))
      .map(showLearned),
    verdicts: agents.flatMap(({ id, reports: of }) =>
      of.flatMap(({ verdict }) => (verdict === 'pass' || verdict === 'fail' ? [{ agentId: id, verdict }] : [])),
    ),
    plan: story.plan,
  };
};

export const cycles = {
  name: 'cycles',
  version: 2,
  ...foldSlices<Omit<CyclesView, 'sessionId'>>({ stories: cycleStories, agents, findings }),
  show: (view) => {
    const stories = view.stories.cycles.values();
    const agentsOf = agentsByCycle(stories, view.agents);
    const shown = stories.map((story) => showCycle(story, agentsOf.get(story.cycle) ?? []));
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
