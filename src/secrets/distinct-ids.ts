// Ids that differ only in their secrets stay different: from the second on they are numbered, in order of appearance, so
// that the same list gives the same ids again.

/** @returns a function that gives the id to record for `original`, which is `redacted` without its secrets */
export const distinctIds = (): ((original: string, redacted: string) => string) => {
  let given: Map<string, string> | undefined;
  let taken: Set<string> | undefined;
  return (original, redacted) => {
    if (original === redacted) return original;
    given ??= new Map();
    taken ??= new Set();
    const known = given.get(original);
    if (known !== undefined) return known;
    let id = redacted;
    for (let n = 2; taken.has(id); n += 1) id = `${redacted}~${n}`;
    given.set(original, id);
    taken.add(id);
    return id;
  };
};
