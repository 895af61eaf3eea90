// Bytes as lines, each with where it begins: so that a fault in a file is told by line and byte, and a torn end is seen.
import { RepriseError } from '../../errors.ts';

export interface ByteLine {
  /** Without its line feed; undefined when the bytes are no UTF-8. */
  readonly text: string | undefined;
  /** From 1. */
  readonly line: number;
  /** Of its first byte, from 0. */
  readonly byte: number;
  /** False for a last line without a line feed. */
  readonly ended: boolean;
}

/** The longest line: 64 MiB. */
export const MAX_LINE_BYTES = 64 * 1024 * 1024;

const LINE_FEED = 10;

/** Lines of what was read in pieces of any size. @throws RepriseError BAD_INPUT for a line that is too long */
export async function* byteLines(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<ByteLine, void> {
  // Fatal: a replaced byte could hide a change from the hash. The byte order mark is a part of the line.
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const textOf = (bytes: Uint8Array): string | undefined => {
    try {
      return decoder.decode(bytes);
    } catch {
      return undefined;
    }
  };
  let kept: Uint8Array[] = [];
  let keptBytes = 0;
  let line = 1;
  let byte = 0;
  const take = (last: Uint8Array, ended: boolean): ByteLine => {
    const bytes = kept.length === 0 ? last : Buffer.concat([...kept, last]);
    const taken = { text: textOf(bytes), line, byte, ended };
    line += 1;
    byte += bytes.length + 1;
    kept = [];
    keptBytes = 0;
    return taken;
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      yield take(chunk.subarray(start, end), true);
      start = end + 1;
    }
    if (start === chunk.length) continue;
    kept.push(new Uint8Array(chunk.subarray(start))); // a copy: the reader may use its buffer again
    keptBytes += chunk.length - start;
    if (keptBytes > MAX_LINE_BYTES)
      throw new RepriseError('BAD_INPUT', `Line ${line} has more than ${MAX_LINE_BYTES} bytes.`, {
        hint: 'An export has one event on each line.',
        fields: { line, byte },
      });
  }
  if (keptBytes > 0) yield take(new Uint8Array(), false);
}
