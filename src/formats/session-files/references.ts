// References of an entry: files, addresses and other entries.
import { defined } from '../../../machines/defined.ts';
import type { Entry } from './entry.ts';
import { isObject, type JsonObject, kindOf } from './json-object.ts';

const MAX_TYPE = 64;

interface Reference {
  readonly type: string;
  readonly path?: string;
  readonly description?: string;
}

const textIn = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** What is neither missing nor a text. */
const isMisshapen = (value: unknown): boolean => value != null && typeof value !== 'string';

/** Whether type, path and description hold all of it. */
const isComplete = ({ type, path, url, title, description, ...more }: JsonObject): boolean =>
  Object.keys(more).length === 0 &&
  (path === undefined || url === undefined) &&
  (title === undefined || description === undefined) &&
  !isMisshapen(path ?? url) &&
  !isMisshapen(description ?? title) &&
  (type == null || (typeof type === 'string' && type !== '' && type.length <= MAX_TYPE));

const referenceOf = ({ type, path, url, title, description }: JsonObject): Reference => ({
  type: textIn(type)?.slice(0, MAX_TYPE) || (url === undefined ? 'file' : 'url'),
  ...defined({ path: textIn(path ?? url), description: textIn(description ?? title) }),
});

/** The references in a field. A field of which they do not hold everything stays in the entry's rest too. */
export const references = (entry: Entry, field: string): Reference[] | undefined => {
  const value = entry.raw(field);
  if (value === undefined) return undefined;
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.every((one) => typeof one === 'string' || (isObject(one) && isComplete(one)))) entry.take(field);
  const found = list.flatMap((one, index) => {
    const place = Array.isArray(value) ? `${field}[${index}]` : field;
    if (typeof one !== 'string' && !isObject(one)) {
      entry.warn(`${entry.place(place)} is ${kindOf(one)} where a reference was expected; kept unchanged`);
      return [];
    }
    if (isObject(one))
      for (const name of ['type', 'path', 'url', 'title', 'description'])
        if (isMisshapen(one[name]))
          entry.warn(
            `${entry.place(`${place}.${name}`)} is ${kindOf(one[name])} where a text was expected; kept unchanged`,
          );
    if (typeof one === 'string') return [{ type: 'file', path: one }];
    return [referenceOf(one)];
  });
  return found.length > 0 ? found : undefined;
};
