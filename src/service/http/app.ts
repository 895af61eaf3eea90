// The HTTP side of the service: a route for each operation of the table, and the documents that are made from the same
// entries. Errors are problem documents (RFC 9457).
import type { ServerResponse } from 'node:http';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { defined } from '../../../machines/defined.ts';
import { requireAllowed } from '../allowed.ts';
import { scopedService } from '../auth/scoped-service.ts';
import { OPERATIONS } from '../operations/all.ts';
import type { CallContext, Operation } from '../operations/operation.ts';
import { type Problem, problemOf, RequestError } from '../problem.ts';
import type { Caller, Service } from '../service.ts';
import { documentRoutes } from './documents.ts';
import { eventStream } from './event-stream.ts';
import { prefersOther } from './negotiate.ts';
import { pageRoutes } from './page.ts';
import { idempotencyKeyOf, inputOf, type RequestInput } from './request.ts';
import { jsonResponse, linesResponse, MEDIA_TYPES, mediaTypeOf, problemResponse, textResponse } from './responses.ts';
import { methodsAt } from './routes.ts';

/** Answers a request of the Model Context Protocol as its caller may ask. */
export type AnswerMcp = (
  service: Service,
  caller: Caller,
  request: Request,
  onDefect: (error: unknown) => void,
) => Promise<Response>;

export interface AppOptions {
  /** Who asks. Default: everybody is an admin without a name, as the command line on the same machine is. */
  readonly callerOf?: (request: Request) => Caller | Promise<Caller>;
  /** Receives what was thrown by a defect. */
  readonly onDefect?: (error: unknown) => void;
  /** In front of all routes, in this order. */
  readonly before?: readonly MiddlewareHandler[];
  /** The answer to `/metrics`. Default: there is none. */
  readonly metrics?: () => Promise<Response>;
  /** What answers at `/mcp`. Default: nothing. */
  readonly mcp?: AnswerMcp | undefined;
}

/** The signal of a request costs a controller for each: only where it is asked for. */
const callOf = (request: Request, caller: Caller, one: Operation): CallContext => {
  const lastEventId = one.kind === 'live' ? (request.headers.get('last-event-id') ?? undefined) : undefined;
  const idempotencyKey = one.repeatable === true ? idempotencyKeyOf(request) : undefined;
  return {
    caller,
    get signal() {
      const { ends } = caller;
      // What ends within moments is answered.
      return ends === undefined || one.kind === 'json' ? request.signal : AbortSignal.any([request.signal, ends]);
    },
    ...defined({ idempotencyKey, lastEventId }),
  };
};

/** The response of Node; undefined where the app is asked without a server. */
const outgoingOf = (c: Context): ServerResponse | undefined =>
  (c.env as { outgoing?: ServerResponse } | undefined)?.outgoing;

/** Whether a request is for the other form of an answer. */
const isOther = (
  { kind }: Operation,
  other: NonNullable<Operation['also']>,
  request: Request,
  input: RequestInput,
): boolean =>
  (other.kind === 'text' ? other.isAsked(input) : undefined) ??
  prefersOther(request.headers.get('accept'), MEDIA_TYPES[kind], mediaTypeOf(other));

const answer = async (
  whole: Service,
  one: Operation,
  c: Context,
  caller: Caller,
  onDefect: AppOptions['onDefect'],
): Promise<Response> => {
  const request = c.req.raw;
  // Before the body is read.
  requireAllowed(caller, one, c.req.param());
  const service = scopedService(whole, caller);
  const call = callOf(request, caller, one);
  const input = await inputOf(one, request, c.req.param());
  const other = one.also;
  if (other !== undefined && isOther(one, other, request, input))
    switch (other.kind) {
      case 'json':
        return jsonResponse(await other.run(service, input, call));
      case 'text':
        return textResponse(await other.run(service, input, call), other.mediaType);
      case 'lines':
        return linesResponse(await other.run(service, input, call), outgoingOf(c));
      default:
        return other satisfies never;
    }
  switch (one.kind) {
    case 'json':
      return jsonResponse(await one.run(service, input, call), one.status);
    case 'live':
      return eventStream(one.run(service, input, call), { outgoing: outgoingOf(c), onDefect });
    case 'lines':
      return linesResponse(await one.run(service, input, call), outgoingOf(c));
    default:
      return one satisfies never;
  }
};

const EVERYBODY: Caller = { role: 'admin' };

/** The app of a service, to be served or asked by `app.request()`. */
export const httpApp = (service: Service, options: AppOptions = {}): Hono => {
  const { callerOf = () => EVERYBODY, onDefect, before = [], metrics, mcp } = options;
  const app = new Hono();
  const failed = (error: unknown): Response => {
    const problem: Problem = problemOf(error);
    if (problem.status === 500) onDefect?.(error);
    return problemResponse(problem);
  };
  app.onError(failed);
  app.notFound((c) => {
    const { path } = c.req;
    const allow = methodsAt(path);
    if (allow.length === 0) return failed(new RequestError('NOT_FOUND', `There is nothing at ${path}.`));
    return failed(
      new RequestError('METHOD_NOT_ALLOWED', `${path} takes ${allow.join(', ')}, not ${c.req.method}.`, { allow }),
    );
  });
  for (const handler of before) app.use(handler);
  if (metrics !== undefined) app.get('/metrics', metrics);
  app.get('/healthz', () => jsonResponse({ status: 'ok' }));
  app.get('/readyz', async () => {
    if (service.draining.aborted) throw new RequestError('DRAINING', 'The service is going down.');
    await service.log.last('readyz');
    return jsonResponse({ status: 'ready', stream: service.log.stream, durability: service.log.durability });
  });
  documentRoutes(app);
  pageRoutes(app);
  if (mcp !== undefined)
    app.all('/mcp', async (c) => mcp(service, await callerOf(c.req.raw), c.req.raw, (error) => onDefect?.(error)));
  for (const one of OPERATIONS)
    app.on(one.method.toUpperCase(), one.path.replaceAll(/\{(\w+)\}/g, ':$1'), async (c) =>
      answer(service, one, c, await callerOf(c.req.raw), onDefect),
    );
  return app;
};
