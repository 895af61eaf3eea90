// Where following begins, as the stream sequence of the last commit before it.
import { RepriseError } from '../errors.ts';
import type { From } from './port.ts';

/**
 * @param end the stream's last sequence now
 * @throws RepriseError BAD_INPUT for a position of another stream; RECORD_INVALID for one beyond the end
 */
export const startOf = (from: From, stream: string, end: number): number => {
  if (from.kind === 'start') return 0;
  if (from.kind === 'now') return end;
  const { position, more = [] } = from;
  const other = [position, ...more].find((one) => one.stream !== stream);
  if (other !== undefined)
    throw new RepriseError('BAD_INPUT', `The position is in stream ${other.stream}; this log is stream ${stream}.`, {
      hint: 'A position is valid only in the stream that it names. Begin at the start, or at an ordinal.',
      fields: { found: other.stream, expected: stream },
    });
  requireEnd(stream, position.sequence, end);
  return position.sequence;
};

/** @throws RepriseError RECORD_INVALID when the stream ends before what was read of it */
export const requireEnd = (stream: string, read: number, end: number): void => {
  if (end >= read) return;
  throw new RepriseError(
    'RECORD_INVALID',
    `Stream ${stream} ends at sequence ${end}, but sequence ${read} was read from it before: commits were lost.`,
    { hint: 'Verify the sessions against an export.', fields: { stream, read, end } },
  );
};
