// The commits of an exported file: its own lines, or those of the events without their secrets, on a new hash chain.
import type { RecordedEvent, UnchainedEvent } from '../../machines/events/envelope.ts';
import { RepriseError } from '../errors.ts';
import { eventRedactor } from '../secrets/redact-event.ts';
import { decodeCommit, encodeCommit, NEW_CHAIN } from '../session/record/chain.ts';
import { checkedEvent, recordCheck } from '../session/record/record-check.ts';
import type { CommitLines } from '../session/write/recorder.ts';
import type { ExportedFile } from './exported-file.ts';

interface FileCommit {
  readonly events: readonly RecordedEvent[];
  readonly lines: readonly string[];
}

/** Lines with their events, by commit. @throws RepriseError RECORD_INVALID */
async function* groupedByCommit({ source }: ExportedFile): AsyncGenerator<FileCommit, void> {
  const record = recordCheck(source.sessionId);
  let events: RecordedEvent[] = [];
  let lines: string[] = [];
  for await (const line of source.lines()) {
    const event = checkedEvent(record, line, source.name);
    if (events.length > 0 && event.commitid !== events[0]?.commitid) {
      yield { events, lines };
      events = [];
      lines = [];
    }
    events.push(event);
    lines.push(line.text as string);
  }
  if (events.length > 0) yield { events, lines };
}

const unchanged = ({ events, lines }: FileCommit): CommitLines => {
  const { commitid, ordinal, hash } = events.at(-1) as RecordedEvent;
  return { id: commitid, lines, head: { ordinal, hash } };
};

/** Redacts one commit after the other. @throws RepriseError BAD_INPUT where an event is invalid without its secret */
const redactor = ({ source, patterns, head, secrets }: ExportedFile): ((commit: FileCommit) => CommitLines) => {
  const { sessionId, name } = source;
  const redact = eventRedactor(patterns, secrets.commands, { ...head, secrets: secrets.count });
  let last = NEW_CHAIN;
  return ({ events }) => {
    const redacted: UnchainedEvent[] = events.map(redact);
    const encoded = encodeCommit(sessionId, redacted, last);
    const { fault } = decodeCommit({ sessionId, lines: encoded.commit.lines }, last);
    if (fault !== undefined)
      throw new RepriseError('BAD_INPUT', `Event ${fault.ordinal} is not valid without its secret: ${fault.got}.`, {
        hint: "`--keep-secrets` (`secrets: 'keep'`) keeps every byte as it is.",
        fields: { file: name, ordinal: fault.ordinal },
      });
    last = encoded.head;
    return { ...encoded.commit, head: encoded.head };
  };
};

export async function* commitsOf(file: ExportedFile, redact: boolean): AsyncGenerator<CommitLines, void> {
  const encode = redact ? redactor(file) : unchanged;
  for await (const commit of groupedByCommit(file)) yield encode(commit);
}
