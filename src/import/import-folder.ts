// Records a session from its four files: all of it or, where it is refused, nothing.
import { canonicalJson } from '../../machines/canonical-json.ts';
import type { Command } from '../../machines/commands/command.ts';
import { parentOf } from '../../machines/commands/parent.ts';
import { eventTypeOf } from '../../machines/commands/words.ts';
import { defined } from '../../machines/defined.ts';
import type { RecordedEvent } from '../../machines/events/envelope.ts';
import type { Enforcement, Profile } from '../../machines/profile.ts';
import { RepriseError } from '../errors.ts';
import { commandsOfRecord } from '../formats/session-files/embedded-record.ts';
import {
  type ImportedSession,
  type ImportOptions,
  readSessionFolder,
  withEnforcement,
} from '../formats/session-files/read-session-folder.ts';
import type { ImportReport, RuleViolation } from '../formats/session-files/report.ts';
import { memoryLog } from '../log/memory.ts';
import type { Durability, Position } from '../log/port.ts';
import { redact } from '../secrets/redact.ts';
import { patternsFrom } from '../secrets/secret-options.ts';
import { isSisyphusFolder } from '../session/source/sisyphus-folder.ts';
import { type Recorder, recorderOn } from '../session/write/recorder.ts';
import { refusalError } from '../session/write/refusal-error.ts';
import type { RecordOptions, RecordResult } from '../session/write/sessions.ts';
import { type DryRunOption, type DryRunResult, dryRunOfOne } from './dry-run.ts';

export interface ImportFolderOptions extends DryRunOption {
  /** Default: `observe`; for files that an export wrote, what the session was recorded under. */
  readonly enforcement?: Enforcement | undefined;
  /** Refuses the whole session at its first violation of a rule, also where it would be observed. Default false. */
  readonly strict?: boolean | undefined;
  /** The process, by name or whole. Default: by the files' `orchestratorType`, else one that has their phases. */
  readonly profile?: string | Profile | undefined;
  /** The id of the session, where the folder holds files of several. */
  readonly session?: string | undefined;
  /** Receives the progress after each commit, in events. */
  readonly onProgress?: RecordOptions['onProgress'] | undefined;
}

/** What an import of a folder recorded, and what it found. */
export interface ImportedFolder extends DryRunResult {
  readonly sessionId: string;
  /** True where the log already held all of it. */
  readonly wasThere: boolean;
  /** How rules apply to the session from now on. */
  readonly enforcement: Enforcement;
  /** Events that this call added. */
  readonly added: number;
  /** Facts of the files that added nothing, because they were recorded before. */
  readonly repeated: number;
  /** Secrets that were replaced in what was added. */
  readonly redacted: number;
  /** What the files hold, and where they contradict themselves. */
  readonly report: ImportReport;
  /** Every violation of a rule by an event of the session, in order. */
  readonly violations: readonly RuleViolation[];
  /** Of the last commit; undefined when nothing was added. */
  readonly position: Position | undefined;
  readonly durability: Durability;
}

const violationsIn = ({ events, violations }: Pick<RecordResult, 'events' | 'violations'>): RuleViolation[] => {
  const places = new Map(events.map(({ ordinal, derivedfrom }) => [ordinal, derivedfrom]));
  return violations.map(({ rule, severity, ordinal, type, sentence, detail }) => ({
    ...{ rule, severity, ordinal, type, place: places.get(ordinal) ?? null, sentence, detail },
  }));
};

/**
 * The result of recording a session into an empty log.
 * @param parentIsThere whether the session that it names as its parent is taken to exist
 * @throws RepriseError REFUSED (enforced)
 */
const rehearse = async (
  { sessionId, commands }: ImportedSession,
  { secrets }: Pick<Recorder, 'secrets'>,
  parentIsThere: boolean,
): Promise<RecordResult> => {
  const recorder = recorderOn(memoryLog(), secrets, async () => parentIsThere);
  const result = await recorder.sessions.record(sessionId, commands, { secretIds: 'number' });
  if (result.refused !== undefined) throw refused(sessionId, result.refused);
  return result;
};

