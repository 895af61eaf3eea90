#!/usr/bin/env node
// The command line as a process: its arguments, its terminal, and its exit code.
import { reportFailure, runCommandLine } from './run.ts';
import { processTerminal } from './terminal.ts';

const argv = process.argv.slice(2);
const terminal = processTerminal();
const fail = async (error: unknown): Promise<void> => process.exit(await reportFailure(error, argv, terminal));
process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);

process.exit(await runCommandLine(argv, terminal));
