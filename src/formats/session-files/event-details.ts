// An event's data as the `details` of an event of the events file.
import { defined } from '../../../machines/defined.ts';
import type { EventData, EventType } from '../../../machines/events/catalog.ts';
import type { EventOf, RecordedEvent } from '../../../machines/events/envelope.ts';
import type { FieldType } from './event-data.ts';
import { type JsonObject, nonEmpty } from './json-object.ts';

/** Names of gates by their ids. */
export type GateNames = ReadonlyMap<string, string>;

type Writer<T extends EventType> = (event: EventOf<T>, data: JsonObject, gateNames: GateNames) => JsonObject;

const asData = (_event: unknown, data: JsonObject): JsonObject => data;

/** With fields under other names. */
const renamed =
  (from: string, to: string) =>
  (_event: unknown, data: JsonObject): JsonObject => {
    const { [from]: value, ...more } = data;
    return { [to]: value, ...more };
  };

const failure = (_event: unknown, { reason, ...more }: JsonObject): JsonObject => ({ ...more, errorMessage: reason });

const verdict = (
  event: EventOf<'quality_gate_passed' | 'quality_gate_failed' | 'quality_gate_waived'>,
  { gate, reason, ...more }: JsonObject,
  gateNames: GateNames,
): JsonObject => {
  const name = gateNames.get(event.data.gate);
  const why = event.type === 'quality_gate_failed' ? { errorMessage: reason } : { reason };
  return { ...(name === undefined ? {} : { gateId: gate }), gateName: name ?? gate, ...more, ...why };
};

/** The compiler demands a writer for each type that has a reader. `fact_noted` has only what an import could not place. */
const WRITERS: { readonly [T in FieldType | 'fact_noted']: Writer<T> } = {
  session_started: ({ data: { classification, profile, goal } }) => ({
    ...{ orchestratorType: profile.name, goal },
    ...{ taskType: classification?.type, taskComplexity: classification?.complexity },
  }),
  session_ended: ({ data: { outcome, summary, nextSteps } }) => ({
    ...{ outcome, success: outcome === 'completed', summary, nextSteps },
  }),
  phase_started: renamed('phase', 'phaseId'),
  phase_completed: renamed('phase', 'phaseId'),
  agent_launched: ({ data }) => launchDetails(data),
  agent_completed: ({ data }) => endDetails(data, true),
  agent_failed: ({ data }) => endDetails(data, false),
  // The rest of a task, of a todo and of an entry stands in its own file.
  task_planned: ({ data: { taskId } }) => ({ taskId }),
  task_started: asData,
  task_completed: asData,
  task_failed: failure,
  todo_created: ({ data: { todoId } }) => ({ todoId }),
  todo_started: asData,
  todo_completed: asData,
  todo_failed: failure,
  todo_cancelled: failure,
  workbook_entry_added: ({ data: { entryId, entryType } }) => ({ entryId, entryType }),
  quality_gate_passed: verdict,
  quality_gate_failed: verdict,
  quality_gate_waived: verdict,
  decision_made: asData,
  intelligence_started: asData,
  intelligence_completed: asData,
  file_created: renamed('path', 'filePath'),
  file_modified: renamed('path', 'filePath'),
  file_deleted: renamed('path', 'filePath'),
  output_delivered: ({ data: { path } }) => ({ deliverablePath: path }),
  user_input_received: ({ data: { text } }) => ({ input: text }),
  fact_noted: () => ({}),
  warning_issued: asData,
  error_occurred: renamed('message', 'errorMessage'),
};

/** An event's data under the field's names; of a type that session files do not have, the data as it is. */
export const detailsOf = (event: RecordedEvent, data: JsonObject, gateNames: GateNames): JsonObject => {
  const writers: Readonly<Partial<Record<EventType, Writer<never>>>> = WRITERS;
  // An unknown type may be named like a member of Object.
  const write = Object.hasOwn(writers, event.type) ? writers[event.type] : undefined;
  return write === undefined ? data : nonEmpty(write(event as never, data, gateNames));
};

const idsOf = (agents: readonly { readonly agentId: string }[]): JsonObject =>
  agents.length === 1 ? { agentId: agents[0]?.agentId } : { agentIds: agents.map(({ agentId }) => agentId) };

const launchDetails = ({ agents, wave, title, mode, reason }: EventData['agent_launched']): JsonObject => {
  const types = agents.map(({ agentType }) => agentType);
  const byAgent = <T>(of: (agent: (typeof agents)[number]) => T | undefined): JsonObject =>
    defined(Object.fromEntries(agents.map((agent) => [agent.agentId, of(agent)])));
  return {
    ...idsOf(agents),
    ...(agents.length === 1 ? { agentType: types[0] } : { agentTypes: types }),
    wave,
    waveTitle: title,
    mode,
    reason,
    assignedTasks: [...new Set(agents.flatMap(({ taskIds }) => taskIds ?? []))],
    tasksByAgent: byAgent(({ taskIds }) => taskIds),
    instructionByAgent: byAgent(({ instruction }) => instruction),
  };
};

const endDetails = ({ agents }: EventData['agent_completed'], success: boolean): JsonObject => ({
  ...idsOf(agents),
  success,
  outputsByAgent: defined(Object.fromEntries(agents.map(({ agentId, outputs }) => [agentId, outputs]))),
  errorMessage: agents.find(({ reason }) => reason !== undefined)?.reason,
});