const OTHER_LOG = 'Nothing was recorded. Import the files into another log (`--store DIR` or `open({ store })`).';

const refused = (sessionId: string, { command, rejection }: NonNullable<RecordResult['refused']>): RepriseError => {
  const place = command.derivedFrom ?? command.id;
  if (rejection.rule !== 'E.command') return refusalError(`${command.name} (${place})`, rejection);
  return new RepriseError(
    'CONFLICT',
    `Session ${sessionId} is already recorded from files that differ from these (${place}).`,
    { hint: OTHER_LOG, fields: { ...rejection } },
  );
};

/** The first violation of a strict import: where, what was expected, what was found, and how to continue. */
const strictRefusal = (violations: readonly RuleViolation[]): RepriseError | undefined => {
  const first = violations.find(({ severity }) => severity === 'error');
  if (first === undefined) return undefined;
  const { rule, ordinal, type, place, sentence, detail } = first;
  const at = place === null ? '' : ` (${place})`;
  return new RepriseError(
    'REFUSED',
    `Event ${ordinal}, ${type}${at}, is refused by ${rule}. Expected: ${sentence} Got: ${detail}.`,
    {
      hint: 'Nothing was recorded. Correct the files, or import without --strict (`strict`): every fact is recorded, every violation reported.',
      fields: { position: ordinal, type, place, rule, expected: sentence, got: detail },
    },
  );
};

/** The session that the start names as its parent. */
export const parentOfSession = ({ commands }: ImportedSession): string | undefined =>
  parentOf(commands.find(({ name }) => eventTypeOf(name) === 'session_started')?.data);

/** Whether the log has the parent of a session, or had it when the session started there. */
const hasParent = async ({ hasSession, sessions }: Recorder, session: ImportedSession): Promise<boolean> => {
  const parent = parentOfSession(session);
  if (parent === undefined) return true;
  for await (const { event } of sessions.read(session.sessionId))
    return !(event.type === 'session_started' && event.data.parentKnown === false);
  return parent !== session.sessionId && (await hasSession(parent));
};

/**
 * Reads the files of a session and, where the import is strict, refuses those that violate a rule, but for a parent that
 * only a log can know. Needs no log.
 * @throws RepriseError as `readSessionFolder`; REFUSED
 */
export const readFolder = async (
  folder: string,
  { enforcement, profile, session, strict }: ImportFolderOptions,
  secrets: Recorder['secrets'],
): Promise<ImportedSession> => {
  const read = await readAny(folder, defined({ enforcement, profile, session }));
  return strict ? requireNoViolation(read, secrets) : read;
};

/** A session that was read, where its files violate no rule. @throws RepriseError REFUSED */
export const requireNoViolation = async (
  read: ImportedSession,
  secrets: Recorder['secrets'],
): Promise<ImportedSession> => {
  const error = strictRefusal(violationsIn(await rehearse(read, { secrets }, true)));
  if (error !== undefined) throw error;
  return read;
};

/** The four files of a folder, or its state.json. */
const readAny = async (folder: string, options: ImportOptions): Promise<ImportedSession> => {
  if (!(await isSisyphusFolder(folder))) return readSessionFolder(folder, options);
  if (options.profile !== undefined)
    throw new RepriseError('BAD_INPUT', 'The session of a state.json follows the profile cycles: it takes no other.', {
      fields: { folder },
    });
  const { readSisyphusFolder } = await import('../formats/sisyphus/read-sisyphus-folder.ts');
  const read = await readSisyphusFolder(folder, options);
  if (options.session !== undefined && options.session !== read.sessionId)
    throw new RepriseError(
      'SESSION_NOT_FOUND',
      `${folder} contains session ${read.sessionId}, not ${options.session}.`,
      {
        fields: { folder, session: read.sessionId },
      },
    );
  return read;
};

/** The report without secrets: it quotes the files. */
const redactedReport = ({ report }: ImportedSession, { secrets }: Recorder): ImportReport =>
  redact(report, patternsFrom(secrets)).value;

