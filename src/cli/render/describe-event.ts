// An event in a line: its description, else what its data hold. Not yet safe for a terminal.
import { type EVENTS, type EventData, type EventType, entryOf, isEventType } from '../../../machines/events/catalog.ts';
import type { EventOf, RecordedEvent } from '../../../machines/events/envelope.ts';
import type { Carried } from '../../../machines/events/fields.ts';
import { tokensOf } from '../../../machines/state/reported-tokens.ts';
import { AGENT_CHANGES, type AgentChange } from '../../../projections/slices/agents.ts';
import { counted, duration, number } from './figures.ts';

/** Types that move an entity whose id is a field of the data: `move` describes those that have no line of their own. */
type EntityMove = {
  [T in EventType]: (typeof EVENTS)[T]['moves'] extends readonly [{ readonly id: infer Id }, ...(readonly unknown[])]
    ? Id extends keyof EventData[T]
      ? T
      : never
    : never;
}[EventType];
type Line<T extends EventType> = (data: EventData[T]) => string;
/** A new type that neither moves an entity nor changes agents does not compile without a line. */
type Describe = { readonly [T in Exclude<EventType, AgentChange | EntityMove>]: Line<T> } & {
  readonly [T in EntityMove]?: Line<T>;
};

/** `a: b` where there is a `b`. */
const titled = (what: string, more: string | undefined): string =>
  more === undefined || more === '' ? what : `${what}: ${more}`;
const value = (data: { value: unknown; unit?: string | undefined }): string =>
  `${data.value}${data.unit === undefined ? '' : ` ${data.unit}`}`;
/** The entity that an event moves, and why or what it is. */
const move = (type: EventType, data: Readonly<Record<string, unknown>>): string => {
  const [first] = entryOf(type).moves;
  const id = first !== undefined && 'id' in first ? data[first.id] : undefined;
  const more = data.reason ?? data.notes ?? data.title ?? data.description;
  return titled(String(id ?? ''), more === undefined ? undefined : String(more));
};
const ids = (agents: readonly { agentId: string }[]): string => agents.map(({ agentId }) => agentId).join(', ');
const changes = (data: EventData[AgentChange]): string =>
  titled(
    ids(data.agents),
    data.agents.map(({ reason }) => reason).find((reason) => reason !== undefined),
  );
const launches = ({ agents, wave, title }: EventData['agent_launched']): string =>
  titled(
    [wave === undefined ? '' : `wave ${wave}`, title ?? ''].filter((part) => part !== '').join(' ') || 'no wave',
    agents.map(({ agentId, agentType }) => `${agentId} (${agentType})`).join(', '),
  );
const item = ({ itemId }: { itemId: string }): string => itemId;
const whose = (data: EventData['tokens_used']): string | undefined =>
  data.todoId ?? data.taskId ?? data.agentId ?? data.phase;

/** `, a1, t1 carried on`; nothing of nothing. */
const carriedOn = ({ agents = [], tasks = [] }: Carried = {}): string =>
  agents.length + tasks.length === 0 ? '' : `, ${[...agents, ...tasks].join(', ')} carried on`;

