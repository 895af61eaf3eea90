// An exported log recorded again: the same events, byte for byte, under their own session id. A repeat adds nothing, a
// longer version of the same log goes on where it was. What holds secrets is refused, unless it is said what to do.
import type { UnchainedEvent } from '../../machines/events/envelope.ts';
import { RepriseError } from '../errors.ts';
import type { Durability, Log } from '../log/port.ts';
import type { SecretPattern } from '../secrets/patterns.ts';
import { eventRedactor, secretsOf } from '../secrets/redact-event.ts';
import { requireHarmless } from '../secrets/secret-filter.ts';
import { type ChainHead, decodeCommit, encodeCommit, NEW_CHAIN } from '../session/record/chain.ts';
import { checkedEvent, recordCheck } from '../session/record/record-check.ts';
import type { Source } from '../session/record/source.ts';
import { fileSource } from '../session/source/file-source.ts';

/** An exported log as it was found: whole, and with or without secrets. */
export interface ReadRecord {
  readonly source: Source;
  readonly patterns: readonly SecretPattern[];
  readonly head: ChainHead;
  readonly secrets: {
    readonly count: number;
    readonly byPattern: Readonly<Record<string, number>>;
    /** Lines that hold one, from 1: the first few. */
    readonly lines: readonly number[];
    /** Ids of the commands whose events hold one. */
    readonly commands: ReadonlySet<string>;
  };
}

const MOST_LINES = 10;

/**
 * Reads an exported log to its end.
 * @throws RepriseError FILE_NOT_FOUND, RECORD_INVALID (it is not whole)
 */
export const readRecord = async (file: string, patterns: readonly SecretPattern[]): Promise<ReadRecord> => {
  const source = await fileSource(file);
  const record = recordCheck(source.sessionId);
  const byPattern: Record<string, number> = {};
  const lines: number[] = [];
  const commands = new Set<string>();
  let count = 0;
  for await (const line of source.lines()) {
    const event = checkedEvent(record, line, file);
    const found = Object.entries(secretsOf(event, patterns));
    if (found.length === 0) continue;
    for (const [name, times] of found) {
      byPattern[name] = (byPattern[name] ?? 0) + times;
      count += times;
    }
    commands.add(event.commandid);
    if (lines.length < MOST_LINES) lines.push(event.ordinal);
  }
  return { source, patterns, head: record.head(), secrets: { count, byPattern, lines, commands } };
};

/** What is done with secrets: the bytes kept as they are, or the texts replaced and the chain made anew. */
export type SecretChoice = 'refuse' | 'keep' | 'redact';

/** @throws RepriseError BAD_INPUT when there are secrets and nothing was chosen; BAD_SESSION_ID */
export const requireChoice = ({ source, secrets, patterns }: ReadRecord, choice: SecretChoice): void => {
  if (choice !== 'keep') requireHarmless(source.sessionId, patterns);
  if (choice !== 'refuse' || secrets.count === 0) return;
  const { count, byPattern, lines } = secrets;
  const names = Object.entries(byPattern).map(([name, times]) => `${times} ${name}`);
  throw new RepriseError(
    'BAD_INPUT',
    `${source.name} holds ${count === 1 ? 'a secret' : `${count} secrets`} (${names.join(', ')}), the first in line ${lines[0]}.`,
    {
      hint: 'Nothing was recorded. `--redact` replaces them, with a new hash chain; `--keep-secrets` keeps every byte.',
      fields: { file: source.name, count, byPattern, lines },
    },
  );
};

export interface ImportedRecord {
  readonly sessionId: string;
  /** Events that this call added; 0 where the log held all of them. */
  readonly recorded: number;
  /** Where the imported record ends; the log may go on after it. */
  readonly head: ChainHead;
  /** Secrets that were replaced. */
  readonly redacted: number;
  /** The head of the file, where that is another: the first event's `extra.redactedFrom` says it too. */
  readonly redactedFrom: ChainHead | undefined;
  readonly durability: Durability;
}

interface CommitLines {
  readonly id: string;
  readonly lines: readonly string[];
  readonly head: ChainHead;
}

