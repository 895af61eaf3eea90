// A command in a real terminal (a pty), which `script` of util-linux makes: what it prints, and the keys that it gets.
import { MAIN, type RunningCli, start } from './run-cli.ts';

export interface InATerminal extends Pick<RunningCli, 'ended' | 'until' | 'stdout'> {
  /** Types on the keyboard: `\u0003` is Ctrl-C. */
  type(keys: string): void;
  /** Closes the window: the command gets SIGHUP. */
  close(): void;
  /** Sends a signal to the command itself. */
  signal(name: 'INT' | 'TERM' | 'HUP'): Promise<void>;
}

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

export interface TerminalOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Columns of the terminal. Default 80. */
  readonly columns?: number;
  /** The command; default: `reprise` with the words. */
  readonly command?: readonly string[];
}

/** Starts a command in a terminal of its own. Its output has no colours; what it writes on both streams comes as one. */
export const inATerminal = (words: readonly string[], options: TerminalOptions = {}): InATerminal => {
  const { env = {}, cwd, columns = 80, command = [process.execPath, MAIN] } = options;
  const line = [...command, ...words].map(quoted).join(' ');
  // The exit code is printed, since not every `script` hands it on; the process id is that of the command itself.
  // The shell around it outlives Ctrl-C, which the terminal sends to both.
  const shell = `trap : INT HUP; stty cols ${columns} rows 24; sh -c 'echo "pid=$$"; exec "$@"' sh ${line}; echo "exit=$?"`;
  const running = start('script', ['-q', '-c', shell, '/dev/null'], {
    env: { TERM: 'xterm', SHELL: '/bin/sh', NO_COLOR: '1', ...env },
    ...(cwd === undefined ? {} : { cwd }),
    input: 'open',
  });
  return {
    ended: running.ended.then((result) => ({
      ...result,
      stdout: result.stdout.replaceAll('\r\n', '\n'),
      code: Number(/exit=(\d+)/.exec(result.stdout)?.[1] ?? Number.NaN),
    })),
    until: running.until,
    stdout: running.stdout,
    type: (keys) => void running.child.stdin?.write(keys),
    close: () => void running.child.kill('SIGHUP'),
    signal: async (name) => {
      const [, pid] = await running.until('stdout', /pid=(\d+)/);
      process.kill(Number(pid), `SIG${name}`);
    },
  };
};
