// The events file, from a session's record: each event that is the session's own, in the field's words, and a summary
// that is counted. What an import derived from the other files stands in those.
import { isDerived, type RecordedEvent, tagsOf } from '../../../machines/events/envelope.ts';
import { severityOf } from '../../../projections/index.ts';
import { isObject, type JsonObject } from './entry.ts';
import { said, type Told, tallied } from './told.ts';

const SEVERITIES = ['debug', 'info', 'warning', 'error', 'critical'];
/** Of an event's extra: what other files said. It stands there. */
const OF_OTHER_FILES = ['details', 'planning', 'todo', 'workbook'];

export const eventsFile = (told: Told): JsonObject => {
  const rest = told.restOfFile('events');
  const own = told.events.filter((event) => !isDerived(event));
  const gates = new Map(told.documents.plan.gates.map(({ id, name }) => [id, name]));
  const events = own.map((event) => eventOf(event, gates));
  const severities = own.map(severityOf);
  const agents = (type: string): number =>
    own.reduce(
      (sum, event) => (event.type === type && 'agents' in event.data ? sum + event.data.agents.length : sum),
      0,
    );
  const many = (...names: string[]): number => severities.filter((one) => names.includes(one)).length;
  return {
    ...rest,
    sessionId: told.sessionId,
    timestamp: rest.timestamp ?? own[0]?.time ?? told.lastTime,
    events,
    summary: {
      ...(isObject(rest.summary) ? rest.summary : {}),
      totalEvents: events.length,
      eventsByType: tallied(events.map(({ eventType }) => String(eventType))),
      eventsBySeverity: { ...Object.fromEntries(SEVERITIES.map((one) => [one, 0])), ...tallied(severities) },
      totalErrors: many('error', 'critical'),
      totalWarnings: many('warning'),
      agentsLaunched: agents('agent_launched'),
      agentsCompleted: agents('agent_completed'),
      agentsFailed: agents('agent_failed'),
    },
  };
};

/** Names of gates by their ids. */
type Gates = ReadonlyMap<string, string>;

const eventOf = (event: RecordedEvent, gates: Gates): JsonObject => {
  const { extra, ...data } = event.data as { extra?: unknown };
  const more = isObject(extra) ? extra : {};
  const top =
    event.derivedfrom === undefined ? [] : Object.entries(more).filter(([name]) => !OF_OTHER_FILES.includes(name));
  const beside = event.derivedfrom === undefined ? more : isObject(more.details) ? more.details : {};
  const place = event.derivedfrom?.indexOf('#') ?? -1;
  return {
    ...Object.fromEntries(top),
    id: place >= 0 ? event.derivedfrom?.slice(place + 1) : event.id,
    timestamp: event.time,
    eventType: more.eventType ?? (event.type === 'fact_noted' ? event.data.name : event.type),
    actor: event.actor,
    severity: severityOf(event),
    ...said({ description: event.description, tags: tagsOf(event) }),
    details: { ...said(detailsOf(event, data, gates)), ...beside },
  };
};

/** What an event says, in the field's words; of a type that the field has no words for, its data as it is. */
const detailsOf = (event: RecordedEvent, data: JsonObject, gates: Gates): JsonObject => {
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
    case 'phase_completed':
    case 'phase_skipped':
    case 'phase_reopened': {
      const { phase, ...more } = data;
      return event.type === 'phase_started' || event.type === 'phase_completed' ? { phaseId: phase, ...more } : data;
    }
    case 'agent_launched': {
      const { agents, wave, title, mode, reason } = event.data;
      const ids = agents.map(({ agentId }) => agentId);
      const types = agents.map(({ agentType }) => agentType);
      const byAgent = <T>(of: (agent: (typeof agents)[number]) => T | undefined): JsonObject =>
        Object.fromEntries(agents.flatMap((agent) => (of(agent) === undefined ? [] : [[agent.agentId, of(agent)]])));
      return {
        ...(agents.length === 1 ? { agentId: ids[0], agentType: types[0] } : { agentIds: ids, agentTypes: types }),
        wave,
        waveTitle: title,
        mode,
        reason,
        assignedTasks: [...new Set(agents.flatMap(({ taskIds }) => taskIds ?? []))],
        tasksByAgent: byAgent(({ taskIds }) => taskIds),
        instructionByAgent: byAgent(({ instruction }) => instruction),
      };
    }
    case 'agent_completed':
    case 'agent_failed':
    case 'agent_killed':
    case 'agent_lost': {
      const { agents } = event.data;
      if (event.type === 'agent_killed' || event.type === 'agent_lost') return data;
      const outputs = agents.flatMap((one) => (one.outputs === undefined ? [] : [[one.agentId, one.outputs] as const]));
      const ids = agents.map(({ agentId }) => agentId);
      return {
        ...(agents.length === 1 ? { agentId: ids[0] } : { agentIds: ids }),
        success: event.type === 'agent_completed',
        outputsByAgent: Object.fromEntries(outputs),
        errorMessage: agents.find(({ reason }) => reason !== undefined)?.reason,
      };
    }
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
      const name = gates.get(event.data.gate);
      const why = event.type === 'quality_gate_failed' ? { errorMessage: reason } : { reason };
      return { ...(name === undefined ? {} : { gateId: gate }), gateName: name ?? gate, ...more, ...why };
    }
    case 'todo_created':
    case 'task_planned':
      // The whole of it stands in its own file.
      return 'todoId' in data ? { todoId: data.todoId } : { taskId: data.taskId };
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