const DESCRIBE: Describe = {
  session_started: ({ goal }) => goal,
  session_classified: ({ classification: { type, complexity } }) =>
    [type, complexity].filter((part) => part !== undefined).join(', '),
  profile_chosen: ({ profile }) => profile.name,
  profile_amended: ({ profile, reason }) => titled(profile.name, reason),
  session_paused: ({ reason }) => reason ?? '',
  session_resumed: ({ reason }) => reason ?? '',
  session_ended: ({ outcome, summary }) => titled(outcome, summary),
  phase_started: ({ phase }) => phase,
  phase_completed: ({ phase, notes, carried }) => titled(`${phase}${carriedOn(carried)}`, notes),
  phase_abandoned: ({ phase, reason, carried }) => titled(`${phase}${carriedOn(carried)}`, reason),
  gate_defined: ({ name, criteria }) => `${name}, ${counted(criteria.length, 'criterion', 'criteria')}`,
  quality_gate_passed: ({ gate, notes }) => titled(gate, notes),
  quality_gate_failed: ({ gate, reason, notes }) => titled(gate, reason ?? notes),
  deliverable_delivered: ({ deliverableId, path }) => titled(deliverableId, path),
  budget_raised: ({ phase, tokens, reason }) => `${phase ?? 'the session'}: ${number(tokens)} tokens (${reason})`,
  budget_allocated: ({ phase, tokens }) => `${phase}: ${number(tokens)} tokens`,
  plan_titled: ({ title }) => title,
  plan_item_added: ({ itemId, text }) => titled(itemId, text),
  plan_item_done: ({ itemId, note }) => titled(itemId, note),
  plan_item_marked: ({ itemId, mark }) => titled(itemId, mark.replaceAll('_', ' ')),
  plan_item_reworded: ({ itemId, text }) => titled(itemId, text),
  plan_item_noted: ({ itemId, note }) => titled(itemId, note),
  plan_item_moved: item,
  cycle_started: ({ cycle, title }) => titled(`cycle ${cycle}`, title),
  cycle_ended: ({ cycle, notes, carried }) => titled(`cycle ${cycle}${carriedOn(carried)}`, notes),
  agent_launched: launches,
  agent_reported: ({ agentId, verdict, text }) =>
    titled(verdict === undefined ? agentId : `${agentId}, ${verdict}`, text),
  task_started: ({ taskId, agentId }) => (agentId === undefined ? taskId : `${taskId} by ${agentId}`),
  task_completed: ({ taskId, agentId }) => (agentId === undefined ? taskId : `${taskId} by ${agentId}`),
  task_assigned: ({ taskId, agentId, reason }) => titled(`${taskId} to ${agentId ?? 'the orchestrator'}`, reason),
  task_dependencies_changed: ({ taskId, dependencies, reason }) =>
    titled(`${taskId} after ${dependencies.length === 0 ? 'nothing' : dependencies.join(', ')}`, reason),
  todo_assigned: ({ todoId, agentId, reason }) => titled(`${todoId} to ${agentId ?? 'the orchestrator'}`, reason),
  todo_created: ({ todoId, content }) => titled(todoId, content),
  workbook_entry_added: ({ entryType, title }) => titled(entryType, title),
  question_resolved: ({ entryId, answer }) => titled(entryId, answer),
  follow_up_resolved: ({ findingId, notes }) => titled(findingId, notes),
  review_requested: ({ of, from }) => (from === undefined ? of : `${of}, from ${from}`),
  review_given: ({ reviewId, verdict, text }) => titled(`${reviewId}, ${verdict.replaceAll('_', ' ')}`, text),
  review_withdrawn: ({ reviewId, reason }) => titled(reviewId, reason),
  user_input_received: ({ text }) => text,
  metric_recorded: (data) =>
    `${data.name} ${value(data)}${data.target === undefined ? '' : ` (target ${data.target})`}`,
  baseline_recorded: (data) => `${data.name} ${value(data)}`,
  baseline_compared: ({ baselineId, value: now, holds }) => `${baselineId} ${now}, ${holds ? 'holds' : 'broken'}`,
  document_recorded: ({ path, kind }) => `${kind} ${path}`,
  decision_made: ({ decision, reason }) => titled(decision, reason),
  tokens_used: (data) =>
    [`${number(tokensOf(data))} tokens`, whose(data)].filter((part) => part !== undefined).join(', '),
  deadline_passed: ({ of, id, limitS }) =>
    `${id === undefined ? of : `${of} ${id}`}${limitS === undefined ? '' : `, limit ${duration(limitS)}`}`,
  intelligence_started: ({ topic }) => topic ?? '',
  intelligence_completed: ({ topic, result }) => titled(topic ?? '', result),
  file_created: ({ path }) => path,
  file_modified: ({ path }) => path,
  file_deleted: ({ path }) => path,
  output_delivered: ({ description, path }) => titled(description ?? '', path),
  fact_noted: ({ name, text }) => titled(name.replaceAll('_', ' '), text),
  warning_issued: ({ message }) => message,
  error_occurred: ({ message }) => message,
};

const isAgentChange = (event: RecordedEvent): event is EventOf<AgentChange> =>
  (AGENT_CHANGES as readonly string[]).includes(event.type);

/** The event's own description, else one made from its data; empty for a type that this version does not know. */
export const describeEvent = (event: RecordedEvent): string => {
  if (event.description !== undefined && event.description !== '') return event.description;
  if (!isEventType(event.type)) return '';
  const describe = (DESCRIBE as Partial<Record<EventType, (data: never) => string>>)[event.type];
  if (describe !== undefined) return describe(event.data as never);
  return isAgentChange(event) ? changes(event.data) : move(event.type, event.data);
};
