// A value as text that is equal for equal values: the key that an exploration knows a state or a memory by.
import { RepriseError } from '../errors.ts';

/** An object of a class that shows nothing of what it holds, such as one with private fields. */
const isOpaque = (value: object): boolean => {
  const prototype = Object.getPrototypeOf(value) as object | null;
  return (
    !Array.isArray(value) && prototype !== null && prototype !== Object.prototype && Object.keys(value).length === 0
  );
};

const encoded = (_key: string, value: unknown): unknown => {
  if (value instanceof Map || value instanceof Set) return [...value];
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'number' && !Number.isFinite(value)) return { number: String(value) };
  if (typeof value === 'object' && value !== null && isOpaque(value))
    throw new RepriseError(
      'BAD_INPUT',
      `The content of a ${value.constructor?.name ?? 'class'} is private, so its states cannot be told apart.`,
      {
        hint: 'Keep plain values, lists, maps and sets; for a machine, `key` may return what distinguishes its states.',
      },
    );
  return value;
};

/**
 * JSON, with maps and sets as lists: as JSON alone writes them, a growing set would look unchanged.
 * @throws RepriseError BAD_INPUT for an object with private content
 */
export const stateKey = (value: unknown): string => JSON.stringify(value, encoded) ?? '';
