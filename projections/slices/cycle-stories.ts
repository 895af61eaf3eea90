// What happened in each cycle, in order: what was learned before it began, what it changed in plan.md, which agents it
// launched, what they reported. Each event goes into one list; the rest is computed when the cycles are shown.

import { List } from '../../machines/collections/list.ts';
import { Table } from '../../machines/collections/table.ts';
import type { agentEvents } from '../../machines/events/agent.ts';
import { isEventType } from '../../machines/events/catalog.ts';
import type { EventOf, RecordedEvent } from '../../machines/events/envelope.ts';
import type { evidenceEvents } from '../../machines/events/evidence.ts';
import { PLAN_MD_TYPES, type PlanMdType } from '../../machines/events/plan-md.ts';
import type { peopleEvents, workbookEvents } from '../../machines/events/workbook.ts';
import { cycle } from '../../machines/life-cycles/cycle.ts';
import { type Moved, onMoves } from '../moves.ts';
import { type Slice, stepsFor } from '../slice.ts';
import { type Status, statusAfter } from '../status.ts';
import { type CarriedWork, carriedOf } from './carried.ts';
import { type OpenCycles, withCycleMoved } from './open-cycles.ts';
import { type PlanMdCounts, type PlanMdState, planMd } from './plan-md.ts';

/** The groups of the table whose events can report something new; the others are what the orchestrator itself does. */
type News =
  | keyof typeof agentEvents
  | keyof typeof workbookEvents
  | keyof typeof peopleEvents
  | keyof typeof evidenceEvents;

/**
 * Which of them a cycle learns from. The compiler demands an answer for each. An end as planned, a pause and an entry of
 * the workbook bring nothing that the orchestrator did not know; a metric has its place in the overview.
 */
const IS_LEARNED = {
  agent_launched: false,
  agent_reported: true,
  agent_paused: false,
  agent_resumed: false,
  agent_completed: false,
  agent_failed: true,
  agent_killed: true,
  agent_lost: true,
  agent_found: true,
  workbook_entry_added: false,
  question_resolved: true,
  question_reopened: true,
  follow_up_resolved: true,
  review_requested: true,
  review_given: true,
  review_withdrawn: true,
  user_input_received: true,
  metric_recorded: false,
  baseline_recorded: true,
  baseline_compared: true,
  document_recorded: true,
} as const satisfies Readonly<Record<News, boolean>>;

type Learned = { [T in News]: (typeof IS_LEARNED)[T] extends true ? T : never }[News];
const LEARNED = (Object.keys(IS_LEARNED) as News[]).filter((type): type is Learned => IS_LEARNED[type]);

export type LearnedEvent = { [T in Learned]: EventOf<T> }[Learned];
export type PlanChangeEvent = { [T in PlanMdType]: EventOf<T> }[PlanMdType];

export interface PlanChangeRow {
  readonly event: PlanChangeEvent;
  /** What the item, the section or the plan was called before it. */
  readonly before: string | null;
}

export interface CycleStory {
  readonly cycle: number;
  readonly title: string | null;
  readonly status: Status<'cycle'>;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly ordinal: number;
  readonly notes: string | null;
  /** What ran at its end and went on into the next cycle; `null` for nothing. */
  readonly carried: CarriedWork | null;
  /** Learned since the cycle before began. */
  readonly known: List<LearnedEvent>;
  readonly planAtStart: PlanMdCounts;
  readonly changes: List<PlanChangeRow>;
  readonly launches: List<EventOf<'agent_launched'>>;
  /** Learned in it. */
  readonly learned: List<LearnedEvent>;
  /** plan.md as it is now, or was when the next cycle began. */
  readonly plan: PlanMdCounts;
}

export interface CycleStories {
  readonly cycles: Table<CycleStory>;
  /** Key of the cycle that began last. */
  readonly newest: string | null;
  readonly open: OpenCycles;
  /** Learned and changed before the first cycle. */
  readonly learnedBefore: List<LearnedEvent>;
  readonly changesBefore: List<PlanChangeRow>;
  readonly plan: PlanMdState;
  readonly awaited: Table<boolean>;
  readonly awaitedCount: number;
}

const intoNewest = (state: CycleStories, by: (story: CycleStory) => CycleStory): CycleStories => {
  const story = state.newest === null ? undefined : state.cycles.get(state.newest);
  return story === undefined ? state : { ...state, cycles: state.cycles.set(String(story.cycle), by(story)) };
};

const learn = (state: CycleStories, event: LearnedEvent): CycleStories =>
  state.newest === null
    ? { ...state, learnedBefore: state.learnedBefore.push(event) }
    : intoNewest(state, (story) => ({ ...story, learned: story.learned.push(event) }));

/** plan.md after an event that changes it. */
const planAfter = (plan: PlanMdState, event: RecordedEvent): PlanMdState => {
  const step = planMd.on[event.type] as (plan: PlanMdState, event: RecordedEvent) => PlanMdState;
  return step(plan, event);
};

/** What changes plan.md in a way that no story shows. */
const followPlan = (state: CycleStories, event: RecordedEvent): CycleStories => {
  const plan = planAfter(state.plan, event);
  return intoNewest({ ...state, plan }, (story) => ({ ...story, plan: plan.counts }));
};

