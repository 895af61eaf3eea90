// A session as exported bytes: the bodies of its commits one after the other, and the head by which a loss is found.
import { sessionNotFound } from '../session-not-found.ts';
import type { ChainHead } from './chain.ts';
import { checkedEvent, recordCheck } from './record-check.ts';
import type { Source } from './source.ts';

export interface Exported {
  readonly sessionId: string;
  readonly events: number;
  readonly bytes: number;
  /** For `verify --head`, which finds by it that the newest events are lost or that the chain was computed anew. */
  readonly head: ChainHead;
}

/** The bytes of a record's lines, unchecked, up to an ordinal (default: all). */
export async function* exportBytes(
  { lines }: Pick<Source, 'lines'>,
  toOrdinal = Number.POSITIVE_INFINITY,
): AsyncGenerator<Uint8Array, void> {
  // What comes after is not read: the log may hold there what is no line.
  if (toOrdinal === 0) return;
  let ordinal = 0;
  for await (const { text } of lines()) {
    ordinal += 1;
    yield Buffer.from(`${text}\n`);
    if (ordinal === toOrdinal) return;
  }
}

/**
 * Hands a session's bytes to `write`, line by line, checked on the way.
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
    checkedEvent(record, line, name);
    const piece = Buffer.from(`${line.text}\n`);
    bytes += piece.length;
    await write(piece);
  }
  const head = record.head();
  if (head.ordinal === 0) throw sessionNotFound(sessionId);
  return { sessionId, events: head.ordinal, bytes, head };
};
