#!/usr/bin/env node
// The command line: parses, runs one command, and ends with the exit code of what happened. Until a command runs it
// loads as little as it can: bench/start.mjs measures what help and version cost.
import { packageVersion } from '../package-root.ts';
import { processTerminal } from './terminal.ts';
import { writtenHelp } from './written-help.ts';

const terminal = processTerminal();
const end = async (exitCode: number, isTold = false): Promise<void> => {
  await terminal.flushed();
  const { writeError } = terminal;
  if (writeError === undefined || isTold) process.exit(exitCode);
  const { outputFailure } = await import('./failure.ts');
  const lost = outputFailure(writeError, process.argv.includes('--json'));
  terminal.undoAll();
  terminal.note(lost.text);
  process.exit(exitCode || lost.exitCode);
};
const fail = async (error: unknown): Promise<void> => {
  const { failureOf } = await import('./failure.ts');
  const { exitCode, text } = failureOf(error, process.argv.includes('--json'));
  terminal.undoAll();
  terminal.note(text);
  await end(exitCode, true);
};
process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);

const HELP_OR_VERSION = ['commander.helpDisplayed', 'commander.help', 'commander.version'];

const run = async (argv: readonly string[]): Promise<number> => {
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

try {
  await end(await run(process.argv.slice(2)));
} catch (error) {
  await fail(error);
}
