// The page for people: its files as they were built, each with the headers that hold it to them. It holds nothing of a session,
// so that it is served to anybody; what it shows it asks for with the token that its reader gives it.
import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Hono } from 'hono';
import { SESSION_ID } from '../../../machines/events/fields.ts';
import { PACKAGE_ROOT } from '../../package-root.ts';
import { RequestError } from '../problem.ts';

/** No script, style, font or request from elsewhere, nothing inline, no frame, and no text that becomes markup. */
export const PAGE_POLICY = [
  "default-src 'none'",
  ...["script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'"],
  ...["base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"],
  ...["require-trusted-types-for 'script'", "trusted-types 'none'"],
].join('; ');

const HEADERS = {
  'content-security-policy': PAGE_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The name of an asset has the hash of its content. */
const FOREVER = 'public, max-age=31536000, immutable';
/** The page itself names the assets of one version. */
const ASK_AGAIN = 'no-cache';

const folder = join(PACKAGE_ROOT, 'dist', 'page');
/** By path below the folder. */
const kept = new Map<string, Uint8Array<ArrayBuffer>>();

const fileOf = (name: string): Uint8Array<ArrayBuffer> | undefined => {
  let bytes = kept.get(name);
  if (bytes === undefined) {
    try {
      bytes = new Uint8Array(readFileSync(join(folder, name)));
    } catch {
      return undefined;
    }
    kept.set(name, bytes);
  }
  return bytes;
};

/** @throws RequestError NOT_FOUND */
const fileResponse = (name: string, cache: string): Response => {
  const bytes = fileOf(name);
  if (bytes === undefined)
    throw new RequestError('NOT_FOUND', `The page has no file ${JSON.stringify(name)}.`, {
      hint: 'It is built by `npm run build`; reload the page after an update.',
    });
  return new Response(bytes, {
    headers: { ...HEADERS, 'content-type': TYPES[extname(name)] ?? 'application/octet-stream', 'cache-control': cache },
  });
};

const ASSET = /^[\w-][\w.-]*$/;

/** What anybody may ask for. */
export const PAGE_PATHS = /^\/(?:s\/[A-Za-z0-9_-]{1,64}|assets\/[\w-][\w.-]*)?$/;

export const pageRoutes = (app: Hono): void => {
  const index = () => fileResponse('index.html', ASK_AGAIN);
  app.get('/', index);
  app.get('/s/:session', (c) => {
    const session = c.req.param('session');
    if (SESSION_ID.test(session)) return index();
    throw new RequestError('NOT_FOUND', `${JSON.stringify(session)} is no session id.`);
  });
  app.get('/assets/:name', (c) => {
    const name = c.req.param('name');
    return fileResponse(ASSET.test(name) ? join('assets', name) : 'no asset', FOREVER);
  });
};
