// Records an exported file again: the same events, byte for byte, under their own session id. A repeat adds nothing, a
// longer version of the same record continues where it ended.
import { counted } from '../../machines/rules/rule.ts';
import { RepriseError } from '../errors.ts';
import { fenceNamedBy } from '../log/forgotten.ts';
import type { Durability, Log, Position, StoredCommit } from '../log/port.ts';
import { patternsFrom } from '../secrets/secret-options.ts';
import { type ChainHead, NEW_CHAIN } from '../session/record/chain.ts';
import type { ProfileHashDifference } from '../session/record/profile-hash.ts';
import type { Refusals } from '../session/record/refusal-tally.ts';
import type { UninterpretedReport } from '../session/record/uninterpreted-tally.ts';
import { type CommitLines, type Recorder, trialRecorder } from '../session/write/recorder.ts';
import { unknownOutcome } from '../session/write/unknown-outcome.ts';
import type { DryRunOption, DryRunResult } from './dry-run.ts';
import { type ExportedFile, readExportedFile, requireSecretsHandled, type SecretHandling } from './exported-file.ts';
import { commitsOf } from './file-commits.ts';
import { replacedTexts } from './replaced-texts.ts';

export interface ImportFileOptions extends DryRunOption {
  /** Default `refuse`. */
  readonly secrets?: SecretHandling;
}

/** `refused` and `perhapsRefused` are about the events of the file, which are recorded all the same. */
export interface ImportedFile extends Refusals, DryRunResult {
  readonly sessionId: string;
  /** True where the log already held all of it. */
  readonly wasThere: boolean;
  /** Events that this call added. */
  readonly added: number;
  /** The end of the imported record; the log may hold more after it. */
  readonly head: ChainHead;
  /** Events of the file that this version of Reprise cannot interpret: they are recorded, and change nothing. */
  readonly uninterpreted: readonly UninterpretedReport[];
  /** Events of the file whose `profileHash` is not the hash of their profile. */
  readonly profileHashes: readonly ProfileHashDifference[];
  /** Secrets that were replaced. */
  readonly redacted: number;
  /** The head of the file, where it is another; the first event has it too, as `extra.redactedFrom`. */
  readonly redactedFrom: ChainHead | undefined;
  readonly durability: Durability;
}

const otherRecord = (sessionId: string, ordinal: number, what: string, recorded = 0): RepriseError =>
  new RepriseError('CONFLICT', `The log holds another record of session ${sessionId}: ${what} event ${ordinal}.`, {
    hint: `${recorded === 0 ? 'Nothing was changed' : `What came before it was recorded (${counted(recorded, 'event')})`}. Import into another log (\`--store DIR\` or \`open({ store })\`), or verify both.`,
    fields: { sessionId, ordinal },
  });

/** @throws RepriseError CONFLICT where the log holds another commit in this place */
const requireSame = (sessionId: string, before: number, stored: readonly string[], lines: readonly string[]): void => {
  const differs = lines.findIndex((line, index) => stored[index] !== undefined && stored[index] !== line);
  if (differs >= 0) throw otherRecord(sessionId, before + differs + 1, 'they differ at');
  // A commit is one message: what is missing of one cannot be added.
  if (stored.length !== lines.length)
    throw otherRecord(sessionId, before + Math.min(stored.length, lines.length), 'a commit is truncated after');
};

/** @throws RepriseError CONFLICT, UNKNOWN_OUTCOME */
const append = async (
  log: Log,
  sessionId: string,
  { id, lines, head }: CommitLines,
  place: { readonly expected: number; readonly recorded: number },
): Promise<{ position: Position; durability: Durability }> => {
  const result = await log.append(sessionId, { id, lines }, { expected: place.expected });
  switch (result.kind) {
    case 'appended':
      return result;
    case 'conflict':
      throw otherRecord(sessionId, head.ordinal - lines.length + 1, 'another writer was faster at', place.recorded);
    case 'unknown':
      throw unknownOutcome(
        `event ${head.ordinal}`,
        result,
        { sessionId, ordinal: head.ordinal },
        'Import the same file again: what was recorded counts once.',
      );
    default:
      return result satisfies never;
  }
};

