// What every request passes before an operation sees it: the host that it names, the way it came, the page that sent it, the
// token or ticket, and the limits. Whatever is not public needs a caller, also what does not exist.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { Context, MiddlewareHandler } from 'hono';
import { PAGE_PATHS } from '../http/page.ts';
import { longTypeOf, MEDIA_TYPES, problemResponse } from '../http/responses.ts';
import { OPERATIONS } from '../operations/all.ts';
import { problemOf, RequestError } from '../problem.ts';
import type { Caller } from '../service.ts';
import { bearerCaller } from './bearer.ts';
import { type AllowedHosts, isAllowedHost, isLoopback } from './hosts.ts';
import { type Limits, requireFittingBody } from './limits.ts';
import { corsHeaders, isListed, preflightHeaders, requireOrigin } from './origins.ts';
import { isLocal, type Way, type WayOf } from './proxies.ts';
import type { Tickets } from './tickets.ts';
import type { TokenBook } from './token-book.ts';
import { holdsToken } from './token-form.ts';

export interface GateOptions {
  readonly book: TokenBook;
  /** Whether a request needs a token. */
  readonly required: boolean;
  readonly hosts: AllowedHosts;
  /** Origins whose pages may use the service. */
  readonly origins: readonly string[];
  readonly wayOf: WayOf;
  readonly limits: Limits;
  readonly tickets: Tickets;
}

export interface Gate {
  readonly middleware: MiddlewareHandler;
  /** Whose request this is, once it has passed. */
  callerOf(request: Request): Caller;
}

/** What anybody may read: whether the service is well, and what it takes. Nothing of a session. */
const PUBLIC = /^\/(?:healthz|readyz|openapi\.json|asyncapi\.json|schemas(?:\/.*)?)$/;
const isPublic = (path: string): boolean => PUBLIC.test(path) || PAGE_PATHS.test(path);
/** A response whose caller may do nothing any more ends by itself; one that is not read is cut off after so long. */
const CUT_MS = 2_000;
const STREAM = MEDIA_TYPES.live;

interface Bindings {
  readonly incoming?: IncomingMessage;
  readonly outgoing?: ServerResponse;
}

