// A file that `export` wrote, read to its end: a complete record, with or without secrets.
import { judge } from '../../machines/fold.ts';
import { initialState } from '../../machines/state/state.ts';
import { RepriseError } from '../errors.ts';
import { secretsOf } from '../secrets/redact-event.ts';
import { requireHarmless } from '../secrets/secret-filter.ts';
import type { SecretPattern } from '../secrets/secret-pattern.ts';
import type { ChainHead } from '../session/record/chain.ts';
import { type ProfileHashDifference, profileHashDifference } from '../session/record/profile-hash.ts';
import { checkedEvent, recordCheck } from '../session/record/record-check.ts';
import { type Refusals, refusalTally } from '../session/record/refusal-tally.ts';
import type { Source } from '../session/record/source.ts';
import { type UninterpretedReport, uninterpretedTally } from '../session/record/uninterpreted-tally.ts';
import { fileSource } from '../session/source/file-source.ts';

export interface ExportedFile {
  readonly source: Source;
  readonly patterns: readonly SecretPattern[];
  readonly head: ChainHead;
  readonly uninterpreted: readonly UninterpretedReport[];
  readonly refusals: Refusals;
  /** Events whose `profileHash` is not the hash of their profile. */
  readonly profileHashes: readonly ProfileHashDifference[];
  readonly secrets: {
    readonly count: number;
    readonly byPattern: Readonly<Record<string, number>>;
    /** Lines that hold one, from 1: the first few. */
    readonly lines: readonly number[];
    /** Ids of the commands whose events hold one. */
    readonly commands: ReadonlySet<string>;
  };
}

/**
 * What happens to the secrets of a file. `refuse`: nothing is recorded where there are any. `keep`: every byte is
 * recorded as it is. `redact`: each is replaced, and the hash chain is a new one.
 */
export type SecretHandling = 'refuse' | 'keep' | 'redact';

const MOST_LINES = 10;

/** @throws RepriseError FILE_NOT_FOUND; BAD_INPUT (a pipe); RECORD_INVALID (the record is not complete) */
export const readExportedFile = async (file: string, patterns: readonly SecretPattern[]): Promise<ExportedFile> =>
  readExportedSource(await fileSource(file), patterns);

/** @throws RepriseError as `readExportedFile` */
export const readExportedSource = async (source: Source, patterns: readonly SecretPattern[]): Promise<ExportedFile> => {
  const record = recordCheck(source.sessionId);
  const uninterpreted = uninterpretedTally();
  const refusals = refusalTally();
  const profileHashes: ProfileHashDifference[] = [];
  let state = initialState(source.sessionId);
  const byPattern: Record<string, number> = {};
  const lines: number[] = [];
  const commands = new Set<string>();
  let count = 0;
  for await (const line of source.lines()) {
    const event = checkedEvent(record, line, source.name);
    uninterpreted.add(event);
    const judged = judge(state, event);
    state = judged.state;
    refusals.add(event, judged.violations);
    const profileHash = profileHashDifference(event);
    if (profileHash !== undefined) profileHashes.push(profileHash);
    const found = Object.entries(secretsOf(event, patterns));
    if (found.length === 0) continue;
    for (const [name, times] of found) {
      byPattern[name] = (byPattern[name] ?? 0) + times;
      count += times;
    }
    commands.add(event.commandid);
    if (lines.length < MOST_LINES) lines.push(event.ordinal);
  }
  return {
    ...{ source, patterns, head: record.head(), uninterpreted: uninterpreted.report() },
    ...{ refusals: refusals.report(state.session), profileHashes },
    secrets: { count, byPattern, lines, commands },
  };
};

/** @throws RepriseError BAD_INPUT where there are secrets to refuse; BAD_SESSION_ID (the id looks like a secret) */
export const requireSecretsHandled = ({ source, secrets, patterns }: ExportedFile, handling: SecretHandling): void => {
  if (handling !== 'keep') requireHarmless(source.sessionId, patterns);
  if (handling !== 'refuse' || secrets.count === 0) return;
  const { count, byPattern, lines } = secrets;
  const names = Object.entries(byPattern).map(([name, times]) => `${times} ${name}`);
  throw new RepriseError(
    'BAD_INPUT',
    `${source.name} holds ${count === 1 ? 'a secret' : `${count} secrets`} (${names.join(', ')}), the first in line ${lines[0]}.`,
    {
      hint: "Nothing was recorded. `--redact` (`secrets: 'redact'`) replaces them, with a new hash chain; `--keep-secrets` (`secrets: 'keep'`) keeps every byte.",
      fields: { file: source.name, count, byPattern, lines },
    },
  );
};
