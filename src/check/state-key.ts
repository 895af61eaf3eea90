// A memory as text, the same for equal ones; what JSON would leave out is written as its entries.
import { RepriseError } from '../errors.ts';

/** An object of a class that shows nothing of what it holds, such as one with private fields. */
const isOpaque = (value: object): boolean => {
  const made = Object.getPrototypeOf(value) as object | null;
  return !Array.isArray(value) && made !== null && made !== Object.prototype && Object.keys(value).length === 0;
};

const written = (_key: string, value: unknown): unknown => {
  if (value instanceof Map || value instanceof Set) return [...value];
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'number' && !Number.isFinite(value)) return { number: String(value) };
  if (typeof value === 'object' && value !== null && isOpaque(value))
    throw new RepriseError('BAD_INPUT', `What a ${value.constructor?.name ?? 'class'} holds cannot be told.`, {
      hint: 'Remember plain values, lists, maps and sets; of a machine, `key` says what tells its states apart.',
    });
  return value;
};

/**
 * JSON, with maps and sets as lists: else a memory that grows would look as if it stood still.
 * @throws RepriseError BAD_INPUT for an object that shows nothing of what it holds
 */
export const stateKey = (memory: unknown): string => JSON.stringify(memory, written) ?? '';
