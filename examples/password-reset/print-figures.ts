// `npm run figures`: the session's files recorded under the law on a log in memory, read back from it, and each figure
// of the document beside the one that is counted. Ends with 1 where they differ.
import { fileURLToPath } from 'node:url';
import type { RecordedEvent } from '../../machines/events/envelope.ts';
import { readSessionFolder } from '../../src/formats/session-files/read-session-folder.ts';
import { folderSource } from '../../src/session/source/folder-source.ts';
import { countedFrom, FIGURES, figureText } from './figures.ts';

// Compiled, this file is in dist/examples/password-reset; the session's files are not.
const folder = fileURLToPath(new URL('../../../examples/password-reset', import.meta.url));
const source = await folderSource(folder, (path) => readSessionFolder(path, { enforcement: 'enforce' }));
const events: RecordedEvent[] = [];
for await (const { event } of source.events()) events.push(event);

const cut = (text: string, width: number): string =>
  (text.length > width ? `${text.slice(0, width - 1)}…` : text).padEnd(width);
const record = countedFrom(source.sessionId, events);
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
const { recorded, derived } = record.views.overview.events;
console.log(`\n${rows.length} figures, ${differing} differ; counted from ${recorded} events (+ ${derived} derived)`);
process.exitCode = differing > 0 ? 1 : 0;
