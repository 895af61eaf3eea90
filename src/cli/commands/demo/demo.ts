// `demo`, which `npm start` runs: where the log is empty, records the example sessions, replays one and shows it; then serves
// the log and follows live sessions until it is stopped.
import { join } from 'node:path';
import { applyAll, type Documents, initViews, showAll } from '../../../../projections/index.ts';
import { EXIT, RepriseError } from '../../../errors.ts';
import { type ImportedFile, importFile } from '../../../import/import-file.ts';
import { type ImportedFolder, importFolder } from '../../../import/import-folder.ts';
import type { Log } from '../../../log/port.ts';
import { PACKAGE_ROOT } from '../../../package-root.ts';
import { secretsFrom } from '../../../secrets/secrets-file.ts';
import { readSettings } from '../../../service/config/read-settings.ts';
import { logSource } from '../../../session/record/source.ts';
import { type ReplayStep, replay } from '../../../session/replay/replay.ts';
import { type Recorder, recorderOn } from '../../../session/write/recorder.ts';
import { jsonLine } from '../../json-line.ts';
import { type OpenedLog, openLog } from '../../opened-log.ts';
import { paragraph } from '../../render/columns.ts';
import { dayLines } from '../../render/days.ts';
import { serverDurability } from '../../render/durability.ts';
import { counted, number } from '../../render/figures.ts';
import { type Style, styleOn } from '../../render/palette.ts';
import { DAY_INDENT, ordinalLine } from '../../render/step-text.ts';
import { flagsIn, type SettingOptions } from '../../setting-flags.ts';
import type { Terminal } from '../../terminal.ts';
import { logOf, type Served, serveLog } from '../serve/served.ts';
import { followLive } from '../watch/follow-live.ts';
import { printLive } from '../watch/watch.ts';
import { demoPages } from './pages.ts';

export interface DemoOptions extends SettingOptions {
  readonly once?: boolean;
}

const EXAMPLE = join('examples', 'password-reset');
/** Sessions in cycles, recorded from their exported files. */
const IN_CYCLES = ['websocket-reconnection', 'api-rate-limiting', 'extract-token-service'];
/** Of the replay only the course is printed: `reprise replay` prints all of it. */
const COURSE = /^(?:session|phase)_|^agent_launched$|^quality_gate_/;

interface Replayed {
  readonly course: readonly ReplayStep['event'][];
  readonly events: number;
  readonly warnings: number;
  readonly documents: Documents;
}

/** Strictly: an event that a rule refuses ends it. */
const replayFromLog = async (log: Log, sessionId: string): Promise<Replayed> => {
  let views = initViews(sessionId);
  let events = 0;
  let warnings = 0;
  const course: ReplayStep['event'][] = [];
  for await (const step of replay(logSource(log, sessionId).events(), { mode: 'strict' })) {
    if (step.kind === 'divergence')
      throw new RepriseError('RECORD_INVALID', `The replay stopped at event ${step.ordinal}: ${step.expected}`, {
        hint: step.hint,
        fields: { sessionId, ordinal: step.ordinal, expected: step.expected, got: step.got },
      });
    views = applyAll(views, step.event);
    events += 1;
    warnings += step.violations.length;
    if (COURSE.test(step.event.type)) course.push(step.event);
  }
  return { course, events, warnings, documents: showAll(views) };
};

const printServer = ({ print }: Terminal, style: Style, { server }: OpenedLog): void => {
  print(style.strong('Reprise: sessions of work, recorded on a log and replayed from it.'));
  print(`nats-server ${server.version} at ${server.url}${server.store === undefined ? '' : `, store ${server.store}`}`);
  print(serverDurability(server));
};

/** Recorded before the example session, which so stays the newest. */
const recordCycles = async (recorder: Recorder): Promise<ImportedFile[]> => {
  const imported: ImportedFile[] = [];
  for (const name of IN_CYCLES) {
    const file = join(PACKAGE_ROOT, 'examples', name, 'session.ndjson');
    imported.push(await importFile(recorder, file, { secrets: 'redact' }));
  }
  return imported;
};

const printRecorded = (
  { print }: Terminal,
  style: Style,
  { sessionId, report, added, wasThere }: ImportedFolder,
  inCycles: readonly ImportedFile[],
): void => {
  print('');
  print(style.header(`1. Record ${EXAMPLE}`));
  print(`  Session ${sessionId}: ${counted(report.recorded, 'event')} (+ ${number(report.derived)} derived).`);
  print(
    wasThere
      ? '  It is already recorded: nothing was added.'
      : `  Recorded ${counted(added, 'event')}, each checked against the rules before it was appended.`,
  );
  const others = inCycles.map((one) => `${one.sessionId} (${counted(one.head.ordinal, 'event')})`).join(', ');
  for (const line of paragraph(style, `The log also holds three sessions in cycles: ${others}.`, 2)) print(line);
};

