// Ids that differed only in their secrets stay different: the second is numbered, in order of first sight, so that the
// same list gives the same ids again.

/** @returns the id that stands for `original`, whose secrets were replaced in `redacted` */
export const distinctIds = (): ((original: string, redacted: string) => string) => {
  const given = new Map<string, string>();
  const taken = new Set<string>();
  return (original, redacted) => {
    if (original === redacted) return original;
    const known = given.get(original);
    if (known !== undefined) return known;
    let id = redacted;
    for (let n = 2; taken.has(id); n += 1) id = `${redacted}~${n}`;
    given.set(original, id);
    taken.add(id);
    return id;
  };
};
