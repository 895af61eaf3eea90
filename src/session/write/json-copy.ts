// A copy of a value as JSON would give it back, without writing and reading the text where the value is plain already.
import { MOST_LEVELS } from '../../../machines/events/nesting.ts';

/** Stands for a value that only JSON itself can copy. */
export const NOT_PLAIN: unique symbol = Symbol('not plain');

/**
 * `JSON.parse(JSON.stringify(value))` for plain objects, lists, texts, finite numbers, booleans and null, at most 64 levels
 * deep. `NOT_PLAIN` for all else: what has a `toJSON` or another prototype, what JSON cannot represent, `__proto__`.
 */
export const jsonCopy = (value: unknown, levelsLeft = MOST_LEVELS): unknown => {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value + 0 : NOT_PLAIN; // -0 + 0 is 0, as in JSON
    case 'object':
      if (value === null) return null;
      if (levelsLeft === 0) return NOT_PLAIN;
      return Array.isArray(value) ? copyOfList(value, levelsLeft - 1) : copyOfObject(value, levelsLeft - 1);
    default:
      return NOT_PLAIN;
  }
};

const copyOfList = (list: readonly unknown[], levelsLeft: number): unknown => {
  if (Object.getPrototypeOf(list) !== Array.prototype || Object.hasOwn(list, 'toJSON')) return NOT_PLAIN;
  const copy: unknown[] = [];
  for (let place = 0; place < list.length; place += 1) {
    const item = jsonCopy(list[place], levelsLeft);
    if (item === NOT_PLAIN) return NOT_PLAIN;
    copy.push(item);
  }
  return copy;
};

const copyOfObject = (object: object, levelsLeft: number): unknown => {
  if (Object.getPrototypeOf(object) !== Object.prototype) return NOT_PLAIN;
  const copy: Record<string, unknown> = {};
  for (const name of Object.keys(object)) {
    const member = (object as Readonly<Record<string, unknown>>)[name];
    if (member === undefined) continue;
    if (name === '__proto__' || typeof member === 'function') return NOT_PLAIN;
    const copied = jsonCopy(member, levelsLeft);
    if (copied === NOT_PLAIN) return NOT_PLAIN;
    copy[name] = copied;
  }
  return copy;
};