/**
 * Records the session of a folder. A session that the log already holds keeps its enforcement.
 * @param read the result of `readFolder` for the folder, where it was read before
 * @throws RepriseError FILE_NOT_FOUND, BAD_INPUT, SESSION_NOT_FOUND, BAD_SESSION_ID (the files); REFUSED; CONFLICT (the
 *   log holds another record of the session); and as `Reprise.record`
 */
export const importFolder = async (
  recorder: Recorder,
  folder: string,
  options: ImportFolderOptions = {},
  read?: ImportedSession,
): Promise<ImportedFolder> => {
  const { sessions, secrets } = recorder;
  if (options.dryRun) {
    const files = read ?? (await readFolder(folder, options, secrets));
    return dryRunOfOne(secrets, (empty) => importFolder(empty, folder, { ...options, dryRun: false }, files));
  }
  let session = read ?? (await readFolder(folder, options, secrets));
  const { sessionId } = session;
  const { state } = await sessions.load(sessionId);
  if (state.session.started) {
    const commands = session.commands.map((command) => withEnforcement(command, state.session.enforcement));
    session = { ...session, commands };
    const held = session.exported ? await alreadyRecorded(recorder, session) : undefined;
    if (held !== undefined) return held;
  }
  const { onProgress, strict } = options;
  const parentIsThere = await hasParent(recorder, session);
  const error =
    strict && !parentIsThere ? strictRefusal(violationsIn(await rehearse(session, recorder, false))) : undefined;
  if (error !== undefined) throw error;
  const { enforcement } = state.session;
  const commands =
    state.session.state === 'paused' && session.afterPause !== undefined
      ? session.afterPause.map((command) => withEnforcement(command, enforcement))
      : session.commands;
  const result = await sessions.record(sessionId, commands, { secretIds: 'number', ...defined({ onProgress }) });
  if (result.refused !== undefined) throw refused(sessionId, result.refused);
  // The violations of what was recorded before are known only by deciding all of it again.
  const whole = result.repeated === 0 ? result : await rehearse(session, recorder, parentIsThere);
  const { recorded, repeated, redacted, position, durability } = result;
  return {
    sessionId,
    wasThere: recorded === 0,
    enforcement: result.state.session.enforcement,
    ...{ added: recorded, repeated, redacted, report: redactedReport(session, recorder) },
    ...{ violations: violationsIn(whole), position, durability },
  };
};

/**
 * The result for an exported session that this log already holds: nothing is added where the log begins with the facts
 * of the files. Undefined where the session was imported, or where the log holds less of it.
 * @throws RepriseError CONFLICT where the two differ
 */
const alreadyRecorded = async (recorder: Recorder, session: ImportedSession): Promise<ImportedFolder | undefined> => {
  const { sessionId, commands } = session;
  const { sessions } = recorder;
  const { state } = await sessions.load(sessionId);
  const events: RecordedEvent[] = [];
  for await (const { event } of sessions.read(sessionId)) events.push(event);
  // An import repeats its commands by their ids.
  if (events[0]?.commandid.startsWith('import:')) return undefined;
  const held = commandsOfRecord(events).map(withoutId);
  const place = commands.findIndex((command, index) => index < held.length && withoutId(command) !== held[index]);
  if (place < 0 && held.length < commands.length) return undefined;
  if (place >= 0)
    throw new RepriseError('CONFLICT', `The log holds session ${sessionId} with another event ${place + 1}.`, {
      hint: OTHER_LOG,
      fields: { sessionId, ordinal: place + 1 },
    });
  const { redacted, durability, ...whole } = await rehearse(session, recorder, true);
  return {
    ...{ sessionId, wasThere: true, enforcement: state.session.enforcement },
    ...{ added: 0, repeated: commands.length, redacted, report: redactedReport(session, recorder) },
    ...{ violations: violationsIn(whole), position: undefined, durability },
  };
};

const withoutId = ({ id: _id, ...command }: Command): string => canonicalJson(command);
