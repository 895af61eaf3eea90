// `demo`, which is what `npm start` runs: the example session recorded on the log, replayed from it, and shown; then live
// sessions until it is told to end.
import { join } from 'node:path';
import { applyAll, type Documents, initViews, showAll } from '../../../../projections/index.ts';
import { EXIT, RepriseError } from '../../../errors.ts';
import { type ImportedRecord, importRecord, readRecord } from '../../../import/import-record.ts';
import { type Imported, importSession } from '../../../import/import-session.ts';
import type { Log } from '../../../log/port.ts';
import { PACKAGE_ROOT } from '../../../package-root.ts';
import { patternsFrom, type SecretOptions } from '../../../secrets/secret-options.ts';
import { secretsFrom } from '../../../secrets/secrets-file.ts';
import { logSource } from '../../../session/record/source.ts';
import { type ReplayStep, replay } from '../../../session/replay/replay.ts';
import { createSessions } from '../../../session/write/create-sessions.ts';
import { jsonLine } from '../../json-line.ts';
import { type OpenedLog, openLog } from '../../opened-log.ts';
import type { CommonOptions } from '../../options.ts';
import { counted, number } from '../../render/figures.ts';
import { type Style, styleOf } from '../../render/palette.ts';
import { ordinalLine } from '../../render/step-text.ts';
import type { Terminal } from '../../terminal.ts';
import { durabilitySentence } from '../server/server-commands.ts';
import { followLive } from '../watch/follow-live.ts';
import { tellLive } from '../watch/watch.ts';
import { demoPages } from './pages.ts';

export interface DemoOptions extends CommonOptions {
  readonly once?: boolean;
}

const EXAMPLE = join('examples', 'password-reset');
/** Sessions in cycles, recorded beside it from their exports. */
const IN_CYCLES = ['websocket-reconnection', 'api-rate-limiting', 'extract-token-service'];
/** Of the replay only the course is printed: `reprise replay` prints all of it. */
const COURSE = /^(?:session|phase)_|^agent_launched$|^quality_gate_/;

interface Replayed {
  readonly course: readonly ReplayStep['event'][];
  readonly events: number;
  readonly warnings: number;
  readonly documents: Documents;
}

/** Strictly: an event that the law refuses ends it. */
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

const tellServer = ({ print }: Terminal, style: Style, { server }: OpenedLog): void => {
  print(style.strong('Reprise: sessions of work, recorded on a log and replayed from it.'));
  print(`nats-server ${server.version} at ${server.url}${server.store === undefined ? '' : `, store ${server.store}`}`);
  print(durabilitySentence(server));
};

/** Before the other, which so stays the newest. */
const recordCycles = async (log: Log, secrets: SecretOptions): Promise<ImportedRecord[]> => {
  const imported: ImportedRecord[] = [];
  for (const name of IN_CYCLES) {
    const read = await readRecord(join(PACKAGE_ROOT, 'examples', name, 'session.ndjson'), patternsFrom(secrets));
    imported.push(await importRecord(log, read, { choice: 'redact' }));
  }
  return imported;
};

const tell = (
  { print }: Terminal,
  style: Style,
  { sessionId, report, result, wasThere }: Imported,
  { course, events, warnings, documents }: Replayed,
  inCycles: readonly ImportedRecord[],
): void => {
  print('');
  print(style.header(`1. Record ${EXAMPLE}`));
  print(`  Session ${sessionId}: ${counted(report.recorded, 'event')} (+ ${number(report.derived)} derived).`);
  print(
    wasThere
      ? '  It is recorded already: nothing was added.'
      : `  Recorded ${counted(result.recorded, 'event')}, each checked against the law before it was appended.`,
  );
  const beside = inCycles.map((one) => `${one.sessionId} (${counted(one.head.ordinal, 'event')})`).join(', ');
  print(`  Beside it three sessions in cycles: ${beside}.`);
  print('');
  print(style.header('2. Replay it from the log'));
  for (const event of course) print(ordinalLine(style, event));
  const kept = warnings === 0 ? 'every rule is kept' : `the law refuses none, with ${counted(warnings, 'warning')}`;
  print(style.good(`  ${counted(events, 'event')} replayed, hash chain checked, ${kept}.`));
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

export const demo = async (terminal: Terminal, options: DemoOptions): Promise<number> => {
  const { store, once, json } = options;
  const lifetime = once ? 'command' : 'foreground';
  const opened = await openLog(terminal, { store, lifetime });
  const style = styleOf({ colours: terminal.colour, width: terminal.columns });
  try {
    if (!json) tellServer(terminal, style, opened);
    const secrets = await secretsFrom(terminal.env);
    const inCycles = await recordCycles(opened.log, secrets);
    const imported = await importSession(createSessions(opened.log, { secrets }), join(PACKAGE_ROOT, EXAMPLE), {
      enforcement: 'enforce',
      secrets,
    });
    const { sessionId, wasThere } = imported;
    const replayed = await replayFromLog(opened.log, sessionId);
    const { events, documents } = replayed;
    if (json)
      terminal.print(
        jsonLine({
          kind: 'replayed',
          sessionId,
          wasThere,
          events,
          views: documents,
          beside: inCycles.map((one) => one.sessionId),
        }),
      );
    else tell(terminal, style, imported, replayed, inCycles);
  } catch (error) {
    await opened.close();
    throw error;
  }
  if (once) {
    await opened.close();
    return EXIT.ok;
  }
  if (!json) {
    terminal.print('');
    terminal.print(style.header('4. Follow live sessions until Ctrl-C'));
    terminal.print('  Commands in another terminal use this server: try npx reprise import FOLDER.');
  }
  const live = { store, lifetime, sessions: [], from: 'now', signal: terminal.untilTold() } as const;
  for await (const one of followLive(terminal, opened, live)) {
    if (json) terminal.print(jsonLine(one));
    else if (one.kind !== 'caught-up') tellLive(terminal, style, one, true);
    await terminal.drained();
  }
  return EXIT.ok;
};
