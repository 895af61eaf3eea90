// Events of evidence (metrics, baselines, documents), of tokens, files, and of what else happens on the way.
import { z } from 'zod';
import { Count, data, Id, Reason, References, Text, Texts, Title, Whole } from './fields.ts';

const Value = z.union([z.number(), z.boolean(), z.string().max(1_000)]);
const file = data({ path: Reason, notes: Text.optional() });

export const evidenceEvents = {
  metric_recorded: data({
    name: Title,
    value: Value,
    /** What it should be; a number is reached at or above it, unless `reachedWhen` says `at_most`. */
    target: Value.optional(),
    reachedWhen: z.enum(['at_least', 'at_most', 'equal']).optional(),
    unit: z.string().max(64).optional(),
  }),
  baseline_recorded: data({ baselineId: Id, name: Title, value: Value, unit: z.string().max(64).optional() }),
  baseline_compared: data({ baselineId: Id, value: Value, holds: z.boolean(), notes: Text.optional() }),
  document_recorded: data({ path: Reason, kind: Title, parts: Texts.optional() }),
};

export const generalEvents = {
  decision_made: data({ decision: Reason, reason: Text.optional(), references: References.optional() }),
  /** A difference, never a total. */
  tokens_used: data({
    model: Title.optional(),
    input: Whole.optional(),
    output: Whole.optional(),
    cached: Whole.optional(),
    total: Whole.describe('input and output together, where no more is known').optional(),
    costUsd: z.number().min(0).meta({ unit: 'US dollars' }).optional(),
    /** Whose: the phase's figure counts; those of a task, todo or agent attribute it. */
    phase: Title.optional(),
    taskId: Id.optional(),
    todoId: Id.optional(),
    agentId: Id.optional(),
  }),
  deadline_passed: data({ of: Title, id: Id.optional(), limitS: Count.meta({ unit: 'seconds' }).optional() }),
  intelligence_started: data({ topic: Text.optional() }),
  intelligence_completed: data({ topic: Text.optional(), result: Text.optional() }),
  file_created: file,
  file_modified: file,
  file_deleted: file,
  output_delivered: data({ description: Text.optional(), path: Text.optional() }),
  warning_issued: data({ message: Reason }),
  /** What a source told that no other event has a place for; the details are in `extra`. */
  fact_noted: data({ name: Title, text: Text.optional() }),
  error_occurred: data({ message: Reason, agentId: Id.optional(), taskId: Id.optional() }),
};
