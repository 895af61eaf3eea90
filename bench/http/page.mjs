// docs/generated/service-speed.md: what `bench/http.mjs` measured, beside the figures to reach, and the notes of what was
// tried (notes.md).
import { readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform } from 'node:os';
import { fileURLToPath } from 'node:url';
import { counted, table } from '../../scripts/proof-page.mjs';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const two = (value) => value.toFixed(2);

/** Of HTTP to the library, in one run. */
export const GOALS = { latency: 2, rate: 0.6 };

export const writeSpeedPage = ({ of, latency, rate, most, seconds, rounds, warmUp, server }) => {
  const page = [
    '# The speed of a command over HTTP',
    `Written by \`npm run bench:http\` (with \`-- --write\`), not by hand. Compare numbers of one run only.`,
    `A writer sends its next command when the last one is answered; each writer has a session of its own. The library writes in the process that measures; the service is \`reprise serve\`, a process of its own with its log of requests, asked by the same process over ${most} connections that are kept alive. Each answer is read, parsed and checked. All of them share one server, every commit flushed.`,
    table([
      ['what', 'the library', 'over HTTP', 'ratio', 'to reach', 'reached'],
      [
        'one writer, median',
        `${two(of('library', 1, 'p50'))} ms`,
        `${two(of('http', 1, 'p50'))} ms`,
        two(latency),
        `at most ${GOALS.latency}`,
        latency <= GOALS.latency ? 'yes' : 'no',
      ],
      [
        'one writer, p99',
        `${two(of('library', 1, 'p99'))} ms`,
        `${two(of('http', 1, 'p99'))} ms`,
        two(of('http', 1, 'p99') / of('library', 1, 'p99')),
        '',
        '',
      ],
      [
        `${most} writers, commands a second`,
        counted(of('library', most, 'rate')),
        counted(of('http', most, 'rate')),
        two(rate),
        `at least ${GOALS.rate}`,
        rate >= GOALS.rate ? 'yes' : 'no',
      ],
    ]),
    'Processor time of a command, µs, of the process that writes to the log and of the one that asks it:',
    table([
      ['writers', 'the library', 'the service', 'who asks the service'],
      ...[1, most].map((writers) => [
        writers,
        ...[of('library', writers, 'ownUs'), of('http', writers, 'serviceUs'), of('http', writers, 'ownUs')].map(
          counted,
        ),
      ]),
    ]),
    readFileSync(at('./notes.md'), 'utf8').trim(),
    `${platform()} ${arch()}, ${cpus()[0]?.model.trim() ?? 'unknown processor'} (${cpus().length}), Node ${process.version}, nats-server ${server.version}; medians of ${rounds} rounds of ${seconds} s each, two thirds of each to warm up, after ${counted(warmUp)} commands of each side.`,
  ];
  writeFileSync(at('../../docs/generated/service-speed.md'), `${page.join('\n\n')}\n`);
  console.log('docs/generated/service-speed.md');
};
