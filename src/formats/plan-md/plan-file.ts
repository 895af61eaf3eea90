// A plan.md as a file: read as text or refused in one sentence; and the base that its last sync left beside it.
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { RepriseError } from '../../errors.ts';
import type { AspectValues } from './aspects.ts';
import { MAX_BYTES } from './parse.ts';
import type { Unsettled } from './unsettled.ts';

/** The text of a plan.md. @throws RepriseError BAD_INPUT: over 1 MiB, or not text in UTF-8 */
export const planTextOf = (bytes: Uint8Array, name: string): string => {
  if (bytes.length > MAX_BYTES)
    throw new RepriseError(
      'BAD_INPUT',
      `${name} has more than ${MAX_BYTES / 1024 / 1024} MiB, the limit of a plan.md.`,
      {
        fields: { file: name, bytes: bytes.length, limit: MAX_BYTES },
      },
    );
  const binary = (): RepriseError =>
    new RepriseError('BAD_INPUT', `${name} is a binary file, where text in UTF-8 was expected.`, {
      fields: { file: name },
    });
  if (bytes.includes(0)) throw binary();
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw binary();
  }
};

/** A file's text; undefined where there is none. @throws RepriseError BAD_INPUT */
export const readPlanFile = async (path: string): Promise<string | undefined> => {
  try {
    const { size } = await stat(path);
    if (size > MAX_BYTES) return planTextOf(new Uint8Array(MAX_BYTES + 1), path);
    return planTextOf(await readFile(path), path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    if (error instanceof RepriseError) throw error;
    throw new RepriseError('BAD_INPUT', `${path} cannot be read: ${message}.`, {
      fields: { file: path },
      cause: error,
    });
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
    throw new RepriseError('BAD_INPUT', `${place} cannot be read: ${(error as Error).message}.`, { cause: error });
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
