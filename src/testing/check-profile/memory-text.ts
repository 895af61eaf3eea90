// A memory as text, the same for equal ones; what JSON would leave out is written as its entries.

const written = (_key: string, value: unknown): unknown => {
  if (value instanceof Map || value instanceof Set) return [...value];
  return typeof value === 'bigint' ? `${value}n` : value;
};

/** JSON, with maps and sets as lists: else a memory that grows would look as if it stood still. */
export const memoryText = (memory: unknown): string => JSON.stringify(memory, written) ?? '';
