// Which entities an event moves, and by which signal of their machine. Both the check and the fold go by it.

import type { RecordedEvent } from './events/envelope.ts';
import type { EntityKind } from './life-cycles/all.ts';
import { definedGateId, gateIdOf } from './state/session.ts';
import type { State } from './state/state.ts';

/** One entity that an event moves. For the session itself the id is empty. */
export interface Step {
  readonly kind: EntityKind;
  readonly id: string;
  readonly signal: string;
}

const NONE: readonly Step[] = [];
const one = (kind: EntityKind, id: string, signal: string): readonly Step[] => [{ kind, id, signal }];

/** The steps of an event, in order; none for an event that moves no entity, or of a type unknown here. */
export const stepsOf = (state: State, event: RecordedEvent): readonly Step[] => {
  switch (event.type) {
    case 'session_started':
    case 'session_paused':
    case 'session_resumed':
    case 'session_ended':
      return one('session', '', event.type);
    case 'phase_started':
    case 'phase_completed':
    case 'phase_skipped':
      return one('phase', event.data.phase, event.type);
    case 'phase_reopened':
      return reopening(state, event.data.phase);
    case 'gate_defined':
      return one('gate', definedGateId(state.session, event.data), event.type);
    case 'quality_gate_passed':
    case 'quality_gate_failed':
    case 'quality_gate_waived':
      return one('gate', gateIdOf(state.session, event.data.gate), event.type);
    case 'requirement_added':
    case 'requirement_met':
    case 'requirement_dropped':
      return one('requirement', event.data.requirementId, event.type);
    case 'deliverable_added':
    case 'deliverable_delivered':
      return one('deliverable', event.data.deliverableId, event.type);
    case 'plan_section_added':
    case 'plan_section_renamed':
    case 'plan_section_removed':
      return one('section', event.data.sectionId, event.type);
    case 'plan_item_marked':
      return one('item', event.data.itemId, `plan_item_marked.${event.data.mark}`);
    case 'plan_item_added':
    case 'plan_item_done':
    case 'plan_item_reopened':
    case 'plan_item_reworded':
    case 'plan_item_noted':
    case 'plan_item_moved':
    case 'plan_item_dropped':
      return one('item', event.data.itemId, event.type);
    case 'cycle_started':
    case 'cycle_ended':
      return one('cycle', String(event.data.cycle), event.type);
    case 'agent_launched':
    case 'agent_completed':
    case 'agent_failed':
    case 'agent_killed':
    case 'agent_lost':
      return event.data.agents.map(({ agentId }) => ({ kind: 'agent', id: agentId, signal: event.type }));
    case 'agent_reported':
      return [
        { kind: 'agent', id: event.data.agentId, signal: event.type },
        ...(event.data.findings ?? []).map(
          ({ findingId }): Step => ({ kind: 'finding', id: findingId, signal: 'finding_reported' }),
        ),
      ];
    case 'task_planned':
    case 'task_started':
    case 'task_completed':
    case 'task_failed':
    case 'task_dropped':
      return one('task', event.data.taskId, event.type);
    case 'todo_created':
    case 'todo_started':
    case 'todo_completed':
    case 'todo_failed':
    case 'todo_cancelled':
      return one('todo', event.data.todoId, event.type);
    case 'workbook_entry_added':
      return event.data.entryType === 'question' ? one('question', event.data.entryId, 'question_asked') : NONE;
    case 'question_resolved':
      return one('question', event.data.entryId, event.type);
    case 'follow_up_resolved':
      return one('finding', event.data.findingId, event.type);
    case 'review_requested':
      return [
        { kind: 'review', id: event.data.reviewId, signal: event.type },
        ...state.work.openCycles.map((id): Step => ({ kind: 'cycle', id: String(id), signal: event.type })),
      ];
    case 'review_given':
      return [
        { kind: 'review', id: event.data.reviewId, signal: `review_given.${event.data.verdict}` },
        ...waiting(state, event.data.reviewId),
      ];
    default:
      return NONE;
  }
};

/** The cycle that waits for a person, where this is the last review that it waits for. */
const waiting = (state: State, reviewId: string): Step[] =>
  state.evidence.awaitedReviews > 1 || state.evidence.reviews.get(reviewId)?.state !== 'awaited'
    ? []
    : state.work.openCycles
        .filter((id) => state.work.cycles.get(String(id))?.state === 'awaiting')
        .map((id) => ({ kind: 'cycle', id: String(id), signal: 'reviews_given' }));

/** The phase itself, then the phases after it, and the gates that guard it or any of those. */
const reopening = (state: State, phase: string): readonly Step[] => {
  const steps: Step[] = [{ kind: 'phase', id: phase, signal: 'phase_reopened' }];
  const index = state.session.profile.phases.indexOf(phase);
  if (index < 0) return steps;
  const after = new Set(state.session.profile.phases.slice(index));
  for (const [id, gate] of state.session.gates.entries())
    if (gate.guards !== undefined && after.has(gate.guards))
      steps.push({ kind: 'gate', id, signal: 'earlier_phase_reopened' });
  after.delete(phase);
  for (const id of after) steps.push({ kind: 'phase', id, signal: 'earlier_phase_reopened' });
  return steps;
};
