// What the other files have of a fact of the events file beyond what the event took from them: recorded in the event's
// `extra` under the kind of the file.
import { defined } from '../../../machines/defined.ts';
import type { EventType } from '../../../machines/events/catalog.ts';
import type { Entry } from './entry.ts';
import type { Facts, Fields } from './facts.ts';
import { agentsIn } from './links.ts';
import { plannedWave } from './planned-waves.ts';
import type { Sources } from './sources.ts';
import { statusOf } from './words.ts';

/** A field with a time, and the time that is recorded for it. */
type TimeField = readonly [field: string, recorded: string | undefined];

/** The rest of an entry. A time that differs from the recorded one stays in it. */
const restOf = (entry: Entry | undefined, ...times: TimeField[]): Fields | undefined => {
  for (const [field, recorded] of times) if (entry?.time(field) !== recorded) entry?.keep(field);
  return entry?.rest();
};

type RestOf = (data: Fields, sources: Sources, time: string, facts: Facts) => Fields;

/** Only of the types that have an entry in another file than the events file. */
const RESTS: Readonly<Partial<Record<EventType, RestOf>>> = {
  workbook_entry_added: ({ entryId }, { entryById }, time) =>
    defined({ workbook: restOf(entryById.get(String(entryId)), ['timestamp', time]) }),
  todo_created: ({ todoId }, { todoById }, time) =>
    defined({ todo: restOf(todoById.get(String(todoId)), ['createdAt', time]) }),
  phase_completed: (data, { phaseByName }, time, facts) => {
    const phase = phaseByName.get(String(data.phase));
    phase?.take('name');
    if (statusOf(phase?.raw('status')) === 'completed') phase?.take('status');
    const started = facts.all.find((fact) => fact.type === 'phase_started' && fact.data.phase === data.phase);
    return defined({ planning: restOf(phase, ['startedAt', started?.time], ['completedAt', time]) });
  },
  agent_launched: ({ wave, agents }, { waves }) =>
    defined({ planning: restOf(plannedWave(waves, wave, agentsIn(agents))) }),
  task_planned: ({ taskId }, { tasks }) => defined({ planning: restOf(tasks.get(String(taskId))) }),
  requirement_added: ({ requirementId }, { requirements }) =>
    defined({ planning: restOf(requirements.find(({ id }) => id === requirementId)) }),
  deliverable_added: ({ deliverableId }, { deliverables }) =>
    defined({ planning: restOf(deliverables.find(({ id }) => id === deliverableId)) }),
  gate_defined: ({ gateId }, { gates, gateIds }) =>
    defined({ planning: restOf(gates.find(({ id }) => gateIds.get(id) === gateId)) }),
};

export const restsOfOtherFiles = (
  type: EventType,
  data: Fields,
  sources: Sources,
  time: string,
  facts: Facts,
): Fields => RESTS[type]?.(data, sources, time, facts) ?? {};