/** The routes of live streams: a page needs no header to open one. */
const LIVE = OPERATIONS.filter(({ kind }) => kind === 'live').map(
  ({ path }) => new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}/?$`),
);
const isLive = (path: string): boolean => LIVE.some((route) => route.test(path));

/** The same request for the address without its ticket. */
const withoutTicket = (request: Request, url: URL): Request => {
  url.searchParams.delete('ticket');
  const { method, headers, signal } = request;
  return new Request(url, { method, headers, signal });
};

export const gateOf = (options: GateOptions): Gate => {
  const { book, required, hosts, origins, wayOf, limits, tickets } = options;
  const callers = new WeakMap<Request, Caller>();

  const wayOfRequest = ({ req, env }: Context): Way => {
    const { socket, url = '/' } = (env as Bindings | undefined)?.incoming ?? {};
    const connection = {
      address: socket?.remoteAddress ?? '127.0.0.1',
      isTls: (socket as TLSSocket | undefined)?.encrypted === true,
    };
    // A target in absolute form names the host itself, whatever the header says (RFC 9112, 3.2.2).
    const host = url.startsWith('/') ? undefined : new URL(req.raw.url).host;
    return wayOf(connection, (name) => (name === 'host' && host !== undefined ? host : req.raw.headers.get(name)));
  };

  /** @throws RequestError */
  const requireWay = ({ req, env }: Context, way: Way, isPublic: boolean): void => {
    if (holdsToken(req.raw.url))
      throw new RequestError('BAD_REQUEST', 'A token never goes into an address: it is written down on the way.', {
        hint: 'Revoke it. Send tokens in the header Authorization; for an EventSource ask for a ticket (POST /v1/tickets).',
      });
    const { localAddress } = (env as Bindings | undefined)?.incoming?.socket ?? {};
    if (!isAllowedHost(way.host, hosts, localAddress))
      throw new RequestError('MISDIRECTED', 'This service is not known by the host that the request names.', {
        hint: 'It takes loopback names, the address that it listens on, and what --allowed-host names.',
      });
    const isOpen = way.isSecure || (!way.isProxied && isLocal(way.address));
    if (!isLoopback(hosts.bound) && !isOpen && !isPublic)
      throw new RequestError('FORBIDDEN', 'This service takes requests by TLS only.', {
        hint: 'Ask by https. A proxy that ends TLS is named by --behind-proxy and sends `X-Forwarded-Proto: https`.',
      });
  };

  /** @throws RequestError UNAUTHENTICATED, TOO_MANY_REQUESTS; RepriseError LOG_UNREACHABLE */
  const callerBy = async (c: Context, way: Way): Promise<Caller> => {
    const request = c.req.raw;
    try {
      const ticket = c.req.query('ticket');
      if (ticket === undefined) return await bearerCaller(book, required, request.headers.get('authorization'));
      const url = new URL(request.url);
      const caller = tickets.use(ticket, request.method, url);
      c.req.raw = withoutTicket(request, url);
      return caller;
    } catch (error) {
      if (error instanceof RequestError) await limits.countRefused(way.address);
      throw error;
    }
  };

  /** @throws RequestError; RepriseError LOG_UNREACHABLE */
  const admit = async (c: Context, way: Way, isPublic: boolean): Promise<Caller | undefined> => {
    requireWay(c, way, isPublic);
    const { method, headers } = c.req.raw;
    const origin = headers.get('origin');
    if (origin !== null)
      requireOrigin(
        {
          ...{ method, origin },
          own: `${way.isSecure ? 'https' : 'http'}://${way.host}`,
          isStream: isLive(c.req.path) || headers.get('accept')?.includes(STREAM) === true,
        },
        origins,
      );
    if (isPublic) return undefined;
    const caller = await callerBy(c, way);
    if (caller.auth !== undefined) await limits.takeRequest(caller.auth.id);
    requireFittingBody(caller.role, headers.get('content-length'), headers.has('transfer-encoding'));
    callers.set(c.req.raw, caller);
    return caller;
  };

  /** Bounds the streams of a caller, and ends those of one that may do nothing any more. @throws RequestError */
  const follow = (c: Context, caller: Caller): void => {
    const type = longTypeOf(c.res);
    const { outgoing } = (c.env as Bindings | undefined) ?? {};
    if (outgoing === undefined || type === undefined) return;
    const { auth, ends } = caller;
    if (type === STREAM && auth !== undefined) outgoing.once('close', limits.takeStream(auth.id));
    if (ends === undefined) return;
    const cut = () => setTimeout(() => outgoing.destroy(), CUT_MS).unref();
    ends.addEventListener('abort', cut, { once: true });
    outgoing.once('close', () => ends.removeEventListener('abort', cut));
  };

  const refusal = (error: unknown): Response => {
    const problem = problemOf(error);
    if (problem.status === 500) throw error;
    const response = problemResponse(problem);
    if (problem.status === 401) response.headers.set('www-authenticate', 'Bearer realm="reprise"');
    if (typeof problem.retryAfter === 'number') response.headers.set('retry-after', String(problem.retryAfter));
    return response;
  };

  const answered = async (c: Context, next: () => Promise<void>): Promise<void> => {
    const way = wayOfRequest(c);
    const { method } = c.req.raw;
    const origin = c.req.raw.headers.get('origin');
    // A browser asks without a token.
    if (method === 'OPTIONS' && c.req.header('access-control-request-method') !== undefined) {
      requireWay(c, way, true);
      c.res = isListed(origin, origins)
        ? new Response(null, { status: 204, headers: preflightHeaders(origin) })
        : refusal(new RequestError('FORBIDDEN', 'Pages of this origin may not use the service.'));
      return;
    }
    const caller = await admit(c, way, isPublic(c.req.path));
    await next();
    if (caller === undefined) return;
    // No body is sent: what would be followed must not run on.
    if (method === 'HEAD') return void (await c.res.body?.cancel());
    try {
      follow(c, caller);
    } catch (error) {
      await c.res.body?.cancel();
      throw error;
    }
  };

  return {
    async middleware(c, next) {
      try {
        await answered(c, next);
      } catch (error) {
        c.res = undefined;
        c.res = refusal(error);
      }
      const origin = c.req.raw.headers.get('origin');
      if (!isListed(origin, origins)) return;
      for (const [name, value] of Object.entries(corsHeaders(origin))) c.res.headers.set(name, value);
    },
    callerOf(request) {
      const caller = callers.get(request);
      if (caller === undefined) throw new Error('a request came past the gate');
      return caller;
    },
  };
};
