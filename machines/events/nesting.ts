// What `extra` and the data of foreign types may hold: JSON of a depth that every reader can go through, and of names
// that no reader drops. Schemas leave their values open, so this is looked at beside them.

/** Lists and objects within each other, `data` itself being the first. */
export const MOST_LEVELS = 64;

/** Why `value` cannot be in an event's data, in a sentence without its end; undefined when it can. */
export const unfitData = (value: unknown, levelsLeft = MOST_LEVELS): string | undefined => {
  if (typeof value === 'bigint') return 'data: a bigint is not JSON';
  if (typeof value !== 'object' || value === null) return undefined;
  if (levelsLeft === 0) return `data: at most ${MOST_LEVELS} levels of lists and objects within each other`;
  if (Array.isArray(value)) {
    for (const item of value) {
      const unfit = unfitData(item, levelsLeft - 1);
      if (unfit !== undefined) return unfit;
    }
    return undefined;
  }
  for (const name of Object.keys(value)) {
    if (name === '__proto__') return 'data: no member may be named __proto__';
    const unfit = unfitData((value as Readonly<Record<string, unknown>>)[name], levelsLeft - 1);
    if (unfit !== undefined) return unfit;
  }
  return undefined;
};
