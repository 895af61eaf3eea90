// Lines of text from a stream. node:readline would raise an error of its own for each error of the stream.
import type { Readable } from 'node:stream';

/** Calls `onLine` with each complete line, without its line feed. */
export const eachLine = (stream: Readable, onLine: (line: string) => void): void => {
  let rest = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
};
