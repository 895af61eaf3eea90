// `npm run figures`: the session recorded in memory under the law, and each figure of its document beside the one that
// is counted from the record. Ends with 1 where they differ.
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { decide } from '../../machines/decide.ts';
import { CHAIN_START, decodeEvent, encodeEvent, type RecordedEvent } from '../../machines/events/envelope.ts';
import { initialState } from '../../machines/state.ts';
import { readSessionFolder } from '../../src/formats/session-files/read-session-folder.ts';
import { countedFrom, FIGURES, figureText } from './figures.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
// Compiled, this file is in dist/examples/password-reset; the session's files are not.
const folder = fileURLToPath(new URL('../../../examples/password-reset', import.meta.url));

const { sessionId, commands } = await readSessionFolder(folder, { enforcement: 'enforce' });
const events: RecordedEvent[] = [];
let state = initialState(sessionId);
for (const command of commands) {
  const decision = decide(state, command, {
    now: command.time ?? '',
    newId: () => `event-${events.length + 1}`,
    commitId: `commit-${events.length + 1}`,
    sha256,
  });
  if (decision.kind !== 'accepted') throw new Error(`${command.id} is ${decision.kind}`);
  for (const event of decision.events)
    events.push(decodeEvent(encodeEvent(event, events.at(-1)?.hash ?? CHAIN_START, sha256).line));
  state = decision.state;
}

const cut = (text: string, width: number): string =>
  (text.length > width ? `${text.slice(0, width - 1)}…` : text).padEnd(width);
const record = countedFrom(sessionId, events);
const rows = FIGURES.map(
  ({ label, document, count }) => [label, figureText(document), figureText(count(record))] as const,
);
const differing = rows.filter(([, document, counted]) => document !== counted).length;
console.log(`  ${cut('figure', 46)}  ${cut('the document', 40)}  counted from the record`);
for (const [label, document, counted] of rows) {
  console.log(
    `${document === counted ? '✓' : '✗'} ${cut(label, 46)}  ${cut(document, 40)}  ${cut(counted, 40).trimEnd()}`,
  );
  // What differs is shown whole.
  if (document !== counted) console.log(`    the document: ${document}\n    the record:   ${counted}`);
}
console.log(
  `\n${rows.length} figures, ${differing} differ; ${events.length} events in the record, ${record.views.overview.events.recorded} of them the session's own`,
);
process.exitCode = differing > 0 ? 1 : 0;
