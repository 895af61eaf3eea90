// Canonical JSON (members in code-unit order, no white space, as RFC 8785 has it): equal values have equal texts, so texts
// can be compared and hashed, by a client in any language too.

/** `value` as canonical JSON; objects with `toJSON` (tables, lists) by its result. */
export const canonicalJson = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if ('toJSON' in value && typeof value.toJSON === 'function') return canonicalJson(value.toJSON());
  if (Array.isArray(value)) return `[${value.map((member) => canonicalJson(member ?? null)).join()}]`;
  // Written out, not put into another object: JavaScript moves members named like numbers to the front.
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
  return `{${members.join()}}`;
};
