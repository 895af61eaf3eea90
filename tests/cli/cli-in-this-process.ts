// The command line on a terminal that only collects: for what a command prints and ends with, without the cost of a process.
import { Readable } from 'node:stream';
import { type BaseTerminal, runCommandLine } from '../../src/cli/run.ts';
import { harmless } from '../../src/cli/terminal.ts';
import type { CliResult } from './run-cli.ts';

/** Standard input of a process: `text`, complete; nothing where there is none. */
const inputOf = (text = ''): NodeJS.ReadStream =>
  Readable.from(text === '' ? [] : [Buffer.from(text)]) as Readable as NodeJS.ReadStream;

let running = 0;

/** Two commands in different folders at the same time need two processes. */
export const canRunIn = (cwd: string): boolean => running === 0 || cwd === process.cwd();

export interface InThisProcess {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly input?: string;
}

export const cliInThisProcess = async (
  args: readonly string[],
  { cwd, env, input }: InThisProcess,
): Promise<CliResult> => {
  const printed: Buffer[] = [];
  let stderr = '';
  const undos = new Set<() => void>();
  const undoAll = (): void => {
    for (const undo of [...undos].reverse()) undo();
  };
  const write = (text: string | Uint8Array): void => void printed.push(Buffer.from(text as string));
  const neverTold = new AbortController().signal;
  const terminal: BaseTerminal = {
    env,
    stdin: inputOf(input),
    columns: undefined,
    cuts: false,
    rows: undefined,
    readerGone: false,
    writeError: undefined,
    write,
    print: (line) => write(`${line}\n`),
    note: (line) => {
      stderr += `${harmless(line)}\n`;
    },
    drained: async () => undefined,
    flushed: async () => undefined,
    stopSignal: () => neverTold,
    undoAtEnd: (undo) => {
      const once = (): void => {
        if (undos.delete(once)) undo();
      };
      undos.add(once);
      return once;
    },
    undoAll,
  };
  const before = process.cwd();
  process.chdir(cwd);
  running += 1;
  const code = await runCommandLine(args, terminal).finally(() => {
    running -= 1;
    if (running === 0) process.chdir(before);
    undoAll();
  });
  return { code, signal: null, stdout: Buffer.concat(printed).toString('utf8'), stderr };
};
