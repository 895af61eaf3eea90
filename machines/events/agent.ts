// Events of cycles, of the agents launched in them, and of what agents hand back.
import { z } from 'zod';
import { data, Id, Ids, Text, Texts, Title, Whole } from './fields.ts';

export const cycleEvents = {
  cycle_started: data({ cycle: Whole, title: Title.optional() }),
  cycle_ended: data({ cycle: Whole, notes: Text.optional() }),
};

export const Launch = z.strictObject({
  agentId: Id,
  agentType: Title,
  /** Tasks, and plan items, that it was given. */
  taskIds: Ids.optional(),
  itemIds: Ids.optional(),
  instruction: Text.optional(),
});
export type Launch = z.infer<typeof Launch>;

export const Finding = z.strictObject({
  findingId: Id,
  text: Text,
  severity: z.enum(['critical', 'high', 'medium', 'low', 'info']).optional(),
  /** A finding that blocks keeps a session in cycles from completing until it is resolved. */
  blocks: z.boolean(),
  place: Text.optional(),
});
export type Finding = z.infer<typeof Finding>;

const ended = data({
  /** One or several agents, each with its outputs. */
  agents: z
    .array(z.strictObject({ agentId: Id, outputs: Texts.optional(), reason: Text.optional() }))
    .min(1)
    .max(1_000),
});

export const agentEvents = {
  agent_launched: data({
    agents: z.array(Launch).min(1).max(1_000),
    /** Wave, from 1 (within the cycle where there are cycles, else within the session). */
    wave: Whole.optional(),
    title: Title.optional(),
    mode: z.enum(['serial', 'parallel']).optional(),
    reason: Text.optional(),
  }),
  agent_reported: data({
    agentId: Id,
    text: Text,
    verdict: z.enum(['pass', 'fail']).optional(),
    findings: z.array(Finding).max(10_000).optional(),
    rootCause: Text.optional(),
    confidence: z.enum(['low', 'medium', 'high']).optional(),
  }),
  agent_completed: ended,
  agent_failed: ended,
  agent_killed: ended,
  agent_lost: ended,
};
