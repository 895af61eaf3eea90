// Lines of text out of a stream. Not node:readline, which makes an error of its own out of each error of its stream.
import type { Readable } from 'node:stream';

/** Calls `onLine` with each whole line that arrives, without its end. */
export const eachLine = (stream: Readable, onLine: (line: string) => void): void => {
  let rest = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
};
