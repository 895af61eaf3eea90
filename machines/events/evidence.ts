// Events of evidence (metrics, baselines, documents), of tokens, files, and of what else happens on the way.
import { z } from 'zod';
import { event } from './event.ts';
import { Count, data, Id, Reason, References, Text, Texts, Title, Whole } from './fields.ts';

const Value = z.union([z.number(), z.boolean(), z.string().max(1_000)]);
const file = data({ path: Reason, notes: Text.optional() });

export const evidenceEvents = {
  metric_recorded: event({
    description: 'A metric was measured.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: data({
      name: Title,
      value: Value,
      /** What it should be; a number is reached at or above it, unless `reachedWhen` is `at_most`. */
      target: Value.optional(),
      reachedWhen: z.enum(['at_least', 'at_most', 'equal']).optional(),
      unit: z.string().max(64).optional(),
    }),
    command: { word: 'metric.record', places: ['name', 'value'], creates: undefined },
    references: {},
    moves: [],
  }),
  baseline_recorded: event({
    description: 'A baseline was measured, to compare with later.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: data({ baselineId: Id, name: Title, value: Value, unit: z.string().max(64).optional() }),
    command: { word: 'baseline.record', places: ['baselineId', 'name'], creates: 'baseline' },
    references: { baselineId: 'baseline' },
    moves: [],
  }),
  baseline_compared: event({
    description: 'A measured value was compared with its baseline.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: data({ baselineId: Id, value: Value, holds: z.boolean(), notes: Text.optional() }),
    command: { word: 'baseline.compare', places: ['baselineId', 'value'], creates: undefined },
    references: { baselineId: 'baseline' },
    moves: [],
  }),
  document_recorded: event({
    description: 'A document was recorded, by its path and kind.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: data({ path: Reason, kind: Title, parts: Texts.optional() }),
    command: { word: 'document.record', places: ['path', 'kind'], creates: undefined },
    references: {},
    moves: [],
  }),
};

export const generalEvents = {
  decision_made: event({
    description: 'A decision was made.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: data({ decision: Reason, reason: Text.optional(), references: References.optional() }),
    command: { word: 'decision.make', places: ['decision'], creates: undefined },
    references: {},
    moves: [],
  }),
  tokens_used: event({
    description: 'Tokens were used.',
    severity: 'info',
    version: 1,
    upcasters: {},
    /** A difference, never a total. */
    data: data({
      model: Title.optional(),
      provider: Title.describe('who bills them, such as anthropic, aws.bedrock, gcp.gemini, openai').optional(),
      // The names and meanings of the GenAI semantic conventions: gen_ai.usage.input_tokens, .output_tokens,
      // .cache_read.input_tokens and .cache_creation.input_tokens, the last two parts of the first.
      input: Whole.describe('input tokens; those read from and written to a cache are among them').optional(),
      output: Whole.describe('output tokens; those of reasoning are among them').optional(),
      cached: Whole.describe('of the input, tokens read from a cache').optional(),
      cacheCreation: Whole.describe('of the input, tokens written to a cache').optional(),
      inputWithoutCache: z
        .boolean()
        .describe(
          'input is as Anthropic and Amazon Bedrock report it, without the tokens read from and written to a cache: both are added to it',
        )
        .optional(),
      total: Whole.describe('input and output together, where no more is known').optional(),
      costUsd: z.number().min(0).meta({ unit: 'US dollars' }).optional(),
      /** Whose. With nothing but the phase it is the sum of the phase, and the rest its detail: the larger counts. */
      phase: Title.optional(),
      taskId: Id.optional(),
      todoId: Id.optional(),
      agentId: Id.optional(),
    }),
    command: { word: 'tokens.use', places: [], creates: undefined },
    references: { phase: 'phase', taskId: 'task', todoId: 'todo', agentId: 'agent' },
    moves: [],
  }),
  deadline_passed: event({
    description: 'A deadline passed.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: data({ of: Title, id: Id.optional(), limitS: Count.meta({ unit: 'seconds' }).optional() }),
    command: { word: 'deadline.pass', places: ['of'], creates: undefined },
    references: {},
    moves: [],
  }),
  intelligence_started: event({
    description: 'The gathering of intelligence started.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: data({ topic: Text.optional() }),
    command: { word: 'intelligence.start', places: [], creates: undefined },
    references: {},
    moves: [],
  }),
  intelligence_completed: event({
    description: 'The gathering of intelligence was completed.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: data({ topic: Text.optional(), result: Text.optional() }),
    command: { word: 'intelligence.complete', places: [], creates: undefined },
    references: {},
    moves: [],
  }),
  file_created: event({
    description: 'A file was created.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: file,
    command: { word: 'file.create', places: ['path'], creates: undefined },
    references: {},
    moves: [],
  }),
  file_modified: event({
    description: 'A file was modified.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: file,
    command: { word: 'file.modify', places: ['path'], creates: undefined },
    references: {},
    moves: [],
  }),
  file_deleted: event({
    description: 'A file was deleted.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: file,
    command: { word: 'file.delete', places: ['path'], creates: undefined },
    references: {},
    moves: [],
  }),
  output_delivered: event({
    description: 'An output was delivered.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: data({ description: Text.optional(), path: Text.optional() }),
    command: { word: 'output.deliver', places: [], creates: undefined },
    references: {},
    moves: [],
  }),
  warning_issued: event({
    description: 'A warning was issued.',
    severity: 'warning',
    version: 1,
    upcasters: {},
    data: data({ message: Reason }),
    command: { word: 'warning.issue', places: ['message'], creates: undefined },
    references: {},
    moves: [],
  }),
  fact_noted: event({
    description: 'A source recorded a fact that no other event has a place for.',
    severity: 'info',
    version: 1,
    upcasters: {},
    /** What a source reported that no other event has a place for; the details are in `extra`. */
    data: data({ name: Title, text: Text.optional() }),
    command: { word: 'fact.note', places: ['name'], creates: undefined },
    references: {},
    moves: [],
  }),
  error_occurred: event({
    description: 'An error occurred.',
    severity: 'error',
    version: 1,
    upcasters: {},
    data: data({ message: Reason, agentId: Id.optional(), taskId: Id.optional() }),
    command: { word: 'error.record', places: ['message'], creates: undefined },
    references: { agentId: 'agent', taskId: 'task' },
    moves: [],
  }),
};
