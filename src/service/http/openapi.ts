// The OpenAPI document: made from the table, so that it says what the routes do. Which failures an operation may answer, and
// with which members, stands with each.
import { z } from 'zod';
import { defined } from '../../../machines/defined.ts';
import { packageVersion } from '../../package-root.ts';
import { COMMON_FAILURES, OPERATIONS } from '../operations/all.ts';
import type { FailureCode, Operation } from '../operations/operation.ts';
import { LegalMove, StateSummary } from '../operations/schemas.ts';
import { PROBLEMS } from '../problem.ts';
import { type JsonObject, schemaIn } from './json-schema.ts';
import { MEDIA_TYPES, PROBLEM_TYPE } from './responses.ts';

const PLACE = '#/components/schemas/';

const RequestFault = z
  .object({
    in: z.enum(['path', 'query', 'header', 'body']),
    path: z.array(z.string()),
    message: z.string(),
    line: z.number().int().optional(),
    column: z.number().int().optional(),
  })
  .meta({ id: 'RequestFault' });

const problem = {
  type: z.string().describe('`urn:reprise:problem:` and the code in lower case'),
  title: z.string(),
  detail: z.string().describe('what happened, in a sentence'),
  hint: z.string().describe('what to do next').optional(),
};

export const Problem = z
  .looseObject({ ...problem, status: z.number().int(), code: z.string() })
  .describe('RFC 9457')
  .meta({ id: 'Problem' });

const RuleViolation = z.looseObject({ rule: z.string(), sentence: z.string(), detail: z.string() });

/** What the problems of some codes have beside the members of all. */
const OWN_MEMBERS: Readonly<Partial<Record<FailureCode, z.ZodRawShape>>> = {
  BAD_REQUEST: { faults: z.array(RequestFault).optional() },
  USAGE: { faults: z.array(RequestFault).optional() },
  REFUSED: {
    rule: z.string().optional(),
    sentence: z.string().optional(),
    violations: z.array(RuleViolation).optional(),
    state: StateSummary.optional(),
    legal: z.array(LegalMove).describe('the commands that are legal now').optional(),
    commandId: z.string().optional(),
    place: z.number().int().describe('of the command in the list, from 0').optional(),
  },
  CONFLICT: {
    expected: z.number().int().optional(),
    actual: z.number().int().describe('the ordinal of the newest event').optional(),
  },
  SESSION_NOT_FOUND: { sessionId: z.string(), near: z.array(z.string()).optional() },
  TOO_LARGE: { limit: z.number().int().describe('bytes').optional() },
  UNSUPPORTED_MEDIA_TYPE: { expected: z.array(z.string()) },
  UNKNOWN_OUTCOME: { commandId: z.string().optional(), reason: z.string().optional() },
};

const nameOf = (code: string): string =>
  code
    .toLowerCase()
    .split('_')
    .map((word) => word[0]?.toUpperCase() + word.slice(1))
    .join('');

const problemSchemas = new Map<FailureCode, z.ZodType>();
const problemOfCode = (code: FailureCode): z.ZodType => {
  let schema = problemSchemas.get(code);
  if (schema === undefined) {
    const [status] = PROBLEMS[code];
    const own = { ...problem, status: z.literal(status), code: z.literal(code), ...OWN_MEMBERS[code] };
    schema = z.looseObject(own).meta({ id: `${nameOf(code)}Problem` });
    problemSchemas.set(code, schema);
  }
  return schema;
};

/** Every code that an operation may answer with. */
export const failuresOf = (one: Operation): FailureCode[] => {
  const ofBody: FailureCode[] = one.body === undefined ? [] : ['TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'];
  return [...new Set([...COMMON_FAILURES, ...one.failures, ...ofBody])];
};

type Shared = Record<string, unknown>;