/** What the log holds of a session, and what a first commit expects: the fence of one that begins again. */
const heldBy = async (
  log: Log,
  sessionId: string,
  again: boolean | undefined,
): Promise<{ held: AsyncIterator<StoredCommit>; stored: IteratorResult<StoredCommit>; expected: number }> => {
  const held = log.read(sessionId)[Symbol.asyncIterator]();
  try {
    return { held, stored: await held.next(), expected: 0 };
  } catch (error) {
    const expected = again ? fenceNamedBy(error) : undefined;
    if (expected === undefined) throw error;
    return { held, stored: { done: true, value: undefined }, expected };
  }
};

/** The result of a first import. Of a file that is refused for its secrets it shows what `redact` would replace. */
const dryRunOf = async (file: ExportedFile, secrets: SecretHandling): Promise<ImportedFile> => {
  const [recorder, whole] = [trialRecorder(false), trialRecorder(false)];
  const result = await importExportedFile(recorder.log, file, { secrets: secrets === 'refuse' ? 'redact' : secrets });
  await importExportedFile(whole.log, file, { secrets: 'keep' });
  const replaced = await replacedTexts(whole.sessions, recorder.sessions, result.sessionId);
  return { ...result, dryRun: true, replaced };
};

/** Records a file that was read. @throws RepriseError as `importFile` */
export const importExportedFile = async (
  log: Log,
  file: ExportedFile,
  { secrets = 'refuse', dryRun, again }: ImportFileOptions = {},
): Promise<ImportedFile> => {
  if (dryRun) return dryRunOf(file, secrets);
  requireSecretsHandled(file, secrets);
  const { sessionId } = file.source;
  const redact = secrets === 'redact' && file.secrets.count > 0;
  const before = await heldBy(log, sessionId, again);
  const { held } = before;
  let { stored, expected } = before;
  let added = 0;
  let head = NEW_CHAIN;
  let { durability } = log;
  for await (const commit of commitsOf(file, redact)) {
    if (stored.done) {
      const appended = await append(log, sessionId, commit, { expected, recorded: added });
      expected = appended.position.sequence;
      durability = appended.durability;
      added += commit.lines.length;
    } else {
      requireSame(sessionId, head.ordinal, stored.value.lines, commit.lines);
      expected = stored.value.position.sequence;
      stored = await held.next();
    }
    head = commit.head;
  }
  await held.return?.();
  return { ...{ sessionId, wasThere: added === 0, added, head }, ...resultOf(file, redact), durability };
};

/** Records a file that was read, through what the recorder has for it. @throws RepriseError as `importFile` */
export const recordExportedFile = async (
  { log, importCommits }: Pick<Recorder, 'log' | 'importCommits'>,
  file: ExportedFile,
  options: ImportFileOptions = {},
): Promise<ImportedFile> => {
  const { secrets = 'refuse', dryRun, again } = options;
  if (importCommits === undefined || dryRun) return importExportedFile(log, file, options);
  if (again)
    throw new RepriseError('USAGE', 'A session that was forgotten is not imported again over HTTP.', {
      hint: 'Import it where the log is: leave the address of the service out.',
    });
  requireSecretsHandled(file, secrets);
  const redact = secrets === 'redact' && file.secrets.count > 0;
  let head = NEW_CHAIN;
  const commits = async function* () {
    for await (const commit of commitsOf(file, redact)) {
      ({ head } = commit);
      yield commit;
    }
  };
  const { added, durability } = await importCommits(commits(), secrets === 'keep');
  const { sessionId } = file.source;
  return { ...{ sessionId, wasThere: added === 0, added, head }, ...resultOf(file, redact), durability };
};

/** What a result says of the file alone. */
const resultOf = (file: ExportedFile, redact: boolean) => ({
  uninterpreted: file.uninterpreted,
  ...file.refusals,
  profileHashes: file.profileHashes,
  redacted: redact ? file.secrets.count : 0,
  redactedFrom: redact ? file.head : undefined,
});

/**
 * Records an exported file. Interrupted, it continues when it is called again.
 * @throws RepriseError FILE_NOT_FOUND; RECORD_INVALID (the file is not a complete record); BAD_INPUT (it holds secrets
 *   and `secrets` is `refuse`); CONFLICT (the log holds another record of the session, or another writer is writing to
 *   it); BAD_SESSION_ID, COMMIT_TOO_LARGE, UNKNOWN_OUTCOME, LOG_UNREACHABLE, STORE_FULL
 */
export const importFile = async (
  recorder: Recorder,
  path: string,
  options: ImportFileOptions = {},
): Promise<ImportedFile> =>
  recordExportedFile(recorder, await readExportedFile(path, patternsFrom(recorder.secrets)), options);
