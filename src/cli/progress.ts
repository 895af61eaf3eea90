// The progress of long work, on standard error: on a terminal one line that is overwritten, else a line now and then.
import type { Terminal } from './terminal.ts';

export interface Progress {
  /** Call it as often as there is progress; the line is made and shown now and then. */
  show(line: () => string): void;
  /** Erases the line. */
  end(): void;
}

const TERMINAL_MS = 100;
const PIPE_MS = 2_000;
const ERASE = '\r\x1b[K';

export const progressOn = (
  { note }: Pick<Terminal, 'note'>,
  stream: { isTTY?: boolean; columns?: number; write(text: string): unknown } = process.stderr,
): Progress => {
  const everyMs = stream.isTTY ? TERMINAL_MS : PIPE_MS;
  let next = performance.now() + everyMs;
  let shown = false;
  return {
    show(line) {
      if (performance.now() < next) return;
      next = performance.now() + everyMs;
      if (!stream.isTTY) return note(line());
      stream.write(`${ERASE}${line().slice(0, (stream.columns ?? 80) - 1)}`);
      shown = true;
    },
    end() {
      if (shown) stream.write(ERASE);
      shown = false;
    },
  };
};
