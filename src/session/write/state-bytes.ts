// How much memory a session's state takes, estimated: what the limit of the cache counts.
import { Table } from '../../../machines/collections/table.ts';
import type { State } from '../../../machines/state/state.ts';

/** Rough sizes in V8, in bytes: a text's header, an object's, one of its members, an entry of a Map. */
const TEXT = 16;
const OBJECT = 32;
const MEMBER = 8;
const ENTRY = 48;

/** Bytes of a value of plain objects, lists, texts, numbers and tables. What two places share is counted twice. */
const bytesOf = (value: unknown): number => {
  if (typeof value === 'string') return TEXT + value.length;
  if (typeof value !== 'object' || value === null) return MEMBER;
  let bytes = OBJECT;
  if (value instanceof Table) {
    for (const [key, row] of value.entries()) bytes += ENTRY + TEXT + key.length + bytesOf(row);
    return bytes;
  }
  for (const member of Object.values(value)) bytes += MEMBER + bytesOf(member);
  return bytes;
};

/** Its cost grows with the number of rows: not for every command. */
export const stateBytes = (state: State): number => bytesOf(state);
