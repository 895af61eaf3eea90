// The HTTP side of the service: a route for each operation of the table, and the OpenAPI document that is made from the
// same entries. Errors are problem documents (RFC 9457).
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler } from 'hono';
import { defined } from '../../../machines/defined.ts';
import { packageVersion } from '../../package-root.ts';
import { requireAllowed } from '../allowed.ts';
import { scopedService } from '../auth/scoped-service.ts';
import { OPERATIONS } from '../operations/all.ts';
import type { CallContext, Operation } from '../operations/operation.ts';
import { type Problem, problemOf, RequestError } from '../problem.ts';
import type { Caller, Service } from '../service.ts';
import { eventStream } from './event-stream.ts';

export interface AppOptions {
  /** Who asks. Default: everybody is an admin without a name, as the command line on the same machine is. */
  readonly callerOf?: (request: Request) => Caller | Promise<Caller>;
  /** Receives what was thrown by a defect. */
  readonly onDefect?: (error: unknown) => void;
  /** In front of all routes, in this order. */
  readonly before?: readonly MiddlewareHandler[];
  /** The answer to `/metrics`. Default: there is none. */
  readonly metrics?: () => Promise<Response>;
}

const PROBLEM = 'application/problem+json';

const ProblemDocument = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string(),
  code: z.string(),
  hint: z.string().optional(),
});

export const problemResponse = (problem: Problem): Response =>
  new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { 'content-type': PROBLEM, ...(problem.status === 503 && { 'retry-after': '1' }) },
  });

const CONTENT = { json: 'application/json', live: 'text/event-stream', lines: 'application/x-ndjson' } as const;

const routeOf = (one: Operation) =>
  createRoute({
    operationId: one.name,
    method: one.method,
    path: one.path,
    summary: one.summary,
    request: {
      ...defined({ params: one.params, query: one.query }),
      ...(one.body !== undefined && {
        body: { required: true, content: { 'application/json': { schema: one.body } } },
      }),
    },
    responses: {
      200: { description: one.summary, content: { [CONTENT[one.kind]]: { schema: one.output } } },
      default: { description: 'A problem (RFC 9457)', content: { [PROBLEM]: { schema: ProblemDocument } } },
    },
  });

const linesOf = (lines: AsyncIterable<string>): ReadableStream<Uint8Array> => {
  const encoder = new TextEncoder();
  const iterator = lines[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await iterator.return?.();
    },
  });
};

const answer = async (whole: Service, one: Operation, c: Context, caller: Caller): Promise<Response> => {
  const valid = (c.req as unknown as { valid(target: string): unknown }).valid.bind(c.req);
  const input = {
    params: (one.params === undefined ? {} : valid('param')) as Record<string, unknown>,
    query: (one.query === undefined ? {} : valid('query')) as Record<string, unknown>,
    body: one.body === undefined ? undefined : valid('json'),
  };
  requireAllowed(caller, one, input.params);
  const service = scopedService(whole, caller);
  const { signal: gone } = c.req.raw;
  const call: CallContext = {
    caller,
    // What ends within moments is answered.
    signal: caller.ends === undefined || one.kind === 'json' ? gone : AbortSignal.any([gone, caller.ends]),
    ...defined({ idempotencyKey: c.req.header('idempotency-key'), lastEventId: c.req.header('last-event-id') }),
  };
  switch (one.kind) {
    case 'json':
      return c.json((await one.run(service, input, call)) as object, 200);
    case 'live':
      return eventStream(one.run(service, input, call));
    case 'lines':
      return new Response(linesOf(one.run(service, input, call)), { headers: { 'content-type': CONTENT.lines } });
    default:
      return one satisfies never;
  }
};

/** Every fault of a request that its schemas found. */
const badRequest = (target: string, { issues }: { issues: readonly { path: PropertyKey[]; message: string }[] }) =>
  new RequestError('BAD_REQUEST', `${issues.length === 1 ? 'A value is' : `${issues.length} values are`} not valid.`, {
    faults: issues.map(({ path, message }) => ({ in: target, path: path.map(String), message })),
  });

const EVERYBODY: Caller = { role: 'admin' };

/** The app of a service, to be served or asked by `app.request()`. */
export const httpApp = (service: Service, options: AppOptions = {}): OpenAPIHono => {
  const { callerOf = () => EVERYBODY, onDefect, before = [], metrics } = options;
  const app = new OpenAPIHono({
    defaultHook: (result) => {
      if (!result.success) throw badRequest(result.target, result.error);
    },
  });
  app.onError((error) => {
    const problem = problemOf(error);
    if (problem.status === 500) onDefect?.(error);
    return problemResponse(problem);
  });
  app.notFound((c) => problemResponse(problemOf(new RequestError('NOT_FOUND', `There is nothing at ${c.req.path}.`))));
  for (const handler of before) app.use(handler);
  if (metrics !== undefined) app.get('/metrics', metrics);
  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  app.get('/readyz', async (c) => {
    if (service.draining.aborted) throw new RequestError('DRAINING', 'The service is going down.');
    await service.log.last('readyz');
    return c.json({ status: 'ready', stream: service.log.stream, durability: service.log.durability });
  });
  for (const one of OPERATIONS)
    app.openapi(routeOf(one), (async (c: Context) => answer(service, one, c, await callerOf(c.req.raw))) as never);
  app.doc31('/openapi.json', {
    openapi: '3.1.0',
    info: { title: 'Reprise', version: packageVersion(), description: 'Sessions of work, recorded on a log.' },
  });
  return app;
};
