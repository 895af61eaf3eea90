// The program: its commands in the order in which the help lists them. Each declares itself in commands/NAME/command.ts.
import { type Argument, Command } from 'commander';
import { packageVersion } from '../package-root.ts';
import { chartCommand } from './commands/chart/command.ts';
import { checkCommand } from './commands/check/command.ts';
import { configCommand } from './commands/config/command.ts';
import { demoCommand } from './commands/demo/command.ts';
import { doctorCommand } from './commands/doctor/command.ts';
import { exportCommand } from './commands/export/command.ts';
import { extractCommand } from './commands/extract/command.ts';
import { forgetCommand } from './commands/forget/command.ts';
import { healthCommand } from './commands/health/command.ts';
import { importCommand } from './commands/import/command.ts';
import { listCommand } from './commands/list/command.ts';
import { mcpCommand } from './commands/mcp/command.ts';
import { natsUserCommands } from './commands/nats-user/command.ts';
import { planCommands } from './commands/plan/command.ts';
import { repairCommand } from './commands/repair/command.ts';
import { replayCommand } from './commands/replay/command.ts';
import { sendCommands } from './commands/send/command.ts';
import { serveCommand } from './commands/serve/command.ts';
import { serverCommands } from './commands/server/command.ts';
import { tokenCommands } from './commands/token/command.ts';
import { verifyCommand } from './commands/verify/command.ts';
import { viewCommand } from './commands/view/command.ts';
import { watchCommand } from './commands/watch/command.ts';
import { type Declare, declareOn } from './declare.ts';
import type { Terminal } from './terminal.ts';
import { PAGE_COLUMNS } from './written-help.ts';

const COMMANDS: readonly ((declare: Declare) => void)[] = [
  serverCommands,
  serveCommand,
  tokenCommands,
  configCommand,
  healthCommand,
  doctorCommand,
  natsUserCommands,
  importCommand,
  listCommand,
  replayCommand,
  viewCommand,
  extractCommand,
  sendCommands,
  watchCommand,
  verifyCommand,
  checkCommand,
  chartCommand,
  exportCommand,
  planCommands,
  mcpCommand,
  repairCommand,
  forgetCommand,
  demoCommand,
];

const argumentText = (argument: Argument): string => {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
};

/** The program; `finish` receives the exit code of the command that ran. */
export const buildProgram = (base: Omit<Terminal, 'colour'>, finish: (exitCode: number) => void): Command => {
  const program = new Command('reprise')
    .description('Record orchestrated sessions of work on a NATS JetStream log, replay them, follow them, check them.')
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [command]', 'show the help of a command')
    .exitOverride()
    .enablePositionalOptions()
    // Without `[options]`, which every command has, the list fits 80 columns.
    .configureHelp({
      subcommandTerm: (command) => [command.name(), ...command.registeredArguments.map(argumentText)].join(' '),
    })
    .configureOutput({
      getOutHelpWidth: () => base.columns ?? PAGE_COLUMNS,
      writeOut: base.write,
      writeErr: base.write,
      outputError: () => undefined,
    });
  const declare = declareOn(program, base, finish);
  for (const add of COMMANDS) add(declare);
  return program;
};

/** The help of each command by its name, that of the program itself by the empty one. */
export const helpPages = (): Record<string, string> => {
  let text = '';
  const write = (piece: string | Uint8Array): void => {
    text += piece;
  };
  const program = buildProgram({ env: {}, write } as Omit<Terminal, 'colour'>, () => undefined);
  return Object.fromEntries(
    [program, ...program.commands].map((command) => {
      text = '';
      command.outputHelp();
      return [command === program ? '' : command.name(), text];
    }),
  );
};
