// A text file of the user's, read within a limit, or refused in one sentence.
import { readFile, stat } from 'node:fs/promises';
import { RepriseError } from '../errors.ts';

/** What messages say of a file, and its limit. */
export interface TextFile {
  readonly name: string;
  /** With its article: `a plan.md`. */
  readonly kind: string;
  readonly mostBytes: number;
  /** True where a byte order mark is a part of the text, so that it can be written again. */
  readonly keepsMark?: boolean;
}

const MIB = 1024 * 1024;
const sizeText = (bytes: number): string =>
  bytes % MIB === 0 ? `${bytes / MIB} MiB` : `${bytes.toLocaleString('en-US')} bytes`;

/** @throws RepriseError BAD_INPUT */
export const requireSize = (bytes: number, { name, kind, mostBytes }: TextFile): void => {
  if (bytes <= mostBytes) return;
  throw new RepriseError('BAD_INPUT', `${name} has more than ${sizeText(mostBytes)}, the limit of ${kind}.`, {
    fields: { file: name, bytes, limit: mostBytes },
  });
};

/** The text of a file's bytes. @throws RepriseError BAD_INPUT: over the limit, not UTF-8, or with NUL bytes */
export const textOfBytes = (bytes: Uint8Array, file: TextFile): string => {
  requireSize(bytes.length, file);
  const refused = (cause?: unknown): RepriseError =>
    new RepriseError('BAD_INPUT', `${file.name} is not text in UTF-8.`, { fields: { file: file.name }, cause });
  if (bytes.includes(0)) throw refused();
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: file.keepsMark === true }).decode(bytes);
  } catch (cause) {
    throw refused(cause);
  }
};

/**
 * Reads a file; its size is checked before.
 * @param unreadable the error for a file that is missing or cannot be read, by the code of the system
 * @throws RepriseError BAD_INPUT as `textOfBytes`, and what `unreadable` gives
 */
export const readTextFile = async (
  path: string,
  file: TextFile,
  unreadable: (code: string | undefined, cause: unknown) => Error,
): Promise<string> => {
  let bytes: Uint8Array;
  try {
    const { size } = await stat(path);
    requireSize(size, file);
    bytes = await readFile(path);
  } catch (cause) {
    if (cause instanceof RepriseError) throw cause;
    throw unreadable((cause as NodeJS.ErrnoException).code, cause);
  }
  return textOfBytes(bytes, file);
};
