// A session file read as JSON, within limits; or refused in one sentence, with line and column where it is not JSON.
import { join } from 'node:path';
import { RepriseError } from '../../errors.ts';
import { notJsonAt } from '../json-place.ts';
import { readTextFile } from '../text-file.ts';
import { RECORD_MEMBER } from './embedded-record.ts';
import type { JsonObject } from './json-object.ts';

/** The most bytes of a session file: 64 MiB. */
export const MAX_FILE_BYTES = 64 * 1024 * 1024;
/** The deepest nesting of lists and objects in one. */
export const MAX_DEPTH = 200;
/** Levels by which an embedded record holds the entries of the files deeper than the files do. */
const RECORD_DEPTH = 10;

/** @throws RepriseError BAD_INPUT: over the limit, unreadable, not UTF-8, not JSON */
export const readJsonFile = async (folder: string, file: string): Promise<unknown> => {
  const text = await readTextFile(
    join(folder, file),
    { name: file, kind: 'a session file', mostBytes: MAX_FILE_BYTES },
    (code, cause) => new RepriseError('BAD_INPUT', `${file} cannot be read (${code}).`, { fields: { file }, cause }),
  );
  try {
    return JSON.parse(text);
  } catch (cause) {
    const place = notJsonAt(text);
    const where = place === undefined ? '' : ` at line ${place.line}, column ${place.column} (${place.found})`;
    throw new RepriseError('BAD_INPUT', `${file} is not valid JSON${where}.`, { fields: { file, ...place }, cause });
  }
};

/**
 * Refuses what an export could not write again: unlimited nesting, a number that is not finite (1e999), and the member
 * name `__proto__`. @throws RepriseError BAD_INPUT
 */
export const requireExportable = (file: string, root: JsonObject): void => {
  const limit = Object.hasOwn(root, RECORD_MEMBER) ? MAX_DEPTH + RECORD_DEPTH : MAX_DEPTH;
  let level: unknown[] = [root];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > limit)
      throw new RepriseError('BAD_INPUT', `${file} is nested deeper than ${MAX_DEPTH} levels.`, { fields: { file } });
    level = level.flatMap((value) => membersOf(file, value));
  }
};

/** The lists and objects directly within a list or object. */
const membersOf = (file: string, value: unknown): unknown[] => {
  if (typeof value !== 'object' || value === null) return [];
  if (Object.hasOwn(value, '__proto__'))
    throw new RepriseError('BAD_INPUT', `${file} has a member named __proto__.`, { fields: { file } });
  for (const [name, member] of Object.entries(value))
    if (typeof member === 'number' && !Number.isFinite(member))
      throw new RepriseError('BAD_INPUT', `${file} has a number that is not finite, at ${name}.`, {
        hint: 'A number may be at most about 1.8e308.',
        fields: { file, field: name },
      });
  return Object.values(value).filter((member) => typeof member === 'object');
};
