// The words of commands: imperative, `entity.verb`, each with the event that it becomes when it is accepted. A few are
// more than one event, or know a shorter form: those have a file of their own.
import { EVENT_TYPES, type EventType } from '../events/catalog.ts';

export const COMMANDS = {
  'session.start': 'session_started',
  'session.classify': 'session_classified',
  'session.pause': 'session_paused',
  'session.resume': 'session_resumed',
  'session.end': 'session_ended',
  'profile.choose': 'profile_chosen',
  'profile.amend': 'profile_amended',
  'phase.start': 'phase_started',
  'phase.complete': 'phase_completed',
  'phase.skip': 'phase_skipped',
  'phase.reopen': 'phase_reopened',
  'gate.define': 'gate_defined',
  'gate.pass': 'quality_gate_passed',
  'gate.fail': 'quality_gate_failed',
  'gate.waive': 'quality_gate_waived',
  'requirement.add': 'requirement_added',
  'requirement.meet': 'requirement_met',
  'requirement.drop': 'requirement_dropped',
  'deliverable.add': 'deliverable_added',
  'deliverable.deliver': 'deliverable_delivered',
  'budget.allocate': 'budget_allocated',
  'plan.title': 'plan_titled',
  'section.add': 'plan_section_added',
  'section.rename': 'plan_section_renamed',
  'section.remove': 'plan_section_removed',
  'item.add': 'plan_item_added',
  'item.done': 'plan_item_done',
  'item.reopen': 'plan_item_reopened',
  'item.mark': 'plan_item_marked',
  'item.reword': 'plan_item_reworded',
  'item.note': 'plan_item_noted',
  'item.move': 'plan_item_moved',
  'item.drop': 'plan_item_dropped',
  'cycle.start': 'cycle_started',
  'cycle.end': 'cycle_ended',
  'agent.launch': 'agent_launched',
  'agent.report': 'agent_reported',
  'agent.complete': 'agent_completed',
  'agent.fail': 'agent_failed',
  'agent.kill': 'agent_killed',
  'agent.lose': 'agent_lost',
  'task.plan': 'task_planned',
  'task.start': 'task_started',
  'task.complete': 'task_completed',
  'task.fail': 'task_failed',
  'task.drop': 'task_dropped',
  'todo.create': 'todo_created',
  'todo.start': 'todo_started',
  'todo.complete': 'todo_completed',
  'todo.fail': 'todo_failed',
  'todo.cancel': 'todo_cancelled',
  'entry.add': 'workbook_entry_added',
  'question.resolve': 'question_resolved',
  'follow-up.resolve': 'follow_up_resolved',
  'review.request': 'review_requested',
  'review.give': 'review_given',
  'input.receive': 'user_input_received',
  'metric.record': 'metric_recorded',
  'baseline.record': 'baseline_recorded',
  'baseline.compare': 'baseline_compared',
  'document.record': 'document_recorded',
  'decision.make': 'decision_made',
  'tokens.use': 'tokens_used',
  'deadline.pass': 'deadline_passed',
  'intelligence.start': 'intelligence_started',
  'intelligence.complete': 'intelligence_completed',
  'file.create': 'file_created',
  'file.modify': 'file_modified',
  'file.delete': 'file_deleted',
  'output.deliver': 'output_delivered',
  'warning.issue': 'warning_issued',
  'fact.note': 'fact_noted',
  'error.record': 'error_occurred',
} as const satisfies Record<string, EventType>;

/** Words that are several events, or a shorter form of another word. */
export const SHORT_WORDS = ['phase.next', 'question.ask', 'todos.sync'] as const;

export type CommandWord = keyof typeof COMMANDS | (typeof SHORT_WORDS)[number];
export const COMMAND_WORDS = [...Object.keys(COMMANDS), ...SHORT_WORDS] as CommandWord[];

const words = new Map<string, CommandWord>(Object.entries(COMMANDS).map(([word, type]) => [type, word as CommandWord]));

/** The word of the command that becomes an event of this type. */
export const wordFor = (type: EventType): CommandWord => words.get(type) as CommandWord;

/** The event type that a name stands for: a command's word, or a fact's own type. Undefined where it is neither. */
export const eventTypeOf = (name: string): EventType | undefined => {
  if (Object.hasOwn(COMMANDS, name)) return COMMANDS[name as keyof typeof COMMANDS];
  return EVENT_TYPES.find((type) => type === name);
};
