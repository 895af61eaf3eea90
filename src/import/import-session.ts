// Recording a session from its four files: all of it or, where it is refused, nothing.

import { canonicalJson } from '../../machines/canonical-json.ts';
import type { Command, Rejection } from '../../machines/decide.ts';
import { defined } from '../../machines/defined.ts';
import type { RecordedEvent } from '../../machines/events/envelope.ts';
import type { Enforcement, Profile } from '../../machines/profile.ts';
import { RepriseError } from '../errors.ts';
import { commandsOfRecord } from '../formats/session-files/embedded-record.ts';
import {
  type ImportedSession,
  readSessionFolder,
  withEnforcement,
} from '../formats/session-files/read-session-folder.ts';
import type { RuleViolation } from '../formats/session-files/report.ts';
import { memoryLog } from '../log/memory.ts';
import { redact } from '../secrets/redact.ts';
import { patternsFrom, type SecretOptions } from '../secrets/secret-options.ts';
import { createSessions } from '../session/write/create-sessions.ts';
import type { RecordOptions, RecordResult, Sessions } from '../session/write/sessions.ts';

export interface ImportSettings {
  /** Default: `observe`; of files that an export wrote, what the session was recorded under. */
  readonly enforcement?: Enforcement | undefined;
  /** Refuses the whole session at the first event that the law refuses, also where it would be observed. */
  readonly strict?: boolean | undefined;
  readonly profile?: string | Profile | undefined;
  /** Which session, where the folder holds files of several. */
  readonly session?: string | undefined;
  /** What is replaced as a secret in what is told of the files; the sessions replace it in what is recorded. */
  readonly secrets?: SecretOptions | false | undefined;
  /** Called after each commit but the last, for a session that takes several. */
  readonly onProgress?: RecordOptions['onProgress'];
}

export interface Imported extends Pick<ImportedSession, 'sessionId' | 'report'> {
  readonly result: RecordResult;
  /** True where the log held all of it before. */
  readonly wasThere: boolean;
  readonly enforcement: Enforcement;
  /** Every rule that an event of the session breaks, in order. */
  readonly broken: readonly RuleViolation[];
}

/** A refusal as a failure of the command that asked: the rule, the state, what is legal now. */
export const refusalError = (what: string, rejection: Rejection): RepriseError => {
  const { rule, sentence, detail, state, legal } = rejection;
  const at = [
    `session ${state.session}`,
    `event ${state.ordinal}`,
    ...state.phases.map((phase) => `phase ${phase}`),
  ].join(', ');
  return new RepriseError('REFUSED', `${what} is refused by ${rule}: ${sentence} Here: ${detail} (${at}).`, {
    hint: `Nothing was recorded. Legal here: ${legal.length === 0 ? 'nothing' : legal.slice(0, 8).join(', ')}.`,
    fields: { ...rejection },
  });
};

const brokenIn = ({ events, violations }: Pick<RecordResult, 'events' | 'violations'>): RuleViolation[] => {
  const places = new Map(events.map(({ ordinal, derivedfrom }) => [ordinal, derivedfrom]));
  return violations.map(({ rule, severity, ordinal, type, sentence, detail }) => ({
    ...{ rule, severity, ordinal, type, place: places.get(ordinal) ?? null, sentence, detail },
  }));
};

/** What a session comes to when it is recorded, without recording it. @throws RepriseError REFUSED (enforced) */
const rehearsed = async (
  { sessionId, commands }: ImportedSession,
  { secrets = {} }: ImportSettings,
): Promise<RecordResult> => {
  const result = await createSessions(memoryLog(), { secrets }).record(sessionId, commands);
  if (result.refused !== undefined) throw refused(sessionId, result.refused);
  return result;
};

const refused = (sessionId: string, { command, rejection }: NonNullable<RecordResult['refused']>): RepriseError => {
  if (rejection.rule === 'E.command')
    return new RepriseError(
      'CONFLICT',
      `Session ${sessionId} is recorded already, from files that say something else (${command.derivedFrom ?? command.id}).`,
      { hint: 'Nothing was recorded. Import the files into another log: `--store DIR`.', fields: { ...rejection } },
    );
  return refusalError(`${command.name} (${command.derivedFrom ?? command.id})`, rejection);
};

