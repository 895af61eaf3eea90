// An exported session as a source: a file of NDJSON, read without a server.
import { createReadStream } from 'node:fs';
import { SESSION_ID } from '../../../machines/events/fields.ts';
import { RepriseError } from '../../errors.ts';
import type { SourceLine } from '../record/record-check.ts';
import { linesOfBytes, type Source, sourceOf } from '../record/source.ts';
import { fileNotFound, kindOfPath, readError } from './path-kind.ts';

const HINT = 'A session file is what `reprise export` writes: one event as JSON on each line.';

const badFirstLine = (file: string, why: string): RepriseError =>
  new RepriseError('RECORD_INVALID', `Line 1 of ${file} is not an event: ${why}.`, {
    hint: HINT,
    fields: { file, line: 1, byte: 0 },
  });

/** The session id in the first line. */
const sessionIdIn = async (file: string, lines: AsyncIterable<SourceLine>): Promise<string> => {
  for await (const { text } of lines) {
    let found: unknown;
    try {
      found = JSON.parse(text ?? '')?.sessionid;
    } catch {
      found = undefined;
    }
    if (typeof found !== 'string') throw badFirstLine(file, 'it has no session id');
    if (!SESSION_ID.test(found))
      throw badFirstLine(file, `its session id ${JSON.stringify(found)} is not 1 to 64 of A-Z a-z 0-9 _ -`);
    return found;
  }
  throw new RepriseError('RECORD_INVALID', `${file} is empty.`, { hint: HINT, fields: { file } });
};

/**
 * An exported session.
 * @throws RepriseError FILE_NOT_FOUND, BAD_INPUT (a pipe), RECORD_INVALID (its first line is not an event)
 */
export const fileSource = async (file: string): Promise<Source> => {
  if ((await kindOfPath(file)) !== 'file') throw fileNotFound(file);
  const lines = async function* () {
    try {
      yield* linesOfBytes(file, createReadStream(file));
    } catch (error) {
      throw readError(file, error);
    }
  };
  return sourceOf('file', await sessionIdIn(file, lines()), file, lines);
};
