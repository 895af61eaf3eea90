// References of an entry: files, addresses and other entries.
import { defined } from '../../../machines/defined.ts';
import type { Entry } from './entry.ts';
import { isObject, type JsonObject } from './json-object.ts';

interface Reference {
  readonly type: string;
  readonly path?: string;
  readonly description?: string;
}

const textIn = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Whether type, path and description hold all of it. */
const isComplete = ({ type: _type, path, url, title, description, ...more }: JsonObject): boolean =>
  Object.keys(more).length === 0 &&
  (path === undefined || url === undefined) &&
  (title === undefined || description === undefined) &&
  [path ?? url, description ?? title].every((value) => value == null || typeof value === 'string');

const referenceOf = ({ type, path, url, title, description }: JsonObject): Reference => ({
  type: textIn(type)?.slice(0, 64) || (url === undefined ? 'file' : 'url'),
  ...defined({ path: textIn(path ?? url), description: textIn(description ?? title) }),
});

/** The references in a field. A field of which they do not hold everything stays in the entry's rest too. */
export const references = (entry: Entry, field: string): Reference[] | undefined => {
  const value = entry.raw(field);
  if (value === undefined) return undefined;
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.every((one) => typeof one === 'string' || (isObject(one) && isComplete(one)))) entry.take(field);
  const found = list.flatMap((one) => {
    if (typeof one === 'string') return [{ type: 'file', path: one }];
    return isObject(one) ? [referenceOf(one)] : [];
  });
  return found.length > 0 ? found : undefined;
};