/** The first event that the law refuses: where, what was expected, what there is, and how to go on. */
const strictRefusal = (broken: readonly RuleViolation[]): RepriseError | undefined => {
  const first = broken.find(({ severity }) => severity === 'error');
  if (first === undefined) return undefined;
  const { rule, ordinal, type, place, sentence, detail } = first;
  const at = place === null ? '' : ` (${place})`;
  return new RepriseError(
    'REFUSED',
    `Event ${ordinal}, ${type}${at}, is refused by ${rule}. Expected: ${sentence} Got: ${detail}.`,
    {
      hint: 'Nothing was recorded. Correct the files, or import without --strict: every fact is kept, every violation told.',
      fields: { position: ordinal, type, place, rule, expected: sentence, got: detail },
    },
  );
};

/** Reads a folder as the settings say, and refuses what they refuse. @throws RepriseError as `readSessionFolder`; REFUSED */
export const readAsAsked = async (folder: string, settings: ImportSettings): Promise<ImportedSession> => {
  const session = await readSessionFolder(folder, asked(settings));
  const error = settings.strict ? strictRefusal(brokenIn(await rehearsed(session, settings))) : undefined;
  if (error !== undefined) throw error;
  return session;
};

/** It quotes the files; what it says must not tell either. */
const harmless = (report: ImportedSession['report'], { secrets = {} }: ImportSettings): ImportedSession['report'] =>
  redact(report, patternsFrom(secrets)).value;

const asked = ({ enforcement, profile, session }: ImportSettings) => defined({ enforcement, profile, session });

/**
 * Records the session of a folder. One that the log holds already keeps the way in which the law is applied to it.
 * @param read what `readAsAsked` gave for the folder, where that was done before
 * @throws RepriseError as `readSessionFolder` and `Sessions.record`; REFUSED
 */
export const importSession = async (
  sessions: Sessions,
  folder: string,
  settings: ImportSettings,
  read?: ImportedSession,
): Promise<Imported> => {
  let session = read ?? (await readAsAsked(folder, settings));
  const { sessionId } = session;
  const { state } = await sessions.load(sessionId);
  if (state.session.started) {
    const commands = session.commands.map((command) => withEnforcement(command, state.session.enforcement));
    session = { ...session, commands };
    const there = session.exported ? await alreadyThere(sessions, session, settings) : undefined;
    if (there !== undefined) return there;
  }
  const { onProgress } = settings;
  const result = await sessions.record(sessionId, session.commands, defined({ onProgress }));
  if (result.refused !== undefined) throw refused(sessionId, result.refused);
  // Of what was recorded before only a fresh look tells what it breaks.
  const whole = result.repeated === 0 ? result : await rehearsed(session, settings);
  const report = harmless(session.report, settings);
  const { enforcement } = result.state.session;
  return { sessionId, report, result, enforcement, broken: brokenIn(whole), wasThere: result.recorded === 0 };
};

/**
 * The export of a session that this log holds: nothing is to be added where the log begins with what the files say.
 * Undefined where the session was imported, or where the log has less of it: then there is something to record.
 * @throws RepriseError CONFLICT where the two part
 */
const alreadyThere = async (
  sessions: Sessions,
  session: ImportedSession,
  settings: ImportSettings,
): Promise<Imported | undefined> => {
  const { sessionId, commands } = session;
  const report = harmless(session.report, settings);
  const { state } = await sessions.load(sessionId);
  const events: RecordedEvent[] = [];
  for await (const { event } of sessions.read(sessionId)) events.push(event);
  // An import repeats its commands by their ids.
  if (events[0]?.commandid.startsWith('import:')) return undefined;
  const held = commandsOfRecord(events).map(saidBy);
  const place = commands.findIndex((command, index) => index < held.length && saidBy(command) !== held[index]);
  if (place < 0 && held.length < commands.length) return undefined;
  if (place >= 0)
    throw new RepriseError('CONFLICT', `Session ${sessionId} is in the log with another event ${place + 1}.`, {
      hint: 'Nothing was recorded. Import the files into another log: `--store DIR`.',
      fields: { sessionId, ordinal: place + 1 },
    });
  const whole = await rehearsed(session, settings);
  const result: RecordResult = { ...whole, recorded: 0, repeated: commands.length, position: undefined };
  return { sessionId, report, result, enforcement: state.session.enforcement, broken: brokenIn(whole), wasThere: true };
};

const saidBy = ({ id: _id, ...command }: Command): string => canonicalJson(command);
