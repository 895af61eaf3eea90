// A commit's body: its lines, each ended by a line feed, so that an export is the bodies one after the other.
import { RepriseError } from '../errors.ts';
import type { Commit } from './port.ts';

const encoder = new TextEncoder();
/** Keeps a byte order mark: the lines must come out as they went in. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });
/** A line feed would make two lines of one; half a surrogate pair has no UTF-8 and would come back as another text. */
const UNFIT = /\n|\p{Surrogate}/u;

/**
 * The bytes of a commit.
 * @throws RepriseError COMMIT_TOO_LARGE when they are more than `maxBytes`; Error for a commit that is no commit.
 */
export const bodyOf = (commit: Commit, maxBytes: number): Uint8Array => {
  if (commit.lines.length === 0) throw new Error('a commit has at least one line');
  for (const line of commit.lines)
    if (line === '' || UNFIT.test(line))
      throw new Error(`not a line of a commit: ${JSON.stringify(line.slice(0, 200))}`);
  const body = encoder.encode(`${commit.lines.join('\n')}\n`);
  if (body.length > maxBytes)
    throw new RepriseError(
      'COMMIT_TOO_LARGE',
      `The commit has ${body.length} bytes; this log takes at most ${maxBytes} in one.`,
      {
        hint: 'Record fewer events at once, or raise max_payload of the server.',
        fields: { bytes: body.length, maxBytes },
      },
    );
  return body;
};

/**
 * The lines of a body as it was stored.
 * @param place where it stands, for the error
 * @throws RepriseError RECORD_INVALID for bytes that `bodyOf` never writes: a lenient reading would hide the edit.
 */
export const linesOf = (body: Uint8Array, place: string): string[] => {
  let text: string;
  try {
    text = decoder.decode(body);
  } catch (cause) {
    throw invalidBody(place, 'it is no UTF-8', cause);
  }
  const lines = text.split('\n');
  if (body.length === 0) throw invalidBody(place, 'it is empty');
  if (lines.pop() !== '') throw invalidBody(place, 'its last line has no end');
  return lines;
};

const invalidBody = (place: string, why: string, cause?: unknown): RepriseError =>
  new RepriseError('RECORD_INVALID', `The commit at ${place} is not as it was written: ${why}.`, {
    hint: 'Its bytes were changed on the server, or written by something else.',
    fields: { place },
    cause,
  });
