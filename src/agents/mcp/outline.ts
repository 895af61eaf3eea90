// A document that is too large for an agent's context, as an outline: its members, how large each is, and how to get them.

/** The most characters of a document that are given whole: about 10,000 tokens. */
export const MOST_CHARACTERS = 40_000;

const sizeOf = (value: unknown): unknown => {
  if (Array.isArray(value)) return `${value.length} items, ${JSON.stringify(value).length} characters`;
  const text = JSON.stringify(value) ?? 'null';
  return text.length <= 200 ? value : `${text.length} characters`;
};

/** The value at a JSON Pointer (RFC 6901), which may end in a range of a list (`/entries/0-20`); undefined: none is there. */
export const partOf = (document: unknown, pointer: string): unknown => {
  let value = document;
  for (const raw of pointer.split('/').slice(1)) {
    const name = raw.replaceAll('~1', '/').replaceAll('~0', '~');
    const range = /^(\d+)-(\d+)$/.exec(name);
    if (Array.isArray(value) && range !== null) value = value.slice(Number(range[1]), Number(range[2]));
    else if (typeof value === 'object' && value !== null && Object.hasOwn(value, name))
      value = (value as Record<string, unknown>)[name];
    else return undefined;
  }
  return value;
};

/** The document, or its outline where it is too large. */
export const fitting = (document: unknown): { readonly document: unknown } | { readonly outline: unknown } => {
  if (JSON.stringify(document).length <= MOST_CHARACTERS) return { document };
  if (Array.isArray(document)) return { outline: sizeOf(document) };
  return {
    outline: Object.fromEntries(Object.entries(document as object).map(([name, value]) => [name, sizeOf(value)])),
  };
};
