#!/usr/bin/env node
// The command line as a process: its arguments, its terminal, and its exit code.
import { reportFailure, runCommandLine } from './run.ts';
import { processTerminal } from './terminal.ts';

const argv = process.argv.slice(2);
const terminal = processTerminal();
const fail = async (error: unknown): Promise<void> => process.exit(await reportFailure(error, argv, terminal));
process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);
// Nothing is left to wait for, and the command has not ended: node would exit with 13 and say nothing that helps.
process.once('beforeExit', () => fail(new Error('the command waits for something that no longer comes')));

process.exit(await runCommandLine(argv, terminal));
