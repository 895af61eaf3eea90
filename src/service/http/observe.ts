// What a service notes of each request: a line in its log, and what it counts. A request is named by its route, never by its
// address: that may hold what nobody should read in a log.
import type { ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import type { MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import { freshId } from '../../session/write/fresh-id.ts';
import type { Logger } from '../logs.ts';
import type { Metrics } from '../metrics.ts';
import { longTypeOf, MEDIA_TYPES } from './responses.ts';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
/** For whatever no route takes: a caller's own words would make metrics without end. */
const NO_ROUTE = 'none';

const names = new Map<string, string>();
/** `/v1/sessions/{session}` of `/v1/sessions/:session`, a path of a route. */
const nameOf = (path: string): string => {
  let name = names.get(path);
  if (name === undefined) {
    name = path.replace(/:(\w+)(?:\{[^/]*\})?/g, '{$1}');
    names.set(path, name);
  }
  return name;
};

/** A handler in front of all others. */
export const observeRequests = (metrics: Metrics, logger: Logger): MiddlewareHandler => {
  return async (c, next) => {
    const began = performance.now();
    const id = freshId();
    const method = METHODS.includes(c.req.method) ? c.req.method : 'OTHER';
    const outgoing = (c.env as { outgoing?: ServerResponse } | undefined)?.outgoing;
    outgoing?.setHeader('x-request-id', id);
    await next();
    // The handler that answered stands last; those in front of all routes are `*`.
    const last = matchedRoutes(c).at(-1)?.path ?? '';
    const route = last.includes('*') || (c.res.status === 404 && last === '') ? NO_ROUTE : nameOf(last);
    const { status } = c.res;
    metrics.requestSeconds.observe({ method, route }, (performance.now() - began) / 1_000);
    metrics.requests.inc({ method, route, status: String(status) });
    const isStream = longTypeOf(c.res) === MEDIA_TYPES.live;
    if (isStream) metrics.streams.inc();
    const done = (): void => {
      if (isStream) metrics.streams.dec();
      const ms = Math.round((performance.now() - began) * 10) / 10;
      const level = status >= 500 && status !== 503 ? 'error' : 'info';
      logger[level]({ id, method, route, status, ms }, 'request');
    };
    if (outgoing === undefined) done();
    else outgoing.once('close', done);
  };
};
