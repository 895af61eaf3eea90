// Fields that several files share, in the form that events have them.

const MAX_TITLE = 1_000;

/** A text as a title: its first line, at most 1,000 characters of it; `whole` where something was left out. */
export const titled = (text: string): { title: string; whole: string | undefined } => {
  const line = text.trim().split('\n', 1)[0] ?? '';
  const title = line.slice(0, MAX_TITLE);
  return { title, whole: title === text.trim() ? undefined : text };
};

/** Tags that an event accepts; undefined where there are none. */
export const tags = (given: readonly string[] = []): readonly string[] | undefined =>
  some(given.filter((tag) => tag !== '' && tag.length <= MAX_TITLE).slice(0, 1_000));

/** A list where it has members, else undefined. */
export const some = <T>(list: readonly T[] | undefined): readonly T[] | undefined =>
  list === undefined || list.length === 0 ? undefined : list;

/** In the `extra` of a fact that no file has, but that what the files have needs. */
export const INFERRED = { inferred: true } as const;
