// How a command declares itself: its name, help, arguments and options stand in a `command.ts` beside its
// implementation, which is loaded only when the command runs, so that help and version stay quick.
import { type Command, Option } from 'commander';
import { configuredEnv } from './configured-env.ts';
import type { CommonOptions } from './options.ts';
import { type Terminal, wantsColour } from './terminal.ts';

/** Runs a command. @returns the exit code */
export type Run<O extends CommonOptions> = (terminal: Terminal, options: O, ...args: never[]) => Promise<number>;

export interface CommandHelp {
  /** What the command does, in one line. */
  readonly summary: string;
  /** Command lines, without the prompt. */
  readonly examples: readonly string[];
  /** True for one that reads the settings of a service itself, and where each comes from. */
  readonly readsSettings?: true;
  /** True for one that also works through a service elsewhere: it has `--url`. */
  readonly takesUrl?: true;
}

/** Adds commands to a program, each with the options that every command has. */
export interface Declare {
  /** @param load brings the implementation when the command runs */
  command<O extends CommonOptions>(name: string, help: CommandHelp, load: () => Promise<Run<O>>): Command;
  /** A command that only holds others. */
  group(name: string, summary: string): Declare;
}

/** What SESSION may be, for a command that reads. */
export const SESSION =
  'an id, the unique start of one, `latest`, an NDJSON file, or a folder with the four session files ' +
  '(default: $REPRISE_SESSION, else the newest)';

/** What SESSION may be, for a command that records. */
export const RECORDED_SESSION = 'an id, the unique start of one, or `latest`';

/** The service that a command goes through. */
const urlOption = (): Option =>
  new Option(
    '--url <address>',
    'a service to go through, https://HOST or http://127.0.0.1:PORT ($REPRISE_TOKEN: the token)',
  );

/** What a mark may be. */
export const MARK = 'the status of a box with this sign, such as /=in_progress; may be repeated';

/** The values of an option that may be repeated. */
export const repeated = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** What a moment may be. */
export const MOMENT = 'an ordinal, a time (a date alone is its midnight, UTC) or an event id';

/** `VIEW: plan, cycles, …` of the argument that commander's message quotes. */
const argumentNamed = ({ registeredArguments }: Command, message: string): string | undefined => {
  const argument = registeredArguments.find((each) => message.includes(`'${each.name()}'`));
  return argument === undefined || argument.description === ''
    ? undefined
    : `${argument.name().toUpperCase()}: ${argument.description}.`;
};

const fullName = (parent: Command, name: string): string =>
  parent.parent === null ? name : `${parent.name()} ${name}`;

/** Declares commands on `parent`; `finish` receives the exit code of the command that ran. */
export const declareOn = (
  parent: Command,
  base: Omit<Terminal, 'colour'>,
  finish: (exitCode: number) => void,
): Declare => {
  const terminalOf = (options: CommonOptions, env: NodeJS.ProcessEnv): Terminal =>
    Object.create(base, {
      env: { value: env },
      colour: { value: wantsColour(options, base.env, process.stdout) },
      cuts: { get: () => base.cuts && options.wide !== true },
    }) as Terminal;

  return {
    command: (name, { summary, examples, readsSettings, takesUrl }, load) => {
      const command = parent.command(name);
      command
        .option('--json', 'print JSON')
        .option('--store <dir>', 'the folder of the log (default: $XDG_DATA_HOME/reprise)');
      if (takesUrl) command.addOption(urlOption());
      return (
        command
          .description(summary)
          // An error of the command line names the command, so that its hint can.
          .exitOverride((error) => {
            const missing =
              error.code === 'commander.missingArgument' ? argumentNamed(command, error.message) : undefined;
            throw Object.assign(error, { command: fullName(parent, name), missing });
          })
          .addOption(new Option('--no-service', 'go to the log itself where a service runs on it'))
          .addOption(new Option('--color', 'print colours, also into a pipe'))
          .addOption(new Option('--no-color', 'print no colours'))
          .addOption(new Option('--wide', 'cut nothing that is wider than the terminal'))
          .addHelpText('after', `\nExamples:\n${examples.map((line) => `  $ ${line}`).join('\n')}`)
          // Commander passes the arguments, then the options, then the command.
          .action(async (...given: unknown[]) => {
            const options = given.at(-2) as Parameters<Awaited<ReturnType<typeof load>>>[1];
            const run = await load();
            const env = readsSettings ? base.env : await configuredEnv(base.env);
            finish(await run(terminalOf(options, env), options, ...(given.slice(0, -2) as never[])));
          })
      );
    },
    group: (name, summary) => declareOn(parent.command(name).description(summary).helpCommand(false), base, finish),
  };
};
