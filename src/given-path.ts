// A path that a caller of the library gives. Types do not reach a caller in JavaScript.
import { RepriseError } from './errors.ts';

/** @returns the path. @throws RepriseError USAGE for what is not a text, or empty */
export const requirePath = (path: unknown, what: string): string => {
  if (typeof path === 'string' && path !== '') return path;
  const got = path === '' ? 'an empty text' : path === null ? 'null' : typeof path;
  throw new RepriseError('USAGE', `The path of ${what} is missing: expected a text, got ${got}.`);
};

/** @returns the paths. @throws RepriseError USAGE for what is not a list of texts */
export const requirePaths = (paths: unknown, what: string): string[] => {
  if (!Array.isArray(paths))
    throw new RepriseError('USAGE', `The paths of ${what} are missing: expected a list of texts, got ${typeof paths}.`);
  return paths.map((path) => requirePath(path, what));
};
