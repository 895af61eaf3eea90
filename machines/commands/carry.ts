// What `phase.complete`, `phase.abandon` and `phase.next` carry into the next phase, and `cycle.end` into the next cycle:
// one list of ids, or one for each kind.
import { z } from 'zod';
import { Carried, Ids } from '../events/fields.ts';
import { agent } from '../life-cycles/agent.ts';
import { task } from '../life-cycles/task.ts';
import type { State } from '../state/state.ts';

/** What can be carried. */
export const CARRIED_KINDS = ['agent', 'task'] as const;

/** One list names agents and tasks; an id that both an agent and a task have means each of them that runs. */
export const CarryInput = z
  .union([Ids, Carried])
  .describe('what runs and goes on into the next phase or cycle: ids of agents and tasks');

/** What an event records of it: the ids by kind, so that those of an agent and a task cannot be mistaken. */
export const carriedBy = ({ work }: State, carry: z.infer<typeof CarryInput> | undefined): { carried?: Carried } => {
  if (carry === undefined) return {};
  if (!Array.isArray(carry)) return { carried: carry };
  const agents: string[] = [];
  const tasks: string[] = [];
  for (const id of new Set(carry)) {
    const runs = {
      agent: agent.isActive(work.agents.get(id)?.state ?? agent.initial),
      task: task.isActive(work.tasks.get(id)?.state ?? task.initial),
    };
    // What does not run is named all the same, so that the rule refuses it.
    const isTask = runs.task || (!runs.agent && !work.agents.has(id) && work.tasks.has(id));
    if (isTask) tasks.push(id);
    if (runs.agent || !isTask) agents.push(id);
  }
  return carry.length === 0
    ? {}
    : { carried: { ...(agents.length > 0 && { agents }), ...(tasks.length > 0 && { tasks }) } };
};
