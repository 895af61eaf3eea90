// A plan.md as a file: read as text or refused in one sentence; and the base that its last sync left beside it.
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { defined } from '../../../machines/defined.ts';
import { RepriseError } from '../../errors.ts';
import { readTextFile, type TextFile } from '../text-file.ts';
import type { AspectValues } from './aspects.ts';
import { SIGNS } from './blocks.ts';
import { MAX_BYTES } from './parse.ts';
import type { ItemStatus } from './plan.ts';
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

/** The error of a plan's text with the name of its file: `Line 3: …` becomes `plan.md, line 3: …`. */
export const namingFile = (file: string, error: unknown): unknown =>
  error instanceof RepriseError && error.fields.line !== undefined && error.fields.file === undefined
    ? new RepriseError(error.code, `${file}, ${error.message.charAt(0).toLowerCase()}${error.message.slice(1)}`, {
        ...defined({ hint: error.hint }),
        fields: { ...error.fields, file },
      })
    : error;

/** The plan when file and session were last the same. */
export interface SyncBase {
  readonly sessionId: string;
  /** The file as it was written then. */
  readonly text: string;
  readonly ids: readonly string[];
  readonly sectionIds: readonly string[];
  readonly unsettled: Unsettled;
  /** By id: the status of an item whose box has a sign that is not known. */
  readonly statuses?: Readonly<Record<string, ItemStatus>>;
  /** The statuses of signs that were set, besides the known ones. */
  readonly marks?: Readonly<Record<string, ItemStatus>>;
}

/** Where it is stored: `.plan.md.reprise` beside `plan.md`. */
export const basePath = (path: string): string => join(dirname(path), `.${basename(path)}.reprise`);

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

const areStatuses = (value: unknown): value is Readonly<Record<string, ItemStatus>> | undefined =>
  value === undefined ||
  (typeof value === 'object' && value !== null && Object.values(value).every((one) => Object.hasOwn(SIGNS, one)));

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
  const { sessionId, text, ids, sectionIds, unsettled, statuses, marks } = base;
  if (
    base.version !== 1 ||
    typeof sessionId !== 'string' ||
    typeof text !== 'string' ||
    !isTexts(ids) ||
    !isTexts(sectionIds) ||
    !areStatuses(statuses) ||
    !areStatuses(marks)
  )
    throw new RepriseError('BAD_INPUT', `${place} is not a valid sync base.`, {
      hint: 'Remove it and sync again: what differs between file and session is then reported as a conflict.',
    });
  const known = Object.entries((unsettled ?? {}) as Record<string, AspectValues>);
  return { sessionId, text, ids, sectionIds, unsettled: new Map(known), ...defined({ statuses, marks }) };
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
