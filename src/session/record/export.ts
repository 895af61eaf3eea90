// A session as a file: the bodies of its commits one after the other, byte for byte, and the head that proves it whole.
import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { RepriseError } from '../../errors.ts';
import type { Source } from '../source.ts';
import type { ChainHead } from './chain.ts';
import { lineFaultError, recordCheck } from './record-check.ts';

export interface Exported {
  readonly sessionId: string;
  readonly events: number;
  readonly bytes: number;
  /** What `verify --head` takes, to find a loss of the newest events or a chain that was written anew. */
  readonly head: ChainHead;
}

/** The lines of a record with their line feeds, up to an ordinal (default: all), unchecked. */
export async function* exportBytes(
  { lines }: Pick<Source, 'lines'>,
  toOrdinal = Number.POSITIVE_INFINITY,
): AsyncGenerator<Uint8Array, void> {
  let ordinal = 0;
  for await (const { text } of lines()) {
    ordinal += 1;
    if (ordinal > toOrdinal) return;
    yield Buffer.from(`${text}\n`);
  }
}

/**
 * Hands a session's bytes to `write`, checked on the way.
 * @throws RepriseError RECORD_INVALID; SESSION_NOT_FOUND for one without events
 */
export const exportSession = async (
  source: Source,
  write: (bytes: Uint8Array) => Promise<void> | void,
): Promise<Exported> => {
  const { sessionId, name } = source;
  const record = recordCheck(sessionId);
  let bytes = 0;
  for await (const line of source.lines()) {
    const checked = record.check(line);
    if (checked.kind === 'fault') throw lineFaultError(checked.fault, name);
    const piece = Buffer.from(`${line.text}\n`);
    bytes += piece.length;
    await write(piece);
  }
  const head = record.head();
  if (head.ordinal === 0)
    throw new RepriseError('SESSION_NOT_FOUND', `There is no session ${sessionId}.`, {
      fields: { session: sessionId },
    });
  return { sessionId, events: head.ordinal, bytes, head };
};

const notWritten = (path: string, error: unknown): RepriseError => {
  const { code, message } = error as NodeJS.ErrnoException;
  const options = { hint: 'Nothing was left behind.', fields: { path, code }, cause: error };
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new RepriseError('STORE_FULL', `The disk is full: ${path} was not written.`, options);
  if (code === 'ENOENT')
    return new RepriseError('FILE_NOT_FOUND', `There is no folder ${dirname(path)} to write ${path} into.`, options);
  return new RepriseError('BAD_INPUT', `${path} cannot be written: ${message}.`, options);
};

/**
 * Writes a text into a file, which is there whole or not at all. A file of that name is replaced.
 * @throws RepriseError STORE_FULL (the disk), FILE_NOT_FOUND (the folder), BAD_INPUT
 */
export const writeFileWhole = (path: string, text: string): Promise<void> =>
  whole(path, (file) => file.writeFile(text));

/** As `writeFileWhole`, with the permissions of the file that was there. */
export const replaceFile = async (path: string, text: string): Promise<void> => {
  const mode = await stat(path).then(
    (found) => found.mode & 0o7777,
    () => undefined,
  );
  await whole(path, (file) => file.writeFile(text), mode);
};

/** Under another name first, flushed, then renamed. */
const whole = async <T>(path: string, fill: (file: FileHandle) => Promise<T>, mode?: number): Promise<T> => {
  const unfinished = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.part`);
  try {
    const file = await open(unfinished, 'wx');
    try {
      if (mode !== undefined) await file.chmod(mode);
      const filled = await fill(file);
      await file.sync();
      await file.close();
      await rename(unfinished, path);
      return filled;
    } catch (error) {
      await file.close().catch(() => undefined);
      await unlink(unfinished).catch(() => undefined);
      throw error;
    }
  } catch (error) {
    throw (error as NodeJS.ErrnoException).syscall === undefined ? error : notWritten(path, error);
  }
};

/** Small pieces go to the disk together. */
const WRITE_BYTES = 256 * 1024;

/**
 * Writes a session into a file, which is there whole or not at all: under another name first, flushed, then renamed.
 * A file of that name is replaced.
 * @throws RepriseError as `exportSession`; STORE_FULL (the disk), FILE_NOT_FOUND (the folder), BAD_INPUT
 */
export const exportToFile = (source: Source, path: string): Promise<Exported> =>
  whole(path, async (file) => {
    let waiting: Uint8Array[] = [];
    let waitingBytes = 0;
    const flush = async () => {
      await file.writeFile(Buffer.concat(waiting));
      waiting = [];
      waitingBytes = 0;
    };
    const exported = await exportSession(source, async (bytes) => {
      waiting.push(bytes);
      waitingBytes += bytes.length;
      if (waitingBytes >= WRITE_BYTES) await flush();
    });
    await flush();
    return exported;
  });
