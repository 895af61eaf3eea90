// One run of the command line on a given terminal: parses, runs one command, reports a failure. Until a command runs it
// loads as little as it can: bench/start.mjs measures what help and version cost.
import { packageVersion } from '../package-root.ts';
import type { Terminal } from './terminal.ts';
import { writtenHelp } from './written-help.ts';

export type BaseTerminal = Omit<Terminal, 'colour'>;

const HELP_OR_VERSION = ['commander.helpDisplayed', 'commander.help', 'commander.version'];

const runCommand = async (argv: readonly string[], terminal: BaseTerminal): Promise<number> => {
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    terminal.print(packageVersion());
    return 0;
  }
  const page = writtenHelp(argv, terminal.columns);
  if (page !== undefined) {
    terminal.write(page);
    return 0;
  }
  const { buildProgram } = await import('./program.ts');
  let exitCode = 0;
  const program = buildProgram(terminal, (code) => {
    exitCode = code;
  });
  if (argv.length === 0) {
    terminal.note(program.helpInformation().trimEnd());
    return (await import('../errors.ts')).EXIT.usage;
  }
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof Error && 'code' in error && HELP_OR_VERSION.includes(String(error.code))) return 0;
    throw error;
  }
};

/** Reports what went wrong. @returns the exit code, once all output has left the process */
export const reportFailure = async (
  error: unknown,
  argv: readonly string[],
  terminal: BaseTerminal,
): Promise<number> => {
  const { failureOf } = await import('./failure.ts');
  const { exitCode, text } = failureOf(error, argv.includes('--json'));
  terminal.undoAll();
  terminal.note(text);
  await terminal.flushed();
  return exitCode;
};

/** Runs one command. @returns the exit code, once all output has left the process */
export const runCommandLine = async (argv: readonly string[], terminal: BaseTerminal): Promise<number> => {
  try {
    const exitCode = await runCommand(argv, terminal);
    await terminal.flushed();
    const { writeError } = terminal;
    if (writeError === undefined) return exitCode;
    const { outputFailure } = await import('./failure.ts');
    const lost = outputFailure(writeError, argv.includes('--json'));
    terminal.undoAll();
    terminal.note(lost.text);
    return exitCode || lost.exitCode;
  } catch (error) {
    return reportFailure(error, argv, terminal);
  }
};