/** What an event changes, as the plan before it has it. */
const nameBefore = (plan: PlanMdState, { data }: PlanChangeEvent): string | null => {
  if ('itemId' in data) return plan.items.get(data.itemId)?.text ?? null;
  return 'sectionId' in data ? (plan.sections.get(data.sectionId)?.title ?? null) : plan.title;
};

const changePlan = (state: CycleStories, event: PlanChangeEvent): CycleStories => {
  const plan = planAfter(state.plan, event);
  const row = { event, before: nameBefore(state.plan, event) };
  if (state.newest === null) return { ...state, plan, changesBefore: state.changesBefore.push(row) };
  return intoNewest({ ...state, plan }, (story) => ({
    ...story,
    plan: plan.counts,
    changes: story.changes.push(row),
  }));
};

/** A review is requested or given; every open cycle waits while any review is awaited. */
const setAwaited = (state: CycleStories, reviewId: string, awaited: boolean): CycleStories => {
  const was = state.awaited.get(reviewId) ?? false;
  const awaitedCount = state.awaitedCount + Number(awaited) - Number(was);
  const isLastGiven = was && !awaited && awaitedCount === 0;
  let { cycles } = state;
  if (awaited || isLastGiven)
    for (const number of state.open) {
      const story = cycles.get(String(number));
      if (story === undefined) continue;
      const status = statusAfter('cycle', story.status, awaited ? 'review_requested' : 'reviews_given');
      cycles = cycles.set(String(number), { ...story, status });
    }
  return { ...state, cycles, awaited: state.awaited.set(reviewId, awaited), awaitedCount };
};

/** What moves a cycle, other than its start and end. */
const moveStory = (state: CycleStories, { time }: RecordedEvent, moved: Moved<'cycle'>): CycleStories => ({
  ...state,
  open: withCycleMoved(state.open, moved),
  cycles: state.cycles.update(moved.id, (story) => {
    const status = statusAfter('cycle', story.status, moved.signal);
    return { ...story, status, endedAt: cycle.isEnded(status) ? time : null };
  }),
});

const learning = stepsFor(LEARNED, learn);
const changing = stepsFor(PLAN_MD_TYPES, changePlan);
const following = stepsFor(Object.keys(planMd.on).filter(isEventType), followPlan);

export const cycleStories: Slice<CycleStories> = {
  init: {
    cycles: Table.empty(),
    newest: null,
    open: [],
    learnedBefore: List.empty(),
    changesBefore: List.empty(),
    plan: planMd.init,
    awaited: Table.empty(),
    awaitedCount: 0,
  },
  on: {
    ...learning,
    ...following,
    ...changing,
    ...onMoves('cycle', moveStory),
    cycle_started: (state, event) => {
      const { data, time, ordinal } = event;
      const key = String(data.cycle);
      const before = state.newest === null ? undefined : state.cycles.get(state.newest);
      const story: CycleStory = {
        cycle: data.cycle,
        title: data.title ?? null,
        status: statusAfter('cycle', undefined, event.type),
        startedAt: time,
        endedAt: null,
        ordinal,
        notes: null,
        carried: null,
        known: before === undefined ? state.learnedBefore : before.learned,
        planAtStart: state.plan.counts,
        changes: List.empty(),
        launches: List.empty(),
        learned: List.empty(),
        plan: state.plan.counts,
      };
      const open = withCycleMoved(state.open, { id: key, signal: event.type });
      return { ...state, newest: key, open, cycles: state.cycles.set(key, story) };
    },
    cycle_ended: (state, event) => {
      const { data, time, ordinal } = event;
      const key = String(data.cycle);
      const story = state.cycles.get(key);
      const status = statusAfter('cycle', story?.status, event.type);
      const ended = { status, endedAt: time, notes: data.notes ?? null, carried: carriedOf(data.carried) };
      const open = withCycleMoved(state.open, { id: key, signal: event.type });
      if (story !== undefined) return { ...state, open, cycles: state.cycles.set(key, { ...story, ...ended }) };
      // Ended without a start: shown as an empty cycle that has ended.
      return {
        ...state,
        open,
        cycles: state.cycles.set(key, {
          ...{ cycle: data.cycle, title: null, startedAt: null, ordinal, ...ended },
          ...{
            known: List.empty<LearnedEvent>(),
            planAtStart: state.plan.counts,
            changes: List.empty<PlanChangeRow>(),
          },
          ...{ launches: List.empty<EventOf<'agent_launched'>>(), learned: List.empty<LearnedEvent>() },
          plan: state.plan.counts,
        }),
      };
    },
    agent_launched: (state, event) =>
      intoNewest(state, (story) => ({ ...story, launches: story.launches.push(event) })),
    review_requested: (state, event) => setAwaited(learn(state, event), event.data.reviewId, true),
    review_given: (state, event) => setAwaited(learn(state, event), event.data.reviewId, false),
    review_withdrawn: (state, event) => setAwaited(learn(state, event), event.data.reviewId, false),
  },
};
