// Which methods an address takes, for the answer to any other.
import { OPERATIONS } from '../operations/all.ts';

/** Addresses that are no operations; all of them are read. */
export const OTHER_PATHS = [
  '/healthz',
  '/readyz',
  '/metrics',
  '/openapi.json',
  '/asyncapi.json',
  '/schemas',
  '/schemas/events/{name}',
  '/schemas/commands/{name}',
  '/',
  '/s/{session}',
  '/assets/{name}',
] as const;

const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`);

const ROUTES = [
  ...OPERATIONS.map(({ method, path }) => ({ method: method.toUpperCase(), pattern: patternOf(path) })),
  ...OTHER_PATHS.map((path) => ({ method: 'GET', pattern: patternOf(path) })),
];

/** In order; `HEAD` goes with `GET`. */
export const methodsAt = (path: string): string[] => {
  const methods = new Set<string>();
  for (const { method, pattern } of ROUTES)
    if (pattern.test(path)) {
      methods.add(method);
      if (method === 'GET') methods.add('HEAD');
    }
  return [...methods].sort();
};
