// What a command knows of its surroundings: where it prints, whether in colour, and when it is to stop. Signals and a reader that goes away are handled here once, for all commands.

/** Where a command prints. */
export interface CommandOutput {
  /** A line of the result, on standard output. */
  print(line: string): void;
  /** A line about the work under way, on standard error. */
  note(line: string): void;
}

export interface Terminal extends CommandOutput {
  readonly env: NodeJS.ProcessEnv;
  /** Keys come from here. */
  readonly stdin: NodeJS.ReadStream;
  /** Whether the results are printed in colour. */
  readonly colour: boolean;
  /** Columns of a line: `$COLUMNS`, else those of the terminal; undefined where neither is known. */
  readonly columns: number | undefined;
  /** Whether what does not fit a line is cut: on a terminal, unless `--wide` is given. A pipe gets all. */
  readonly cuts: boolean;
  /** Lines of the screen; undefined when the output is not a terminal. */
  readonly rows: number | undefined;
  /** True once whoever reads the results has gone (`| head`), or they cannot be written. */
  readonly readerGone: boolean;
  /** Why the results could not be written, other than that the reader has gone. Known for sure once flushed. */
  readonly writeError: NodeJS.ErrnoException | undefined;
  /** Text of the result as it is, without a line end. */
  write(text: string | Uint8Array): void;
  /** Resolves when there is room for more: in a loop, so that a slow reader does not fill the memory. */
  drained(): Promise<void>;
  /** Resolves when what was written has left this process. */
  flushed(): Promise<void>;
  /**
   * From now on SIGINT, SIGTERM and SIGHUP, and a reader that goes away, abort the returned signal, for commands that
   * run until they are stopped; a second signal ends the process. Before this call, a signal ends it at once, also in
   * the middle of a computation.
   * @param onHangup called on SIGHUP, which then ends nothing
   */
  stopSignal(onHangup?: () => void): AbortSignal;
  /** Calls `undo` before the process ends, in every case but SIGKILL. @returns calls it now, at most once in all */
  undoAtEnd(undo: () => void): () => void;
  /** Does what is left of that now: before a failure is reported. */
  undoAll(): void;
}

export interface ColourOptions {
  /** `--color` or `--no-color`; undefined when neither was given. */
  color?: boolean | undefined;
}

/** Whether colours are wanted: the flag, then NO_COLOR, then FORCE_COLOR, then whether a terminal reads. */
export const wantsColour = (
  { color }: ColourOptions,
  env: NodeJS.ProcessEnv,
  stream: { isTTY?: boolean | undefined },
): boolean => {
  if (color !== undefined) return color;
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  return stream.isTTY === true && env.TERM !== 'dumb';
};

/** The number in `$COLUMNS`, for whoever sets it; undefined for anything else. */
const columnsIn = ({ COLUMNS = '' }: NodeJS.ProcessEnv): number | undefined =>
  /^[1-9]\d{0,4}$/.test(COLUMNS) ? Number(COLUMNS) : undefined;

/** For a terminal whose size is unknown. */
export const DEFAULT_ROWS = 24;

// Notes quote files and events. They are never coloured, so that nothing in them needs what a terminal obeys.
const OBEYED = /(?![\n\t])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu;

/** The text without control characters and changes of writing direction. */
export const harmless = (text: string): string => text.replace(OBEYED, '\ufffd');

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** 128 and the signal's number, as a shell has it. */
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** The terminal of this process. Call once. */
export const processTerminal = (): Omit<Terminal, 'colour'> => {
  // Standard input and error are opened when they are used: each takes a millisecond or two of a start.
  const { stdout, env } = process;
  let stop: AbortController | undefined;
  let readerGone = false;
  let writeError: NodeJS.ErrnoException | undefined;
  let noting = false;
  const undos = new Set<() => void>();
  const undoAll = (): void => {
    for (const undo of [...undos].reverse()) undo();
  };

  // After an error the stream takes nothing more; which one it was decides how the command ends.
  const onWriteError = (error: NodeJS.ErrnoException): void => {
    if (!readerGone && error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') writeError = error;
    readerGone = true;
    stop?.abort();
  };
  stdout.on('error', onWriteError);

  let hangup: (() => void) | undefined;
  const onSignal = (name: keyof typeof SIGNALS): void => {
    if (name === 'SIGHUP' && hangup !== undefined) hangup();
    else if (stop === undefined || stop.signal.aborted) process.exit(SIGNALS[name]);
    else stop.abort();
  };
  let listens = false;
  // Without a listener the system ends the process at once, whatever it computes; a listener waits for a turn of the
  // event loop. So there is one only while something is to be undone or ended well.
  const listen = (needed: boolean): void => {
    if (needed === listens) return;
    listens = needed;
    for (const name of Object.keys(SIGNALS)) process[needed ? 'on' : 'off'](name, onSignal);
  };
  // For the first process of a container the system ignores signals that have no listener.
  const first = process.pid === 1;
  listen(first);

  const write = (text: string | Uint8Array): void => {
    if (!readerGone) stdout.write(text);
  };
  return {
    env,
    get stdin() {
      return process.stdin;
    },
    get columns() {
      return columnsIn(env) ?? (stdout.isTTY ? stdout.columns || undefined : undefined);
    },
    get cuts() {
      return stdout.isTTY === true;
    },
    get rows() {
      return stdout.isTTY ? stdout.rows || DEFAULT_ROWS : undefined;
    },
    get readerGone() {
      return readerGone;
    },
    get writeError() {
      return writeError;
    },
    write,
    print: (line) => write(`${line}\n`),
    note: (line) => {
      if (!noting) process.stderr.on('error', () => undefined);
      noting = true;
      process.stderr.write(`${harmless(line)}\n`);
    },
    drained: () =>
      new Promise((resolve) => {
        if (readerGone || !stdout.writableNeedDrain) return resolve();
        const done = () => {
          for (const event of ['drain', 'error', 'close']) stdout.off(event, done);
          resolve();
        };
        for (const event of ['drain', 'error', 'close']) stdout.on(event, done);
      }),
    flushed: () =>
      new Promise((resolve) => {
        // The error of a write is reported after its callback: `setImmediate` waits for that.
        if (readerGone) resolve();
        else stdout.write('', () => setImmediate(resolve));
      }),
    stopSignal: (onHangup) => {
      hangup = onHangup;
      // Neither a listener for signals nor a promise keeps a process alive: what waits for a signal needs a timer.
      if (stop === undefined) setInterval(() => undefined, LONGEST_TIMER_MS);
      stop ??= new AbortController();
      listen(true);
      if (readerGone) stop.abort();
      return stop.signal;
    },
    undoAtEnd: (undo) => {
      const once = () => {
        if (!undos.delete(once)) return;
        undo();
        listen(first || stop !== undefined || undos.size > 0);
      };
      if (undos.size === 0) process.once('exit', undoAll);
      undos.add(once);
      listen(true);
      return once;
    },
    undoAll,
  };
};
