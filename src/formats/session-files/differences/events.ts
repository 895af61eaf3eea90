// The events file's summary against its events; and what the plan and the session's end claim of agents, tasks and todos.
import { claimedCount } from '../agents-by-event.ts';
import { isObject, type JsonObject } from '../json-object.ts';
import type { Sources } from '../sources.ts';
import { tally } from '../tally.ts';
import type { DifferenceList } from './difference-list.ts';

export const compareEvents = (sources: Sources, differences: DifferenceList): void => {
  const { roots, events, tasks, todos, agentsByEvent } = sources;
  const agents = (type: string): number =>
    events
      .filter((event) => event.raw('eventType') === type)
      .reduce((sum, event) => sum + (agentsByEvent.get(event) ?? []).length, 0);
  for (const [event, { length }] of agentsByEvent)
    if (length > 0) differences.compare(event, 'details.agentCount', claimedCount(event), length);
  const claimed = roots.events.raw('summary');
  if (isObject(claimed)) compareSummary(sources, claimed, agents, differences);
  if (events.length > 0) {
    const metadata = roots.planning.rawObject('metadata');
    const compare = (field: string, counted: number): void =>
      differences.compare(roots.planning, `metadata.${field}`, metadata[field], counted);
    compare('totalAgentsLaunched', agents('agent_launched'));
    compare('totalAgentsCompleted', agents('agent_completed'));
    compare('totalAgentsFailed', agents('agent_failed'));
  }
  const end = events.find((event) => event.raw('eventType') === 'session_ended');
  if (end === undefined) return;
  const details = end.rawObject('details');
  if (roots.planning.raw('tasks') !== undefined)
    differences.compare(end, 'details.totalTasks', details.totalTasks, tasks.size);
  if (todos.length > 0) differences.compare(end, 'details.totalTodos', details.totalTodos, todos.length);
  differences.compare(end, 'details.totalAgents', details.totalAgents, agents('agent_launched'));
};

const sumOf = (figures: object): number =>
  Object.values(figures).reduce<number>((sum, one) => sum + (typeof one === 'number' ? one : 0), 0);

const compareSummary = (
  { roots: { events: root }, events }: Sources,
  claimed: JsonObject,
  agents: (type: string) => number,
  differences: DifferenceList,
): void => {
  const compare = (field: string, counted: number): void =>
    differences.compare(root, `summary.${field}`, claimed[field], counted);
  compare('totalEvents', events.length);
  const types = tally(events.map((event) => event.raw('eventType')));
  if (isObject(claimed.eventsByType)) {
    differences.compareCounts(root, 'summary.eventsByType', claimed.eventsByType, types);
    differences.compare(root, 'summary.eventsByType (sum)', sumOf(claimed.eventsByType), events.length);
  }
  const severities = tally(events.map((event) => event.raw('severity')));
  if (isObject(claimed.eventsBySeverity))
    differences.compareCounts(root, 'summary.eventsBySeverity', claimed.eventsBySeverity, severities);
  compare('totalErrors', (severities.get('error') ?? 0) + (severities.get('critical') ?? 0));
  compare('totalWarnings', severities.get('warning') ?? 0);
  compare('agentsLaunched', agents('agent_launched'));
  compare('agentsCompleted', agents('agent_completed'));
  compare('agentsFailed', agents('agent_failed'));
};
