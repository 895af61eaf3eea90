// Bytes as lines, each with its number and first byte, so that a fault in a file has a place and a truncated end is seen.
import { RepriseError } from '../../errors.ts';

export interface ByteLine {
  /** Without its line feed; undefined when the bytes are not UTF-8. */
  readonly text: string | undefined;
  /** From 1. */
  readonly line: number;
  /** The offset of its first byte, from 0. */
  readonly byte: number;
  /** False for a last line without a line feed. */
  readonly ended: boolean;
}

/** The longest line: 64 MiB. */
export const MAX_LINE_BYTES = 64 * 1024 * 1024;

const LINE_FEED = 10;

/** The lines of bytes that come in chunks of any size. @throws RepriseError BAD_INPUT for a line that is too long */
export async function* byteLines(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<ByteLine, void> {
  // Fatal, because a replaced byte could hide a change from the hash; a byte order mark is a part of its line.
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const textOf = (bytes: Uint8Array): string | undefined => {
    try {
      return decoder.decode(bytes);
    } catch {
      return undefined;
    }
  };
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  let line = 1;
  let byte = 0;
  const take = (last: Uint8Array, ended: boolean): ByteLine => {
    const bytes = pending.length === 0 ? last : Buffer.concat([...pending, last]);
    const taken = { text: textOf(bytes), line, byte, ended };
    line += 1;
    byte += bytes.length + 1;
    pending = [];
    pendingBytes = 0;
    return taken;
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      yield take(chunk.subarray(start, end), true);
      start = end + 1;
    }
    if (start === chunk.length) continue;
    pending.push(new Uint8Array(chunk.subarray(start))); // a copy: the reader may reuse its buffer
    pendingBytes += chunk.length - start;
    if (pendingBytes > MAX_LINE_BYTES)
      throw new RepriseError('BAD_INPUT', `Line ${line} has more than ${MAX_LINE_BYTES} bytes.`, {
        hint: 'Each event or command has a line of its own.',
        fields: { line, byte },
      });
  }
  if (pendingBytes > 0) yield take(new Uint8Array(), false);
}
