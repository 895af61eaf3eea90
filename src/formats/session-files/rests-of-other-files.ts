// What the other files have of a fact of the events file beyond what the event took from them: recorded in the event's
// `extra` under the kind of the file.
import { defined } from '../../../machines/defined.ts';
import type { EventType } from '../../../machines/events/catalog.ts';
import type { Entry } from './entry.ts';
import type { Facts, Fields } from './facts.ts';
import type { Sources } from './sources.ts';
import { statusOf } from './words.ts';

/** A field with a time, and the time that is recorded for it. */
type TimeField = readonly [field: string, recorded: string | undefined];

/** The rest of an entry. A time that differs from the recorded one stays in it. */
const restOf = (entry: Entry | undefined, ...times: TimeField[]): Fields | undefined => {
  for (const [field, recorded] of times) if (entry?.time(field) !== recorded) entry?.keep(field);
  return entry?.rest();
};

export const restsOfOtherFiles = (
  type: EventType,
  data: Fields,
  sources: Sources,
  time: string,
  facts: Facts,
): Fields => {
  switch (type) {
    case 'workbook_entry_added':
      return defined({ workbook: restOf(sources.entryById.get(String(data.entryId)), ['timestamp', time]) });
    case 'todo_created':
      return defined({ todo: restOf(sources.todoById.get(String(data.todoId)), ['createdAt', time]) });
    case 'phase_completed': {
      const phase = sources.phaseByName.get(String(data.phase));
      phase?.take('name');
      if (statusOf(phase?.raw('status')) === 'completed') phase?.take('status');
      const started = facts.all.find((fact) => fact.type === 'phase_started' && fact.data.phase === data.phase);
      return defined({ planning: restOf(phase, ['startedAt', started?.time], ['completedAt', time]) });
    }
    case 'agent_launched':
      return defined({ planning: restOf(sources.waves.get(Number(data.wave))) });
    case 'task_planned':
      return defined({ planning: restOf(sources.tasks.get(String(data.taskId))) });
    case 'requirement_added':
      return defined({ planning: restOf(sources.requirements.find(({ id }) => id === data.requirementId)) });
    case 'deliverable_added':
      return defined({ planning: restOf(sources.deliverables.find(({ id }) => id === data.deliverableId)) });
    case 'gate_defined':
      return defined({ planning: restOf(sources.gates.find(({ id }) => sources.gateIds.get(id) === data.gateId)) });
    default:
      return {};
  }
};
