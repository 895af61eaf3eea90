// Canonical JSON (members in code-unit order, no white space, as RFC 8785 has it): equal values have equal texts, so texts
// can be compared and hashed, by a client in any language too.

/** Up to so many names are put in order where they are: `sort` takes more memory than the names. */
const FEW = 16;

/** In code-unit order. */
const sorted = (names: string[]): string[] => {
  if (names.length > FEW) return names.sort();
  for (let end = 1; end < names.length; end += 1) {
    const name = names[end] as string;
    let place = end;
    for (; place > 0 && (names[place - 1] as string) > name; place -= 1) names[place] = names[place - 1] as string;
    names[place] = name;
  }
  return names;
};

/** Stands for a value that has to be written member by member. */
const UNORDERED: unique symbol = Symbol('unordered');

/** Names that an object does not keep in the order in which they are set, and the one that it does not keep at all. */
const MISPLACED = /^(?:\d+|__proto__)$/;

/**
 * A copy with the members of each object in order, which JSON writes as a whole: that is quicker than adding up its parts.
 * `UNORDERED` where an object cannot have that order, and for what is not plain JSON.
 */
const ordered = (value: unknown): unknown => {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'number':
      return value;
    case 'object':
      if (value === null) return value;
      if ('toJSON' in value) return UNORDERED;
      return Array.isArray(value) ? orderedItems(value) : orderedMembers(value as Readonly<Record<string, unknown>>);
    default:
      return UNORDERED;
  }
};

const orderedItems = (list: readonly unknown[]): unknown => {
  const copy: unknown[] = [];
  for (let place = 0; place < list.length; place += 1) {
    const item = ordered(list[place]);
    if (item === UNORDERED) return UNORDERED;
    copy.push(item);
  }
  return copy;
};

const orderedMembers = (object: Readonly<Record<string, unknown>>): unknown => {
  const copy: Record<string, unknown> = {};
  for (const name of sorted(Object.keys(object))) {
    const member = object[name];
    if (member === undefined) continue;
    if (MISPLACED.test(name)) return UNORDERED;
    const one = ordered(member);
    if (one === UNORDERED) return UNORDERED;
    copy[name] = one;
  }
  return copy;
};

/** `value` as canonical JSON; objects with `toJSON` (tables, lists) by its result. */
export const canonicalJson = (value: unknown): string => {
  const inOrder = ordered(value);
  return inOrder === UNORDERED ? written(value) : JSON.stringify(inOrder);
};

/** Joined, not added up, as the parts of a sum stay in memory beside it. */
const written = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if ('toJSON' in value && typeof value.toJSON === 'function') return written(value.toJSON());
  if (Array.isArray(value)) return `[${value.map((item) => written(item ?? null)).join()}]`;
  // Written out, not put into another object: JavaScript moves members named like numbers to the front.
  const memberAt = (name: string): unknown => (value as Readonly<Record<string, unknown>>)[name];
  return `{${sorted(Object.keys(value))
    .filter((name) => memberAt(name) !== undefined)
    .map((name) => `${JSON.stringify(name)}:${written(memberAt(name))}`)
    .join()}}`;
};

/** So many levels of a value are written in pieces: the parts of a state or view, their lists and tables, the rows. */
const LEVELS = 3;

/**
 * Hands over the canonical JSON of a value in pieces, as the whole text of a large one takes many times the memory of the value.
 * @param levels how deep it is taken apart
 */
export const canonicalPieces = (value: unknown, take: (piece: string) => void, levels = LEVELS): void => {
  if (levels === 0 || typeof value !== 'object' || value === null) take(canonicalJson(value));
  else if ('toJSON' in value && typeof value.toJSON === 'function') canonicalPieces(value.toJSON(), take, levels);
  else if (Array.isArray(value)) itemPieces(value, take, levels - 1);
  else memberPieces(value as Readonly<Record<string, unknown>>, take, levels - 1);
};

const itemPieces = (list: readonly unknown[], take: (piece: string) => void, levels: number): void => {
  take('[');
  for (let place = 0; place < list.length; place += 1) {
    if (place > 0) take(',');
    canonicalPieces(list[place] ?? null, take, levels);
  }
  take(']');
};

const memberPieces = (
  object: Readonly<Record<string, unknown>>,
  take: (piece: string) => void,
  levels: number,
): void => {
  let before = '{';
  for (const name of sorted(Object.keys(object))) {
    if (object[name] === undefined) continue;
    take(`${before}${JSON.stringify(name)}:`);
    before = ',';
    canonicalPieces(object[name], take, levels);
  }
  take(before === '{' ? '{}' : '}');
};
