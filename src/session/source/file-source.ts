// An exported session as a source: a file of NDJSON, read without a server.
import { createReadStream } from 'node:fs';
import { SESSION_ID } from '../../../machines/events/fields.ts';
import { RepriseError } from '../../errors.ts';
import type { SourceLine } from '../record/record-check.ts';
import { linesOfBytes, type Source, sourceOf } from '../record/source.ts';
import { readError, requireFile } from './path-kind.ts';

const HINT = 'An exported session (`reprise export`) has one event as JSON on each line.';

const badFirstLine = (file: string, why: string): RepriseError =>
  new RepriseError('RECORD_INVALID', `Line 1 of ${file} is not an event: ${why}.`, {
    hint: HINT,
    fields: { file, line: 1, byte: 0 },
  });

/** The session id in the first line. */
const sessionIdIn = async (file: string, lines: AsyncIterable<SourceLine>): Promise<string> => {
  for await (const { text } of lines) {
    let value: unknown;
    try {
      value = JSON.parse(text ?? '');
    } catch {
      throw badFirstLine(file, text === undefined ? 'it is not UTF-8 text' : 'it is not JSON');
    }
    const found = (value as { sessionid?: unknown } | null)?.sessionid;
    if (typeof found !== 'string') throw badFirstLine(file, 'it has no session id');
    if (!SESSION_ID.test(found))
      throw badFirstLine(file, `its session id ${JSON.stringify(found)} is not 1 to 64 of A-Z a-z 0-9 _ -`);
    return found;
  }
  throw new RepriseError('RECORD_INVALID', `${file} is empty.`, { hint: HINT, fields: { file } });
};

/**
 * An exported session.
 * @param name what messages call the file. Default: its path
 * @throws RepriseError FILE_NOT_FOUND, BAD_INPUT (a folder, a pipe), RECORD_INVALID (its first line is not an event)
 */
export const fileSource = async (file: string, name = file): Promise<Source> => {
  await requireFile(file);
  const lines = async function* () {
    try {
      yield* linesOfBytes(name, createReadStream(file));
    } catch (error) {
      throw readError(file, error);
    }
  };
  return sourceOf('file', await sessionIdIn(name, lines()), name, lines);
};
