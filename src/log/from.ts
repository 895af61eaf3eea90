// Where following begins, as the stream sequence of the last commit that is not wanted.
import { RepriseError } from '../errors.ts';
import type { From } from './port.ts';

/**
 * @param end the stream's last sequence now
 * @throws RepriseError BAD_INPUT for a position of another stream; RECORD_INVALID for one that is beyond the end
 */
export const startOf = (from: From, stream: string, end: number): number => {
  if (from.kind === 'start') return 0;
  if (from.kind === 'now') return end;
  const { position } = from;
  if (position.stream !== stream)
    throw new RepriseError('BAD_INPUT', `The position is in stream ${position.stream}; this log is stream ${stream}.`, {
      hint: 'A position holds only in the log that gave it. Begin at the start, or by ordinal.',
      fields: { found: position.stream, wanted: stream },
    });
  requireEnd(stream, position.sequence, end);
  return position.sequence;
};

/** @throws RepriseError RECORD_INVALID when the stream ends before what was already read of it. */
export const requireEnd = (stream: string, read: number, end: number): void => {
  if (end >= read) return;
  throw new RepriseError(
    'RECORD_INVALID',
    `Stream ${stream} ends at ${end}, before position ${read}, which was read from it: commits were lost.`,
    { hint: 'Verify the sessions against an export.', fields: { stream, read, end } },
  );
};
