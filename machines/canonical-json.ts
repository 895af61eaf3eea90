// Canonical JSON (members in code-unit order, no white space, as RFC 8785 has it): equal values have equal texts, so texts
// can be compared and hashed, by a client in any language too.

/** Texts that JSON writes as they are; the pattern is quick for short ones only. */
const PLAIN = /^[ !#-[\]-~]*$/;
const SHORT = 64;
const quoted = (text: string): string =>
  text.length <= SHORT && PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);

/** Up to so many texts are quicker to add up; more are joined, as the parts of a sum stay in memory beside it. */
const FEW = 16;

/** `value` as canonical JSON; objects with `toJSON` (tables, lists) by its result. */
export const canonicalJson = (value: unknown): string => {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if ('toJSON' in value && typeof value.toJSON === 'function') return canonicalJson(value.toJSON());
  if (Array.isArray(value)) {
    if (value.length > FEW) return `[${value.map((item) => canonicalJson(item ?? null)).join()}]`;
    let items = '';
    for (let place = 0; place < value.length; place += 1)
      items += `${place === 0 ? '' : ','}${canonicalJson(value[place] ?? null)}`;
    return `[${items}]`;
  }
  // Written out, not put into another object: JavaScript moves members named like numbers to the front.
  const names = Object.keys(value).sort();
  const memberAt = (name: string): unknown => (value as Readonly<Record<string, unknown>>)[name];
  if (names.length > FEW)
    return `{${names
      .filter((name) => memberAt(name) !== undefined)
      .map((name) => `${quoted(name)}:${canonicalJson(memberAt(name))}`)
      .join()}}`;
  let members = '';
  for (const name of names) {
    const member = memberAt(name);
    if (member !== undefined) members += `${members === '' ? '' : ','}${quoted(name)}:${canonicalJson(member)}`;
  }
  return `{${members}}`;
};
