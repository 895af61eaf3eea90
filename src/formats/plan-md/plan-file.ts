// A plan.md as a file: read as text or refused in one sentence; and the base that its last sync left beside it.
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { RepriseError } from '../../errors.ts';
import { readTextFile, type TextFile } from '../text-file.ts';
import type { AspectValues } from './aspects.ts';
import { MAX_BYTES } from './parse.ts';
import type { Unsettled } from './unsettled.ts';

/** A plan.md for messages, and its limit; a byte order mark is written back. */
export const planFile = (name: string): TextFile => ({
  name,
  kind: 'a plan.md',
  mostBytes: MAX_BYTES,
  keepsMark: true,
});

const unreadable = (path: string, cause: unknown): RepriseError =>
  new RepriseError('BAD_INPUT', `${path} cannot be read: ${(cause as Error).message}.`, {
    fields: { file: path },
    cause,
  });

/** A file's text; undefined where there is none. @throws RepriseError BAD_INPUT: over 1 MiB, not UTF-8, unreadable */
export const readPlanFile = async (path: string): Promise<string | undefined> => {
  try {
    return await readTextFile(path, planFile(path), (_code, cause) => cause as Error);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error instanceof RepriseError ? error : unreadable(path, error);
  }
};

/** The plan when file and session were last the same. */
export interface SyncBase {
  readonly sessionId: string;
  /** The file as it was written then. */
  readonly text: string;
  readonly ids: readonly string[];
  readonly sectionIds: readonly string[];
  readonly unsettled: Unsettled;
}

/** Where it is stored: `.plan.md.reprise` beside `plan.md`. */
export const basePath = (path: string): string => join(dirname(path), `.${basename(path)}.reprise`);

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

/** Undefined where there was no sync yet. @throws RepriseError BAD_INPUT for a file of another form */
export const readBase = async (path: string): Promise<SyncBase | undefined> => {
  const place = basePath(path);
  let json: string;
  try {
    json = await readFile(place, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unreadable(place, error);
  }
  const base = parsedJson(json);
  const { sessionId, text, ids, sectionIds, unsettled } = base;
  if (
    base.version !== 1 ||
    typeof sessionId !== 'string' ||
    typeof text !== 'string' ||
    !isTexts(ids) ||
    !isTexts(sectionIds)
  )
    throw new RepriseError('BAD_INPUT', `${place} is not a valid sync base.`, {
      hint: 'Remove it and sync again: what differs between file and session is then reported as a conflict.',
    });
  const known = Object.entries((unsettled ?? {}) as Record<string, AspectValues>);
  return { sessionId, text, ids, sectionIds, unsettled: new Map(known) };
};

const parsedJson = (json: string): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
};

export const baseJson = ({ unsettled, ...base }: SyncBase): string =>
  `${JSON.stringify({ version: 1, ...base, unsettled: Object.fromEntries(unsettled) })}\n`;
