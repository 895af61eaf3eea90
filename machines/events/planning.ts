// Events of planning and of the tasks planned.
import { data, Id, Ids, Priority, Reason, Text, Texts, Title, Tokens, Whole } from './fields.ts';

export const planningEvents = {
  requirement_added: data({
    requirementId: Id,
    description: Reason,
    priority: Priority.optional(),
    verification: Text.optional(),
  }),
  requirement_met: data({ requirementId: Id, notes: Text.optional() }),
  requirement_dropped: data({ requirementId: Id, reason: Reason }),
  deliverable_added: data({ deliverableId: Id, description: Reason, path: Text.optional() }),
  deliverable_delivered: data({ deliverableId: Id, path: Text.optional(), notes: Text.optional() }),
  task_planned: data({
    taskId: Id,
    title: Title,
    description: Text.optional(),
    dependencies: Ids.optional(),
    wave: Whole.optional(),
    agentType: Title.describe('the type of agent that it is meant for').optional(),
    estimate: Tokens.optional(),
    criteria: Texts.optional(),
    filesInScope: Texts.optional(),
  }),
  /** Tokens for one phase. */
  budget_allocated: data({ phase: Title, tokens: Tokens }),
};

export const taskEvents = {
  task_started: data({ taskId: Id, agentId: Id.describe("without one it is the orchestrator's own").optional() }),
  task_completed: data({ taskId: Id, agentId: Id.optional(), outputs: Texts.optional() }),
  task_failed: data({ taskId: Id, agentId: Id.optional(), reason: Text.optional() }),
  task_dropped: data({ taskId: Id, reason: Reason }),
};
