// Canonical JSON (members in code-unit order, no white space, as RFC 8785 has it): equal values have equal texts, so texts
// can be compared and hashed, by a client in any language too.

/** Texts that JSON writes as they are; the pattern is quick for short ones only. */
const PLAIN = /^[ !#-[\]-~]*$/;
const SHORT = 64;
const quoted = (text: string): string =>
  text.length <= SHORT && PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);

/** `value` as canonical JSON; objects with `toJSON` (tables, lists) by its result. */
export const canonicalJson = (value: unknown): string => {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if ('toJSON' in value && typeof value.toJSON === 'function') return canonicalJson(value.toJSON());
  if (Array.isArray(value)) {
    let items = '';
    for (let place = 0; place < value.length; place += 1)
      items += `${place === 0 ? '' : ','}${canonicalJson(value[place] ?? null)}`;
    return `[${items}]`;
  }
  // Written out, not put into another object: JavaScript moves members named like numbers to the front.
  let members = '';
  for (const name of Object.keys(value).sort()) {
    const member = (value as Readonly<Record<string, unknown>>)[name];
    if (member !== undefined) members += `${members === '' ? '' : ','}${quoted(name)}:${canonicalJson(member)}`;
  }
  return `{${members}}`;
};
