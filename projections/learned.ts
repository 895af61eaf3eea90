// What a cycle learned and what it changed in plan.md, as the view of the cycles shows it.
import { knownTime } from './duration.ts';
import type { LearnedEvent, PlanChangeRow } from './slices/cycle-stories.ts';

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

export const showLearned = (event: LearnedEvent): LearnedItem => {
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

export const showChange = ({ event, before }: PlanChangeRow): PlanChange => {
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
