// What differs between two documents of a view, each member by its path. Rows of a list are matched by what names them, so
// that one that was added in the middle is one difference.

export interface Difference {
  /** From the document inwards: `['tasks', 't1', 'status']`. */
  readonly path: readonly string[];
  readonly kind: 'added' | 'removed' | 'changed';
  readonly from: unknown;
  readonly to: unknown;
}

/** The members that name a row, the first that it has. */
const NAMES = [
  'id',
  'reviewId',
  'entryId',
  'itemId',
  'agentId',
  'taskId',
  'todoId',
  'cycle',
  'phase',
  'name',
  'ordinal',
];
const MOST = 2_000;

const nameOf = (row: unknown): string | undefined => {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return undefined;
  for (const name of NAMES) {
    const value = (row as Record<string, unknown>)[name];
    if (typeof value === 'string' || typeof value === 'number') return `${value}`;
  }
  return undefined;
};

/** The rows of a list by their names; undefined where they have none. A second row of a name is `name (2)`. */
const named = (list: readonly unknown[]): Map<string, unknown> | undefined => {
  const rows = new Map<string, unknown>();
  for (const row of list) {
    const name = nameOf(row);
    if (name === undefined) return undefined;
    let unique = name;
    for (let times = 2; rows.has(unique); times += 1) unique = `${name} (${times})`;
    rows.set(unique, row);
  }
  return rows;
};

const membersOf = (value: object): Map<string, unknown> =>
  (Array.isArray(value) ? named(value) : undefined) ?? new Map(Object.entries(value));

/** Nearly all of two documents is equal: found without making anything. */
const isSame = (a: unknown, b: unknown): boolean => {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  for (const name of names)
    if (!Object.hasOwn(b, name) || !isSame((a as Members)[name], (b as Members)[name])) return false;
  return true;
};
type Members = Readonly<Record<string, unknown>>;

/** Two lists without the rows that are the same at both beginnings and both ends, where rows have names. */
const middles = (a: readonly unknown[], b: readonly unknown[]): [readonly unknown[], readonly unknown[]] => {
  const least = Math.min(a.length, b.length);
  let head = 0;
  while (head < least && isSame(a[head], b[head])) head += 1;
  let tail = 0;
  while (tail < least - head && isSame(a[a.length - 1 - tail], b[b.length - 1 - tail])) tail += 1;
  return [a.slice(head, a.length - tail), b.slice(head, b.length - tail)];
};

const isWhole = (value: unknown): value is null | undefined | string | number | boolean =>
  typeof value !== 'object' || value === null;

/** In the order of the newer document, what is gone after it; at most 2,000. */
export const differencesOf = (from: unknown, to: unknown): Difference[] => {
  const found: Difference[] = [];
  const compare = (a: unknown, b: unknown, path: readonly string[]): void => {
    if (found.length >= MOST || isSame(a, b)) return;
    if (isWhole(a) || isWhole(b) || Array.isArray(a) !== Array.isArray(b)) {
      found.push({ path, kind: 'changed', from: a, to: b });
      return;
    }
    const isList = Array.isArray(a) && Array.isArray(b) && nameOf(a[0] ?? b[0]) !== undefined;
    const [older, newer] = isList ? middles(a, b) : [a, b];
    const before = membersOf(older);
    const after = membersOf(newer);
    for (const [name, value] of after)
      if (before.has(name)) compare(before.get(name), value, [...path, name]);
      else if (found.length < MOST) found.push({ path: [...path, name], kind: 'added', from: undefined, to: value });
    for (const [name, value] of before)
      if (!after.has(name) && found.length < MOST)
        found.push({ path: [...path, name], kind: 'removed', from: value, to: undefined });
  };
  compare(from, to, []);
  return found;
};

/** Every beginning of the paths of what differs, joined by a slash: what to highlight. */
export const changedPlaces = (differences: readonly Difference[]): ReadonlySet<string> => {
  const places = new Set<string>();
  for (const { path } of differences)
    for (let length = 1; length <= path.length; length += 1) places.add(path.slice(0, length).join('/'));
  return places;
};
