// Counts by name, as summaries and indexes of session files have them.

/** How many there are of each name; values that are not texts are not counted. */
export const tally = (names: Iterable<unknown>): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const name of names) if (typeof name === 'string') counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
};

/** Values under names as a JSON object. An import refuses the name `__proto__`, so no file is written with it. */
export const asJsonObject = <Value>(values: ReadonlyMap<string, Value>): Record<string, Value> =>
  Object.fromEntries([...values].filter(([name]) => name !== '__proto__'));
