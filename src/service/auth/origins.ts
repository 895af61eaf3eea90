// Pages of other origins: what they may send, and what their browsers let them read. The list names origins one by one;
// credentials of the browser (cookies) are never allowed, as the service knows none: a page sends its token itself.
import { RequestError } from '../problem.ts';

/** Of a request, as far as its origin matters. */
export interface OriginContext {
  readonly method: string;
  /** `https://host:port` of the service, as the request named it. */
  readonly own: string;
  readonly origin: string | null;
  /** Whether it asks for a stream of events. */
  readonly isStream: boolean;
}

/** `http://localhost:5173`, as a browser writes it; undefined for what is no origin. */
export const originFrom = (text: string): string | undefined => {
  try {
    const { origin, protocol } = new URL(text);
    return origin === text && !text.includes('*') && (protocol === 'http:' || protocol === 'https:') ? text : undefined;
  } catch {
    return undefined;
  }
};

const READING = ['GET', 'HEAD'];

/** Whether a page of this origin may read what the service answers. */
export const isListed = (origin: string | null, listed: readonly string[]): origin is string =>
  origin !== null && listed.includes(origin);

/** @throws RequestError FORBIDDEN for a page of another origin that writes, or opens a stream */
export const requireOrigin = ({ method, own, origin, isStream }: OriginContext, listed: readonly string[]): void => {
  if (origin === null || origin === own || listed.includes(origin)) return;
  if (READING.includes(method) && !isStream) return;
  throw new RequestError('FORBIDDEN', 'Pages of this origin may not use the service.', {
    hint: 'The service allows an origin with --cors-origin.',
  });
};

const METHODS = 'GET, HEAD, POST, DELETE';
const HEADERS = 'authorization, content-type, idempotency-key, last-event-id, accept, traceparent';
const EXPOSED = 'retry-after, www-authenticate, location, etag, link';

/** What a browser may show to a page of an origin on the list. */
export const corsHeaders = (origin: string): Record<string, string> => ({
  'access-control-allow-origin': origin,
  'access-control-expose-headers': EXPOSED,
  vary: 'Origin',
});

/** The answer to a browser that asks what such a page may send. */
export const preflightHeaders = (origin: string): Record<string, string> => ({
  ...corsHeaders(origin),
  'access-control-allow-methods': METHODS,
  'access-control-allow-headers': HEADERS,
  'access-control-max-age': '600',
});
