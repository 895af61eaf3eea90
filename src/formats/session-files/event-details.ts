// An event's data as the `details` of an event of the events file.
import { defined } from '../../../machines/defined.ts';
import type { EventData } from '../../../machines/events/catalog.ts';
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import type { JsonObject } from './json-object.ts';

/** Names of gates by their ids. */
export type GateNames = ReadonlyMap<string, string>;

/** An event's data under the field's names; of a type that session files do not have, the data as it is. */
export const detailsOf = (event: RecordedEvent, data: JsonObject, gateNames: GateNames): JsonObject => {
  switch (event.type) {
    case 'session_started': {
      const { classification, profile, goal } = event.data;
      const classes = { taskType: classification?.type, taskComplexity: classification?.complexity };
      return { orchestratorType: profile.name, goal, ...classes };
    }
    case 'session_ended': {
      const { outcome, summary, nextSteps } = event.data;
      return { outcome, success: outcome === 'completed', summary, nextSteps };
    }
    case 'phase_started':
    case 'phase_completed': {
      const { phase, ...more } = data;
      return { phaseId: phase, ...more };
    }
    case 'agent_launched':
      return launchDetails(event.data);
    case 'agent_completed':
    case 'agent_failed':
      return endDetails(event.data, event.type === 'agent_completed');
    case 'task_failed':
    case 'todo_failed':
    case 'todo_cancelled': {
      const { reason, ...more } = data;
      return { ...more, errorMessage: reason };
    }
    case 'quality_gate_passed':
    case 'quality_gate_failed':
    case 'quality_gate_waived': {
      const { gate, reason, ...more } = data;
      const name = gateNames.get(event.data.gate);
      const why = event.type === 'quality_gate_failed' ? { errorMessage: reason } : { reason };
      return { ...(name === undefined ? {} : { gateId: gate }), gateName: name ?? gate, ...more, ...why };
    }
    // The rest of a todo and of a task stands in its own file.
    case 'todo_created':
      return { todoId: event.data.todoId };
    case 'task_planned':
      return { taskId: event.data.taskId };
    case 'workbook_entry_added':
      return { entryId: event.data.entryId, entryType: event.data.entryType };
    case 'file_created':
    case 'file_modified':
    case 'file_deleted': {
      const { path, ...more } = data;
      return { filePath: path, ...more };
    }
    case 'output_delivered':
      return { deliverablePath: event.data.path };
    case 'user_input_received':
      return { input: event.data.text };
    case 'error_occurred': {
      const { message, ...more } = data;
      return { errorMessage: message, ...more };
    }
    case 'fact_noted':
      return {};
    default:
      return data;
  }
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