/** The commits of the file: its own lines, or those of the redacted events, chained anew. */
async function* commitsOf(
  { source, patterns, head, secrets }: ReadRecord,
  redact: boolean,
): AsyncGenerator<CommitLines> {
  const redacted = redact
    ? eventRedactor(patterns, secrets.commands, { ...head, secrets: secrets.count })
    : (event: UnchainedEvent) => event;
  let last = NEW_CHAIN;
  const committed = (open: { events: UnchainedEvent[]; lines: string[] }): CommitLines => {
    if (!redact) {
      const { events } = open;
      const end = events.at(-1) as UnchainedEvent & { hash: string };
      return { id: end.commitid, lines: open.lines, head: { ordinal: end.ordinal, hash: end.hash } };
    }
    const encoded = encodeCommit(source.sessionId, open.events, last);
    const { fault } = decodeCommit({ sessionId: source.sessionId, lines: encoded.commit.lines }, last);
    if (fault !== undefined)
      throw new RepriseError('BAD_INPUT', `Event ${fault.ordinal} is none without its secret: ${fault.got}.`, {
        hint: '`--keep-secrets` keeps every byte as it is.',
        fields: { file: source.name, ordinal: fault.ordinal },
      });
    last = encoded.head;
    return { ...encoded.commit, head: encoded.head };
  };
  let open: { events: UnchainedEvent[]; lines: string[] } = { events: [], lines: [] };
  const record = recordCheck(source.sessionId);
  for await (const line of source.lines()) {
    const event = redacted(checkedEvent(record, line, source.name));
    if (open.events.length > 0 && event.commitid !== open.events[0]?.commitid) {
      yield committed(open);
      open = { events: [], lines: [] };
    }
    open.events.push(event);
    open.lines.push(line.text as string);
  }
  if (open.events.length > 0) yield committed(open);
}

const otherRecord = (sessionId: string, ordinal: number, why: string, recorded = 0): RepriseError =>
  new RepriseError('CONFLICT', `The log holds another record of session ${sessionId}: ${why} event ${ordinal}.`, {
    hint: `${recorded === 0 ? 'Nothing was changed' : `The ${recorded} events before it were recorded`}. Import into another log (--store), or verify both.`,
    fields: { sessionId, ordinal },
  });

/**
 * Records what was read. Stopped in the middle, it goes on when it is called again.
 * @throws RepriseError as `requireChoice`; CONFLICT (the log holds another record of that session, or another writer
 *   wrote to it now), COMMIT_TOO_LARGE, UNKNOWN_OUTCOME, LOG_UNREACHABLE, STORE_FULL
 */
export const importRecord = async (
  log: Log,
  read: ReadRecord,
  { choice = 'refuse' }: { readonly choice?: SecretChoice } = {},
): Promise<ImportedRecord> => {
  requireChoice(read, choice);
  const { sessionId } = read.source;
  const redact = choice === 'redact' && read.secrets.count > 0;
  const there = log.read(sessionId)[Symbol.asyncIterator]();
  let stored = await there.next();
  let sequence = 0;
  let recorded = 0;
  let head = NEW_CHAIN;
  let { durability } = log;
  for await (const { id, lines, head: end } of commitsOf(read, redact)) {
    const { ordinal } = head;
    head = end;
    if (!stored.done) {
      const { lines: known, position } = stored.value;
      const differs = lines.findIndex((line, index) => known[index] !== undefined && known[index] !== line);
      if (differs >= 0) throw otherRecord(sessionId, ordinal + differs + 1, 'they part at');
      // A commit is one message: a part of one cannot be made whole.
      if (known.length !== lines.length)
        throw otherRecord(sessionId, ordinal + Math.min(known.length, lines.length), 'a commit is cut after');
      sequence = position.sequence;
      stored = await there.next();
      continue;
    }
    const result = await log.append(sessionId, { id, lines }, { expected: sequence });
    if (result.kind === 'conflict') throw otherRecord(sessionId, ordinal + 1, 'another writer was faster at', recorded);
    if (result.kind === 'unknown')
      throw new RepriseError('UNKNOWN_OUTCOME', `It is not known whether event ${end.ordinal} was recorded.`, {
        hint: 'Import the same file again: what is there counts once.',
        fields: { sessionId, ordinal: end.ordinal, reason: result.reason },
      });
    sequence = result.position.sequence;
    durability = result.durability;
    recorded += lines.length;
  }
  await there.return?.();
  return {
    ...{ sessionId, recorded, head, durability },
    redacted: redact ? read.secrets.count : 0,
    redactedFrom: redact ? read.head : undefined,
  };
};
