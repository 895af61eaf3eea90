// Fields that several files share, in the form that the events have.
import { defined } from '../../../machines/defined.ts';
import type { Entry } from './entry.ts';

const TITLE_LENGTH = 1_000;

/** A text as a title: its first line, cut to 1,000 characters; `whole` where something was left out. */
export const titled = (text: string): { title: string; whole: string | undefined } => {
  const line = text.trim().split('\n', 1)[0] ?? '';
  const title = line.slice(0, TITLE_LENGTH);
  return { title, whole: title === text.trim() ? undefined : text };
};

/** Tags that fit; none where there are none. */
export const tags = (given: readonly string[] | undefined): string[] | undefined => {
  const kept = (given ?? []).filter((tag) => tag !== '' && tag.length <= TITLE_LENGTH).slice(0, 1_000);
  return kept.length > 0 ? kept : undefined;
};

/** A list only where it holds something. */
export const some = <T>(list: readonly T[] | undefined): readonly T[] | undefined =>
  list === undefined || list.length === 0 ? undefined : list;

/** References of an entry. What they say beyond type, path and description stays in the entry's rest. */
export const references = (
  entry: Entry,
  field: string,
): { type: string; path?: string; description?: string }[] | undefined => {
  const value = entry.raw(field);
  if (value === undefined) return undefined;
  const list = Array.isArray(value) ? value : [value];
  let whole = true;
  const found = list.flatMap((one: unknown) => {
    if (typeof one === 'string') return [{ type: 'file', path: one }];
    if (typeof one !== 'object' || one === null || Array.isArray(one)) {
      whole = false;
      return [];
    }
    const { type, path, url, title, description, ...more } = one as Record<string, unknown>;
    if (Object.keys(more).length > 0 || (path !== undefined && url !== undefined)) whole = false;
    if (title !== undefined && description !== undefined) whole = false;
    const asText = (given: unknown): string | undefined => (typeof given === 'string' ? given : undefined);
    const where = asText(path ?? url);
    const said = asText(description ?? title);
    if ([path ?? url, description ?? title].some((given) => given != null && typeof given !== 'string')) whole = false;
    return [
      {
        type: asText(type)?.slice(0, 64) || (url === undefined ? 'file' : 'url'),
        ...defined({ path: where, description: said }),
      },
    ];
  });
  if (whole) entry.take(field);
  return found.length > 0 ? found : undefined;
};
