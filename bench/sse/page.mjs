// docs/generated/sse.md: what `bench/sse.mjs` measured.
import { writeFileSync } from 'node:fs';
import { arch, cpus, platform } from 'node:os';
import { fileURLToPath } from 'node:url';
import { counted, table } from '../../scripts/proof-page.mjs';

const path = fileURLToPath(new URL('../../docs/generated/sse.md', import.meta.url));
const two = (value) => value.toFixed(2);

export const writeSsePage = ({ delay, crowds }, { readers, sessions, rate, seconds, version }) => {
  const parts = [
    '# What live streams over HTTP cost',
    'Written by `npm run bench:sse` (with `-- --write`), not by hand. Compare numbers of one run only. The service, its readers, a raw subscriber and the writer are processes of their own.',
  ];
  if (delay !== undefined)
    parts.push(
      '## On its way',
      `From the start of an append to the reader, milliseconds, of ${counted(delay.events)} events of one session, ${delay.perSecond} a second. Goal: the p99 over SSE is at most 3 times that of a raw core subscription to the live subjects.`,
      table([
        ['what', 'p50', 'p99', 'received'],
        ['raw subscription', two(delay.raw.p50), two(delay.raw.p99), counted(delay.raw.delivered)],
        ['SSE', two(delay.sse.p50), two(delay.sse.p99), counted(delay.sse.delivered)],
        ['ratio', two(delay.sse.p50 / delay.raw.p50), two(delay.sse.p99 / delay.raw.p99), ''],
      ]),
    );
  if (crowds.length > 0)
    parts.push(
      '## A crowd',
      `${counted(readers)} readers, each on one of ${sessions} sessions, at ${counted(rate)} events a second in all for ${seconds} seconds: ${counted((rate * readers) / sessions)} deliveries a second. Beside them streams whose reader never takes anything from its socket. Goal: nothing lost, nothing out of order, memory bounded.`,
      table([
        [
          ...['never read', 'deliveries', 'lost', 'out of order', 'p50 ms', 'p99 ms', 'raw p99 ms'],
          ...['processor of the service, µs a delivery', 'memory of the service before, after: MB'],
        ],
        ...crowds.map((one) => [
          ...[
            one.silent,
            counted(one.delivered),
            one.lost,
            one.disordered,
            two(one.p50),
            two(one.p99),
            two(one.raw.p99),
          ],
          ...[Math.round(one.serviceUs), one.megabytes.map((mb) => Math.round(mb)).join(', ')],
        ]),
      ]),
    );
  parts.push(
    '## What was tried',
    'A stream of the web (`ReadableStream`) for each reader, as the HTTP library hands a body on, took more of the processor than all else that is done for a delivery, and with a thousand of them deliveries came seconds late. Streams now write to the response of Node directly. An event is written as JSON once for all of its readers. What is left is mostly `writev`: each reader has a socket of its own.',
    `${platform()} ${arch()}, ${cpus()[0]?.model.trim() ?? 'unknown processor'} (${cpus().length}), Node ${process.version}, nats-server ${version}, every commit flushed.`,
  );
  writeFileSync(path, `${parts.join('\n\n')}\n`);
  console.log('docs/generated/sse.md');
};
