// Events of cycles, of the agents launched in them, and of what agents hand back.
import { z } from 'zod';
import { event } from './event.ts';
import { Carried, data, Id, Ids, Text, Texts, Title, Whole } from './fields.ts';

export const cycleEvents = {
  cycle_started: event({
    description: 'A cycle of the orchestrator started.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: data({ cycle: Whole, title: Title.optional() }),
    command: { word: 'cycle.start', places: ['cycle'], creates: 'cycle' },
    references: {},
    moves: [{ kind: 'cycle', id: 'cycle' }],
  }),
  cycle_ended: event({
    description: 'A cycle of the orchestrator ended.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: data({
      cycle: Whole,
      notes: Text.optional(),
      /** What runs in it and goes on into the next cycle. */
      carried: Carried.optional(),
    }),
    command: { word: 'cycle.end', places: ['cycle'], creates: undefined },
    references: {},
    free: { carried: 'C.carried demands that each runs in the cycle' },
    moves: [{ kind: 'cycle', id: 'cycle' }],
  }),
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
  /** A finding that blocks keeps the session from completing until it is resolved. */
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

const halted = data({
  /** One or several agents, each with why. */
  agents: z
    .array(z.strictObject({ agentId: Id, reason: Text.optional() }))
    .min(1)
    .max(1_000),
});

export const agentEvents = {
  agent_launched: event({
    description: 'One or several agents were launched, in a wave or alone.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: data({
      agents: z.array(Launch).min(1).max(1_000),
      /** Wave, from 1: of the open cycle; where none is open of the active phase, where a number may also count on. */
      wave: Whole.optional(),
      title: Title.optional(),
      mode: z.enum(['serial', 'parallel']).optional(),
      reason: Text.optional(),
    }),
    command: { word: 'agent.launch', places: ['agents'], creates: 'agent' },
    references: { agentId: 'agent', taskIds: 'task', itemIds: 'item' },
    free: { wave: 'it begins with this launch', agentType: 'a type, no agent' },
    moves: [{ kind: 'agent', id: 'agents[].agentId' }],
  }),
  agent_reported: event({
    description: 'An agent reported: text, and where it has them a verdict, findings and a root cause.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: data({
      agentId: Id,
      text: Text,
      verdict: z.enum(['pass', 'fail']).optional(),
      /** What the verdict is on. A fail on it is answered by a later pass on the same. */
      subject: Title.describe(
        'what the verdict is on, by id or name: a task, a gate, a phase; default: what the agent was launched for',
      ).optional(),
      findings: z.array(Finding).max(10_000).optional(),
      rootCause: Text.optional(),
      confidence: z.enum(['low', 'medium', 'high']).optional(),
    }),
    command: { word: 'agent.report', places: ['agentId', 'text'], creates: undefined },
    references: { agentId: 'agent' },
    moves: [
      { kind: 'agent', id: 'agentId' },
      { kind: 'finding', id: 'findings[].findingId', signal: 'finding_reported' },
    ],
  }),
  agent_paused: event({
    description: 'One or several agents were paused: they have not ended, and complete or fail once resumed.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: halted,
    command: { word: 'agent.pause', places: ['agents'], creates: undefined },
    references: { agentId: 'agent' },
    moves: [{ kind: 'agent', id: 'agents[].agentId' }],
  }),
  agent_resumed: event({
    description: 'One or several paused agents were resumed.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: halted,
    command: { word: 'agent.resume', places: ['agents'], creates: undefined },
    references: { agentId: 'agent' },
    moves: [{ kind: 'agent', id: 'agents[].agentId' }],
  }),
  agent_completed: event({
    description: 'One or several agents completed their work.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: ended,
    command: { word: 'agent.complete', places: ['agents'], creates: undefined },
    references: { agentId: 'agent' },
    moves: [{ kind: 'agent', id: 'agents[].agentId' }],
  }),
  agent_failed: event({
    description: 'One or several agents failed.',
    severity: 'error',
    version: 1,
    upcasters: {},
    data: ended,
    command: { word: 'agent.fail', places: ['agents'], creates: undefined },
    references: { agentId: 'agent' },
    moves: [{ kind: 'agent', id: 'agents[].agentId' }],
  }),
  agent_killed: event({
    description: 'One or several agents were killed.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: ended,
    command: { word: 'agent.kill', places: ['agents'], creates: undefined },
    references: { agentId: 'agent' },
    moves: [{ kind: 'agent', id: 'agents[].agentId' }],
  }),
  agent_lost: event({
    description: 'One or several agents were lost: nothing is known of their end.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: ended,
    command: { word: 'agent.lose', places: ['agents'], creates: undefined },
    references: { agentId: 'agent' },
    moves: [{ kind: 'agent', id: 'agents[].agentId' }],
  }),
  agent_found: event({
    description: 'One or several agents that were lost were found again: they run.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: halted,
    command: { word: 'agent.find', places: ['agents'], creates: undefined },
    references: { agentId: 'agent' },
    moves: [{ kind: 'agent', id: 'agents[].agentId' }],
  }),
};
