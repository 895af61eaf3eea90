// A record that can be read, again and again, wherever it is: its lines unchecked, or its events checked on the way.
import type { Log } from '../../log/port.ts';
import { requireSessionId } from '../../log/session-id.ts';
import { byteLines } from './byte-lines.ts';
import type { SourcedEvent } from './place.ts';
import { checkedEvent, recordCheck, type SourceLine } from './record-check.ts';

/** The record of one session. */
export interface Source {
  readonly kind: 'log' | 'file' | 'folder';
  readonly sessionId: string;
  /** What messages call it: the id, or the path. */
  readonly name: string;
  /** Its lines, unchecked. */
  lines(): AsyncIterable<SourceLine>;
  /** Its events, checked on the way. @throws RepriseError RECORD_INVALID */
  events(): AsyncIterable<SourcedEvent>;
}

/** A source of the lines that `lines` reads anew at each call. */
export const sourceOf = (
  kind: Source['kind'],
  sessionId: string,
  name: string,
  lines: () => AsyncIterable<SourceLine>,
): Source => ({
  kind,
  sessionId,
  name,
  lines,
  async *events() {
    const record = recordCheck(sessionId);
    for await (const line of lines()) {
      yield { event: checkedEvent(record, line, name), position: line.place };
    }
  },
});

/** A session of a log. One that the log does not hold has no lines. @throws RepriseError BAD_SESSION_ID */
export const logSource = (log: Log, sessionId: string): Source => {
  requireSessionId(sessionId);
  return sourceOf('log', sessionId, sessionId, async function* () {
    for await (const { lines, position } of log.read(sessionId))
      for (const [index, text] of lines.entries()) yield { text, place: { ...position, index }, ended: true };
  });
};

/** The lines of bytes, placed in the file of this name. @throws RepriseError BAD_INPUT for a line that is too long */
export async function* linesOfBytes(
  file: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<SourceLine, void> {
  for await (const { text, line, byte, ended } of byteLines(chunks)) yield { text, place: { file, line, byte }, ended };
}
