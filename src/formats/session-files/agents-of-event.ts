// The agents of an event: one id or several, with types, tasks, instructions and outputs for all or for each.
import { defined } from '../../../machines/defined.ts';
import type { Entry } from './entry.ts';
import { some, titled } from './fields.ts';
import type { Sources } from './sources.ts';

const textOf = (entry: Entry, id: string): string | undefined =>
  typeof entry.raw(id) === 'string' ? entry.text(id) : undefined;
const listOf = (entry: Entry, id: string): readonly string[] | undefined =>
  Array.isArray(entry.raw(id)) ? some(entry.texts(id)) : undefined;

export const launchesIn = (event: Entry, details: Entry, sources: Sources): Record<string, unknown>[] => {
  const ids = sources.agentsByEvent.get(event) ?? [];
  const types = details.texts('agentTypes') ?? [];
  const type = details.text('agentType') ?? event.text('agentType');
  const assigned = details.texts('assignedTasks') ?? [];
  const byAgent = details.nested('tasksByAgent');
  const instructions = details.nested('instructionByAgent');
  const instruction = details.text('instruction', 'instructions', 'prompt');
  const launches = ids.map((agentId, index) => {
    const planned = sources.tasksOfAgent.get(agentId);
    const tasks = listOf(byAgent, agentId) ?? (ids.length === 1 ? assigned : assigned.filter((id) => planned?.has(id)));
    return {
      agentId,
      agentType: titled(types[index] ?? type ?? sources.agentTypes.get(agentId) ?? 'agent').title,
      taskIds: some(tasks),
      instruction: textOf(instructions, agentId) ?? instruction,
    };
  });
  const launchedWith = new Set(launches.flatMap(({ taskIds }) => taskIds ?? []));
  if (assigned.some((id) => !launchedWith.has(id))) details.keep('assignedTasks');
  return launches.map(defined);
};

export const endsIn = (event: Entry, details: Entry, sources: Sources): Record<string, unknown>[] => {
  const ids = sources.agentsByEvent.get(event) ?? [];
  const byAgent = details.nested('outputsByAgent');
  const shared = ids.length === 1 ? some(details.texts('outputs')) : undefined;
  const reason = details.text('errorMessage', 'reason', 'error');
  return ids.map((agentId) => defined({ agentId, outputs: listOf(byAgent, agentId) ?? shared, reason }));
};