const printReplayed = (
  { print }: Terminal,
  style: Style,
  sessionId: string,
  { course, events, warnings, documents }: Replayed,
): void => {
  print('');
  print(style.header('2. Replay it from the log'));
  const dayOf = dayLines(style, DAY_INDENT);
  for (const event of course) for (const line of [...dayOf(event.time), ordinalLine(style, event)]) print(line);
  const rules = warnings === 0 ? 'no rule violated' : `no event refused, ${counted(warnings, 'warning')}`;
  print(style.good(`  ${counted(events, 'event')} replayed, hash chain checked, ${rules}.`));
  print('');
  print(style.header('3. Its views, folded from the events'));
  for (const page of demoPages(style, documents)) {
    print('');
    print(page);
  }
  const id = sessionId.slice(0, 8);
  print('');
  print(`All of it: npx reprise extract ${id}, npx reprise view workbook ${id}, npx reprise replay ${id} --step`);
  print(
    `In cycles: npx reprise view cycles ${IN_CYCLES[0]}, npx reprise replay ${IN_CYCLES[0]} --by cycle --view plan`,
  );
};

/** Records the examples, replays the first and prints it. */
const recordAndReplay = async (terminal: Terminal, style: Style, { log }: OpenedLog, json: boolean): Promise<void> => {
  const recorder = recorderOn(log, await secretsFrom(terminal.env));
  const inCycles = await recordCycles(recorder);
  const imported = await importFolder(recorder, join(PACKAGE_ROOT, EXAMPLE), { enforcement: 'enforce' });
  const { sessionId, wasThere } = imported;
  const replayed = await replayFromLog(log, sessionId);
  if (json) {
    const { events, documents: views } = replayed;
    const beside = inCycles.map((one) => one.sessionId);
    terminal.print(jsonLine({ kind: 'replayed', sessionId, wasThere, events, views, beside }));
    return;
  }
  printRecorded(terminal, style, imported, inCycles);
  printReplayed(terminal, style, sessionId, replayed);
};

/** Of a log that has sessions already: nothing is recorded, as they may be anybody's. */
const printHeld = ({ print }: Terminal, style: Style, sessions: number): void => {
  print('');
  const again = '`npm start -- --once` records and replays the examples again.';
  for (const line of paragraph(style, `The log holds ${counted(sessions, 'session')}: npx reprise list. ${again}`, 0))
    print(line);
};

const printServed = ({ print }: Terminal, style: Style, url: string): void => {
  print('');
  print(style.header(`Served at ${url}`));
  print('  Follow live sessions until Ctrl-C. Try in another terminal:');
  print('    npx reprise send my-session session.start "Reset passwords by email"');
  print(`    curl -N '${url}/v1/events?session=my-session'`);
  print('');
};

const runOnce = async (terminal: Terminal, { store, json = false }: DemoOptions, env: NodeJS.ProcessEnv) => {
  const style = styleOn(terminal);
  const opened = await openLog({ env, note: terminal.note }, { store });
  try {
    if (!json) printServer(terminal, style, opened);
    await recordAndReplay(terminal, style, opened, json);
  } finally {
    await opened.close();
  }
};

/** Records the examples where the log is empty, and says where it is served. */
const begin = async (terminal: Terminal, style: Style, served: Served, json: boolean): Promise<void> => {
  const { url, log } = served;
  if (!json) printServer(terminal, style, served);
  const held = await log.sessions();
  if (held.length === 0) await recordAndReplay(terminal, style, served, json);
  else if (!json) printHeld(terminal, style, held.length);
  if (json) terminal.print(jsonLine({ kind: 'served', url, sessions: (await log.sessions()).length }));
  else printServed(terminal, style, url);
};

export const demo = async (terminal: Terminal, options: DemoOptions): Promise<number> => {
  const { json = false } = options;
  const { env } = terminal;
  const settings = await readSettings({ flags: flagsIn(options), env, config: options.config });
  if (options.once) {
    await runOnce(terminal, options, settings.env);
    return EXIT.ok;
  }
  // What is recorded shows on this terminal: a line for each request beside it is for those who ask for it.
  const quiet = settings.origins.logLevel.kind === 'default';
  const log = logOf(quiet ? { ...settings, values: { ...settings.values, logLevel: 'warn' } } : settings, terminal);
  terminal.undoAtEnd(log.flush);
  const served = await serveLog(log, { settings, store: options.store, note: terminal.note });
  // Before it is offered: a Ctrl-C at once ends it as well as a later one.
  const signal = terminal.stopSignal();
  terminal.undoAtEnd(served.withdraw);
  const style = styleOn(terminal);
  try {
    await begin(terminal, style, served, json);
    const dayOf = dayLines(style);
    const staysOpen = { ...served, close: async () => undefined };
    for await (const one of followLive(staysOpen, { sessions: [], from: 'now', signal })) {
      if (json) terminal.print(jsonLine(one));
      else if (one.kind !== 'caught-up') printLive(terminal, style, one, true, dayOf);
      await terminal.drained();
    }
  } finally {
    await served.drain();
  }
  return EXIT.ok;
};
