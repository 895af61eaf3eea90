// What changed between two JSON documents, as JSON Patch (RFC 6902), and applying it. Pure: browsers use it too.

export type PatchOperation =
  | { readonly op: 'add' | 'replace'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string };

type Members = Readonly<Record<string, unknown>>;

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** Members that are present; one that is undefined is not in the JSON. */
const namesOf = (value: Members): string[] => Object.keys(value).filter((name) => value[name] !== undefined);

const isSame = (a: unknown, b: unknown): boolean => {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => isSame(item, b[index]));
  if (!isMembers(a) || !isMembers(b)) return false;
  const names = namesOf(a);
  return (
    names.length === namesOf(b).length && names.every((name) => Object.hasOwn(b, name) && isSame(a[name], b[name]))
  );
};

const below = (path: string, name: string | number): string =>
  `${path}/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;

const compareLists = (before: readonly unknown[], after: readonly unknown[], path: string, into: PatchOperation[]) => {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && isSame(before[start], after[start])) start += 1;
  let end = 0;
  while (end < shorter - start && isSame(before[before.length - 1 - end], after[after.length - 1 - end])) end += 1;
  const both = shorter - start - end;
  for (let n = start; n < start + both; n += 1) compare(before[n], after[n], below(path, n), into);
  const place = start + both;
  for (let n = place; n < before.length - end; n += 1) into.push({ op: 'remove', path: below(path, place) });
  for (let n = place; n < after.length - end; n += 1) into.push({ op: 'add', path: below(path, n), value: after[n] });
};

const compareMembers = (before: Members, after: Members, path: string, into: PatchOperation[]) => {
  const names = new Set(namesOf(after));
  for (const name of namesOf(before)) if (!names.has(name)) into.push({ op: 'remove', path: below(path, name) });
  for (const name of names) {
    const value = after[name];
    if (before[name] === undefined || !Object.hasOwn(before, name))
      into.push({ op: 'add', path: below(path, name), value });
    else compare(before[name], value, below(path, name), into);
  }
};

const compare = (before: unknown, after: unknown, path: string, into: PatchOperation[]): void => {
  if (Array.isArray(before) && Array.isArray(after)) compareLists(before, after, path, into);
  else if (isMembers(before) && isMembers(after)) compareMembers(before, after, path, into);
  else if (before !== after) into.push({ op: 'replace', path, value: after });
};

/** The operations that make `after` of `before`; none where they are the same. */
export const patchBetween = (before: unknown, after: unknown): PatchOperation[] => {
  const operations: PatchOperation[] = [];
  compare(before, after, '', operations);
  return operations;
};

const namesIn = (path: string): string[] =>
  path === ''
    ? []
    : path
        .slice(1)
        .split('/')
        .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));

const appliedAt = (document: unknown, names: readonly string[], operation: PatchOperation): unknown => {
  const [name, ...rest] = names;
  if (name === undefined) return operation.op === 'remove' ? undefined : operation.value;
  const isLast = rest.length === 0;
  if (Array.isArray(document)) {
    const place = Number(name);
    if (isLast && operation.op === 'add') return document.toSpliced(place, 0, operation.value);
    if (isLast && operation.op === 'remove') return document.toSpliced(place, 1);
    return document.with(place, appliedAt(document[place], rest, operation));
  }
  if (!isMembers(document)) throw new Error(`there is nothing at ${operation.path} to change`);
  const members = Object.entries(document).filter(([other]) => other !== name);
  if (isLast && operation.op === 'remove') return Object.fromEntries(members);
  // Its place among the others stays, and a member named `__proto__` is one like any other.
  const value = appliedAt(document[name], rest, operation);
  return Object.hasOwn(document, name)
    ? Object.fromEntries(Object.entries(document).map((one) => (one[0] === name ? [name, value] : one)))
    : Object.fromEntries([...members, [name, value]]);
};

/** The document with the operations of `patchBetween` applied; the one that is given stays as it is. */
export const patched = (document: unknown, operations: readonly PatchOperation[]): unknown =>
  operations.reduce((now, operation) => appliedAt(now, namesIn(operation.path), operation), document);
