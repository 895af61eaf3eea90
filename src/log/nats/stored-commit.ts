// A message of the stream as a commit.
import { linesOf } from '../body.ts';
import type { StoredCommit } from '../port.ts';

/** @throws RepriseError RECORD_INVALID for a body that no append wrote */
export const storedCommit = (sessionId: string, stream: string, sequence: number, body: Uint8Array): StoredCommit => {
  const position = { stream, sequence };
  const place = (): string => `sequence ${sequence} of stream ${stream} (session ${sessionId})`;
  return { sessionId, position, lines: linesOf(body, place, position) };
};
