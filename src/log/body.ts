// The body of a commit: its lines, each ended by a line feed, so that the bodies one after the other are an export.
import { isUtf8 } from 'node:buffer';
import { RepriseError } from '../errors.ts';
import { lacksData, type RemovedData, requireFit, surelyFit, withoutLargeData } from './data-ref.ts';
import type { Commit, Position } from './port.ts';

/**
 * The text of bytes; undefined where they are not UTF-8: reading must not change lines. A byte order mark stays a part of
 * its line. A TextDecoder that does the same takes twice the time.
 */
const textOf = (bytes: Uint8Array): string | undefined =>
  isUtf8(bytes) ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString() : undefined;
/** A line feed would split a line in two; half a surrogate pair has no UTF-8 and would be read back as another character. */
const HALF = /\p{Surrogate}/u;
/** Whole pairs too; but a text of one byte for each character, as most are, is not even searched. */
const MAY_BE_HALF = /[\ud800-\udfff]/;

/**
 * The bytes of a commit.
 * @throws RepriseError COMMIT_TOO_LARGE for more than `maxBytes`; Error (a bug of the caller) for lines that are not valid
 */
export const bodyOf = (commit: Commit, maxBytes: number): Uint8Array => {
  requireLines(commit);
  const body = encoded(commit);
  if (body.length > maxBytes) requireFit(commit.lines, maxBytes);
  return body;
};

/** Small ones share a piece of memory: one of its own for each is slower, and leaves holes when it goes. */
const encoded = ({ lines }: Commit): Uint8Array =>
  Buffer.from(lines.length === 1 ? `${lines[0]}\n` : `${lines.join('\n')}\n`);

/** What is stored of a commit: the body of its message, and the data that are stored apart from it. */
export interface StoredForm {
  readonly body: Uint8Array;
  readonly removed: readonly RemovedData[];
}

/** @param maxBytes of the body @throws as `bodyOf`, for what does not fit without large data either */
export const storedForm = (commit: Commit, maxBytes: number): StoredForm => {
  if (surelyFit(commit.lines, maxBytes)) return { body: bodyOf(commit, maxBytes), removed: [] };
  requireLines(commit);
  const { commit: rest, removed } = withoutLargeData(commit, maxBytes);
  return { body: encoded(rest), removed };
};

/**
 * Throws as `storedForm` does, without making the bytes.
 * @returns the lines, which are what reading their bytes back gives
 */
export const checkedLines = (commit: Commit, maxBytes: number): readonly string[] => {
  requireLines(commit);
  requireFit(commit.lines, maxBytes);
  return [...commit.lines];
};

const requireLines = (commit: Commit): void => {
  if (commit.lines.length === 0) throw new Error('a commit has at least one line');
  for (const line of commit.lines) {
    if (lacksData(line)) throw new Error(`a line of a commit has no data: ${JSON.stringify(line.slice(0, 200))}`);
    if (line === '' || line.includes('\n') || (MAY_BE_HALF.test(line) && HALF.test(line)))
      throw new Error(
        `a line of a commit is empty or has a line feed or half a surrogate pair: ${JSON.stringify(line.slice(0, 200))}`,
      );
  }
};

/**
 * The lines of a stored body.
 * @param place where it is stored, for the error
 * @param position the same, as data
 * @throws RepriseError RECORD_INVALID for bytes that `bodyOf` never writes
 */
export const linesOf = (body: Uint8Array, place: () => string, position?: Position): string[] => {
  const invalid = (why: string): RepriseError => invalidBody(body, place(), position, why);
  const text = textOf(body);
  if (text === undefined) throw invalid('it is not UTF-8');
  if (text === '') throw invalid('it is empty');
  const lines = text.split('\n');
  if (lines.pop() !== '') throw invalid('its last line has no line feed');
  return lines;
};

const invalidBody = (body: Uint8Array, place: string, position: Position | undefined, why: string): RepriseError => {
  const got = `${why}: ${excerptOf(body)}`;
  return new RepriseError('RECORD_INVALID', `The message at ${place} is no commit of Reprise: ${got}.`, {
    hint: 'Another program wrote it, or its bytes were changed on the server.',
    fields: { place, ...position, got },
  });
};

/** The most bytes of a body that an error shows. */
const MOST_SHOWN = 60;

/** The first bytes, as JSON writes them; those that are not printable ASCII as `\x00`. */
const excerptOf = (body: Uint8Array): string => {
  const shown = [...body.subarray(0, MOST_SHOWN)]
    .map((byte) => {
      if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
      if (byte === 0x0a) return '\\n';
      return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`;
    })
    .join('');
  return `${body.length} bytes${body.length > MOST_SHOWN ? `, the first ${MOST_SHOWN}` : ''}: "${shown}"`;
};