const problemResponses = (one: Operation, shared: Shared): JsonObject => {
  const byStatus = new Map<number, FailureCode[]>();
  for (const code of failuresOf(one)) {
    const [status] = PROBLEMS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus]
      .sort(([a], [b]) => a - b)
      .map(([status, codes]) => {
        const schemas = codes.map((code) => schemaIn(problemOfCode(code), 'output', PLACE, shared));
        return [
          status,
          {
            description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code][1]}`).join('. '),
            ...((status === 503 || status === 429) && {
              headers: { 'retry-after': { description: 'seconds', schema: { type: 'integer' } } },
            }),
            content: { [PROBLEM_TYPE]: { schema: schemas.length === 1 ? schemas[0] : { anyOf: schemas } } },
          },
        ];
      }),
  );
};

/** A stream of items and a stream of lines are texts; what each holds is described beside. */
const contentOf = (kind: Operation['kind'], output: z.ZodType, shared: Shared): JsonObject => {
  const schema = schemaIn(output, 'output', PLACE, shared);
  const media = MEDIA_TYPES[kind];
  if (kind === 'json') return { [media]: { schema } };
  return { [media]: { schema: { type: 'string' }, [kind === 'live' ? 'x-data-schema' : 'x-line-schema']: schema } };
};

const otherContentOf = (other: NonNullable<Operation['also']>, shared: Shared): JsonObject =>
  other.kind === 'text'
    ? { [other.mediaType]: { schema: schemaIn(other.output, 'output', PLACE, shared) } }
    : contentOf(other.kind, other.output, shared);

const parametersOf = (where: 'path' | 'query', schema: z.ZodObject | undefined, shared: Shared): JsonObject[] =>
  Object.entries(schema?.shape ?? {}).map(([name, field]) => {
    const type = field as z.ZodType;
    const { description, ...made } = schemaIn(type, 'output', PLACE, shared);
    const isList = made.type === 'array';
    return {
      name,
      in: where,
      required: where === 'path' || !type.safeParse(undefined).success,
      ...defined({ description }),
      ...(isList && { style: 'form', explode: false }),
      schema: made,
    };
  });

const HEADERS = {
  repeatable: {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description: 'the id of the command: sent again with the same key it counts once',
    schema: { type: 'string', minLength: 1, maxLength: 200 },
  },
  live: {
    name: 'Last-Event-ID',
    in: 'header',
    required: false,
    description: 'the `id` of the last item that you received',
    schema: { type: 'string' },
  },
} as const;

const bodyOf = (one: Operation, shared: Shared): JsonObject | undefined => {
  if (one.body === undefined) return undefined;
  const content =
    one.bodyTypes === undefined
      ? { [MEDIA_TYPES.json]: { schema: schemaIn(one.body, 'input', PLACE, shared) } }
      : Object.fromEntries(one.bodyTypes.map((type) => [type, { schema: { type: 'string' } }]));
  return { required: true, content };
};

const operationOf = (one: Operation, shared: Shared): JsonObject => ({
  operationId: one.name,
  tags: [one.name.split('.')[0]],
  summary: one.summary,
  ...defined({ description: one.description, requestBody: bodyOf(one, shared) }),
  'x-role': one.role,
  parameters: [
    ...parametersOf('path', one.params, shared),
    ...parametersOf('query', one.query, shared),
    ...(one.repeatable ? [HEADERS.repeatable] : []),
    ...(one.kind === 'live' ? [HEADERS.live] : []),
  ],
  responses: {
    [one.status ?? 200]: {
      description: one.summary,
      ...(one.headers && {
        headers: Object.fromEntries(
          Object.entries(one.headers).map(([name, description]) => [name, { description, schema: { type: 'string' } }]),
        ),
      }),
      content: {
        ...contentOf(one.kind, one.output, shared),
        ...(one.also && otherContentOf(one.also, shared)),
      },
    },
    ...problemResponses(one, shared),
  },
});

/** What is no operation: health, and the documents themselves. */
const otherPaths = (): Record<string, JsonObject> => {
  const read = (operationId: string, summary: string, schema: JsonObject, more: JsonObject = {}): JsonObject => ({
    get: {
      ...{ operationId, tags: ['service'], summary },
      ...more,
      responses: {
        200: { description: summary, content: { [MEDIA_TYPES.json]: { schema } } },
        default: { description: 'A problem', content: { [PROBLEM_TYPE]: { schema: { $ref: `${PLACE}Problem` } } } },
      },
    },
  });
  const named = { parameters: [{ name: 'name', in: 'path', required: true, schema: { type: 'string' } }] };
  const text = { type: 'string' };
  const object = { type: 'object' };
  return {
    '/healthz': read('service.health', 'Whether the process runs.', {
      type: 'object',
      properties: { status: { const: 'ok' } },
      required: ['status'],
    }),
    '/readyz': read('service.ready', 'Whether it answers: the log can be reached, and it is not going down.', {
      type: 'object',
      properties: { status: { const: 'ready' }, stream: text, durability: text },
      required: ['status', 'stream', 'durability'],
    }),
    '/metrics': {
      get: {
        ...{ operationId: 'service.metrics', tags: ['service'], summary: 'What the process counts, for Prometheus.' },
        responses: { 200: { description: 'Metrics', content: { 'text/plain': { schema: text } } } },
      },
    },
    '/openapi.json': read('service.openapi', 'This document.', object),
    '/asyncapi.json': read('service.asyncapi', 'The streams, as AsyncAPI.', object),
    '/schemas': read('service.schemas', 'The JSON Schemas of all events and commands, by name.', {
      type: 'object',
      properties: {
        events: { type: 'object', additionalProperties: text },
        commands: { type: 'object', additionalProperties: text },
      },
      required: ['events', 'commands'],
    }),
    '/schemas/events/{name}': read('service.eventSchema', 'The JSON Schema of an event: `NAME.json`.', object, named),
    '/schemas/commands/{name}': read(
      'service.commandSchema',
      'The JSON Schema of what a command takes: `WORD.json`.',
      object,
      named,
    ),
  };
};

/** The document. */
export const openApiDocument = (): JsonObject => {
  const shared: Shared = {};
  schemaIn(Problem, 'output', PLACE, shared);
  const paths: Record<string, Record<string, unknown>> = {};
  for (const one of OPERATIONS) paths[one.path] = { ...paths[one.path], [one.method]: operationOf(one, shared) };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Reprise',
      version: packageVersion(),
      description: 'Sessions of work, recorded on a log: commands in, events and views out.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    paths: { ...paths, ...otherPaths() },
    components: { schemas: Object.fromEntries(Object.entries(shared).sort(([a], [b]) => (a < b ? -1 : 1))) },
  };
};
