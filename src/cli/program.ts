// The commands, their options and their help. What a command does is loaded when it runs, so that help stays quick.
import { Command, Option } from 'commander';
import { packageVersion } from '../package-root.ts';
import { CHECK_EXAMPLES, CHECK_SUMMARY, withCheckOptions } from './commands/check/options.ts';
import { type Terminal, wantsColour } from './terminal.ts';
import { wholeNumber } from './whole-number.ts';
import { PAGE_COLUMNS } from './written-help.ts';

/** The options that every command has. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly color?: boolean;
  readonly store?: string;
}

const SESSION =
  'an id, the unique start of one, `latest`, an NDJSON file, or a folder with the four session files ' +
  '(default: $REPRISE_SESSION, else the newest)';

const WRITTEN = 'an id, the unique start of one, or `latest`';

/** The program; `finish` is told the exit code of the command that ran. */
export const buildProgram = (base: Omit<Terminal, 'colour'>, finish: (exitCode: number) => void): Command => {
  const program = new Command('reprise')
    .description('Record orchestrated sessions of work on a NATS JetStream log, replay them, follow them, check them.')
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [command]', 'show the help of a command')
    .exitOverride()
    .enablePositionalOptions()
    .configureOutput({
      getOutHelpWidth: () => base.columns ?? PAGE_COLUMNS,
      writeOut: base.write,
      writeErr: base.write,
      outputError: () => undefined,
    });

  type Run<O extends CommonOptions> = (terminal: Terminal, options: O, ...args: never[]) => Promise<number>;
  const withColour = (options: CommonOptions): Terminal =>
    Object.create(base, { colour: { value: wantsColour(options, base.env, process.stdout) } }) as Terminal;

  const command = (name: string, summary: string, examples: readonly string[], parent = program): Command =>
    parent
      .command(name)
      .description(summary)
      .option('--json', 'print JSON')
      .option('--store <dir>', 'the folder of the log (default: $XDG_DATA_HOME/reprise)')
      .addOption(new Option('--color', 'colours, also into a pipe'))
      .addOption(new Option('--no-color', 'no colours'))
      .addHelpText('after', `\nExamples:\n${examples.map((line) => `  $ ${line}`).join('\n')}`);

  // Commander hands over the arguments, then the options, then the command.
  const does =
    <O extends CommonOptions>(load: () => Promise<Run<O>>) =>
    async (...given: unknown[]): Promise<void> => {
      const options = given.at(-2) as O;
      const run = await load();
      finish(await run(withColour(options), options, ...(given.slice(0, -2) as never[])));
    };

  command('up', 'Start the server and stay until Ctrl-C.', ['reprise up', 'reprise up --detach --store ./log'])
    .option('--detach', 'leave it running until `reprise down`')
    .option('--port <n>', 'the port (default: 4222, or a free one)', wholeNumber(0, 65_535))
    .action(does(async () => (await import('./commands/server/server.ts')).up));
  command('status', 'Say whether a server runs, and where.', ['reprise status', 'reprise status --json']).action(
    does(async () => (await import('./commands/server/server.ts')).status),
  );
  command('down', 'End the server; what it holds is flushed first.', ['reprise down']).action(
    does(async () => (await import('./commands/server/server.ts')).down),
  );
  command('doctor', 'Check the server, the log and the disk, and say what would make them better.', [
    'reprise doctor',
    'reprise doctor --json',
  ]).action(does(async () => (await import('./commands/doctor/doctor.ts')).doctor));

  command(
    'import',
    'Record sessions from their four files (planning-, todo-, workbook-, events-ID.json), an export or a document.',
    [
      'reprise import examples/password-reset',
      'reprise import ./session --strict',
      'reprise import ./sessions --report import.md',
      'reprise import session.ndjson --redact',
      'reprise import workflow.md',
      'reprise import plan.md --git',
    ],
  )
    .argument(
      '<paths...>',
      'folders that hold the files of a session, or folders of such folders; or an NDJSON file as `export` writes it; or a document of cycles in Markdown; or, with --git, a plan.md',
    )
    .option('--enforce', 'record it as enforced: refuse what breaks a rule, now and from now on')
    .option(
      '--strict',
      'refuse it all at the first event that the law refuses (default: keep all, tell each violation)',
    )
    .option('--git', 'the history of a plan.md in its git repository: one commit, one change')
    .option(
      '--session <id>',
      'which session, where a folder holds the files of several; of --git: its id (default: repository and path)',
    )
    .option('--report <file>', 'write every difference, broken rule and warning as Markdown')
    .option('--redact', 'of an NDJSON file: replace its secrets, with a new hash chain')
    .option('--keep-secrets', 'of an NDJSON file: keep every byte, secrets too')
    .action(does(async () => (await import('./commands/import/import.ts')).importPaths));

  command('list', 'List the sessions, newest first.', ['reprise list', 'reprise list --limit 1000 --json'])
    .option('--limit <n>', 'how many at most', wholeNumber(1), 100)
    .action(does(async () => (await import('./commands/list.ts')).list));

  command('replay', 'Go through a session event by event: what happened, what it changed, what it broke.', [
    'reprise replay latest --to 20',
    'reprise replay latest --step',
    'reprise replay latest --by cycle --view plan',
    'reprise replay session.ndjson --to 2025-11-09T14:50:00Z --view plan',
    'reprise replay latest --speed 60x',
  ])
    .argument('[session]', SESSION)
    .option('--to <moment>', 'end at an ordinal, a time (a date is its midnight, UTC) or an event id')
    .option('--from <ordinal>', 'show the events from this one on', wholeNumber(1))
    .option('--speed <speed>', '`real`, or a multiple of it such as 60x (default: at once)')
    .addOption(new Option('--by <what>', 'step by event or by cycle (default: event)').choices(['event', 'cycle']))
    .option('--step', 'step with keys: h l or arrows, c and C for cycles, 0 and $ for the ends, space plays, q quits')
    .option('--strict', 'stop at the first event that the law refuses')
    .option('--view <name>', 'show a view: after the last event, or after each step')
    .action(does(async () => (await import('./commands/replay/replay.ts')).replay));

  command('view', 'Show a view of a session, now or at an earlier moment.', [
    'reprise view plan latest',
    'reprise view timeline latest --at 2025-11-09T14:50:00Z',
    'reprise view flow latest --format mermaid',
    'reprise view workbook ./session --format md',
    'reprise view plan latest --at-cycle 3 --format md',
  ])
    .argument('<view>', 'plan, cycles, todo, workbook, timeline, flow, usage or overview')
    .argument('[session]', SESSION)
    .option('--at <moment>', 'the view at an ordinal, a time (a date is its midnight, UTC) or an event id')
    .option('--at-cycle <n>', 'the view once cycle n has updated the plan, before its agents start', wholeNumber(1))
    .option(
      '--format <format>',
      '`text`, `mermaid` (of flow, two diagrams as Markdown) or `md` (of plan and workbook) (default: text)',
    )
    .action(does(async () => (await import('./commands/view/view.ts')).view));

  command('extract', 'Show what one needs to know to go on with a session.', [
    'reprise extract',
    'reprise extract a7f3 --no-color',
  ])
    .argument('[session]', SESSION)
    .action(does(async () => (await import('./commands/extract.ts')).extract));

  // What follows SESSION is read by the table of commands, its own --help too.
  command('send', 'Record what happens: a command by its word, or many as JSON lines.', [
    'reprise send s1 session.start "Reset passwords by email"',
    'reprise send s1 phase.next',
    'reprise send s1 --help',
    'reprise send --help',
  ])
    .helpOption(false)
    .allowUnknownOption()
    .passThroughOptions()
    .argument('[words...]', 'SESSION WORD [ARGS] [--field value ...]; SESSION - for JSON lines')
    .action(does(async () => (await import('./commands/send/send.ts')).send));

  command('answer', 'Answer a question that a session waits for; `list` shows who waits.', [
    'reprise answer latest "Postmark"',
    'reprise answer a7f3 question_2 "Yes" --by Ada',
  ])
    .argument('<session>', WRITTEN)
    .argument('<words...>', '[QUESTION] TEXT: the question (default: the only open one), and the answer')
    .option('--by <name>', 'who answers (default: $USER)')
    .action(does(async () => (await import('./commands/send/people.ts')).answer));
  command('approve', 'Approve what a session waits for a review of.', [
    'reprise approve latest',
    'reprise approve a7f3 review_1 --text "Go on"',
  ])
    .argument('<session>', WRITTEN)
    .argument('[review]', 'the review (default: the only one that is awaited)')
    .option('--text <text>', 'what to say with it')
    .option('--by <name>', 'who approves (default: $USER)')
    .action(does(async () => (await import('./commands/send/people.ts')).approve));
  command('ask-changes', 'Ask for changes where a session waits for a review.', [
    'reprise ask-changes latest --text "Tokens must expire within the hour"',
  ])
    .argument('<session>', WRITTEN)
    .argument('[review]', 'the review (default: the only one that is awaited)')
    .requiredOption('--text <text>', 'what to change')
    .option('--by <name>', 'who asks (default: $USER)')
    .action(does(async () => (await import('./commands/send/people.ts')).askChanges));

  command('watch', 'Follow sessions: what was recorded, then what is recorded now, one line an event.', [
    'reprise watch --from now',
    'reprise watch latest --type agent_launched agent_completed',
    'reprise watch --json | jq .event.type',
  ])
    .argument('[sessions...]', 'ids, unique starts of ids, or `latest` (default: all sessions)')
    .option('--from <where>', '`start`, `now`, or an ordinal of the one session named (default: start)')
    .option('--type <types...>', 'only events of these types')
    .action(does(async () => (await import('./commands/watch/watch.ts')).watch));

  command('verify', 'Check a record: ordinals, ids, hash chain, rules, and that an export replays to the same views.', [
    'reprise verify latest',
    'reprise verify session.ndjson --head 63:2c26b46b...',
    'reprise verify latest --as enforce',
  ])
    .argument('[session]', SESSION)
    .option('--head <ordinal:hash>', 'the end that the record must have, as `export` printed it')
    .addOption(new Option('--as <enforcement>', 'show what enforcing would have refused').choices(['enforce']))
    .action(does(async () => (await import('./commands/verify.ts')).verify));

  withCheckOptions(command('check', CHECK_SUMMARY, CHECK_EXAMPLES)).action(
    does(async () => (await import('./commands/check/check.ts')).check),
  );

  command('export', 'Write a session as NDJSON, byte for byte as recorded, or as its four files.', [
    'reprise export latest > session.ndjson',
    'reprise export a7f3 -o session.ndjson',
    'reprise export a7f3 --format session-files -o ./session',
  ])
    .argument('[session]', SESSION)
    .option('-o, --output <path>', 'write to this file instead of standard output; of session files, the folder')
    .addOption(
      new Option('--format <format>', 'NDJSON (its head goes to standard error), or the four files')
        .choices(['ndjson', 'session-files'])
        .default('ndjson'),
    )
    .action(does(async () => (await import('./commands/export.ts')).exportSession));

  const plan = program
    .command('plan')
    .description('Compare two plan.md, or bring one and its session together.')
    .helpCommand(false);
  command(
    'diff',
    'Print the events that lead from one plan.md to another.',
    ['reprise plan diff before.md after.md'],
    plan,
  )
    .argument('<before>', 'a plan.md')
    .argument('<after>', 'a later one')
    .action(does(async () => (await import('./commands/plan.ts')).planDiff));
  command(
    'sync',
    "Record what was edited in a session's plan.md, and write the session's own changes into it.",
    ['reprise plan sync plan.md --session a7f3', 'reprise plan sync plan.md'],
    plan,
  )
    .argument('<file>', 'the plan.md; one that is not there is written')
    .option('--session <id>', `${WRITTEN} (default: the one of the last sync, else $REPRISE_SESSION)`)
    .option('--actor <name>', 'who edited the file', 'plan.md')
    .action(does(async () => (await import('./commands/plan.ts')).planSync));

  command('demo', 'Record the example session, replay it, show its views, then follow live sessions.', [
    'reprise demo',
    'reprise demo --once',
  ])
    .option('--once', 'end after the replay')
    .action(does(async () => (await import('./commands/demo/demo.ts')).demo));

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
