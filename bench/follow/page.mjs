// docs/generated/follow.md: what `bench/follow.mjs` measured.
import { writeFileSync } from 'node:fs';
import { arch, cpus, platform } from 'node:os';
import { fileURLToPath } from 'node:url';
import { table } from '../../scripts/proof-page.mjs';
import { median } from '../lib/measure.mjs';

const path = fileURLToPath(new URL('../../docs/generated/follow.md', import.meta.url));
const two = (value) => value.toFixed(2);
const counted = (value) => Math.round(value).toLocaleString('en');
const of = (rows, member) => median(rows.map(member));

const deliveryTable = (rows) =>
  table([
    ['between two appends', 'raw p50', 'raw p99', 'subscriber p50', 'subscriber p99', 'ratio p50', 'ratio p99'],
    ...[...new Set(rows.map(({ pauseMs }) => pauseMs))].map((pauseMs) => {
      const same = rows.filter((row) => row.pauseMs === pauseMs);
      return [
        `${pauseMs} ms`,
        ...[({ raw }) => raw.p50, ({ raw }) => raw.p99, ({ ours }) => ours.p50, ({ ours }) => ours.p99].map((member) =>
          two(of(same, member)),
        ),
        ...[({ p50 }) => p50, ({ p99 }) => p99].map((member) => two(of(same, member))),
      ];
    }),
  ]);

const catchUpTable = (rows) =>
  table([
    ['what', 'events/s', 'ratio of the subscriber to it'],
    ['a subscriber', counted(of(rows, ({ ours }) => ours)), ''],
    [
      'ordered consumer, each event decoded',
      counted(of(rows, ({ consumer }) => consumer)),
      two(of(rows, ({ ours, consumer }) => ours / consumer)),
    ],
    [
      'ordered consumer, decoded and each chain checked',
      counted(of(rows, ({ checked }) => checked)),
      two(of(rows, ({ ours, checked }) => ours / checked)),
    ],
  ]);

const crowdTable = (rows) =>
  table([
    [
      'never read',
      'events',
      'deliveries',
      'a second',
      'lost',
      'p50 ms',
      'p99 ms',
      'heap before, half way, after: MB',
      'held',
    ],
    ...rows.map((row) => [
      ...[row.idle, counted(row.appended), counted(row.deliveries), counted(row.perSecond), row.lost],
      ...[two(row.p50), two(row.p99)],
      [row.megabytes.before, row.megabytes.half ?? 0, row.megabytes.after].map((mb) => mb.toFixed(0)).join(', '),
      `${counted(row.held.commits)} commits, ${counted(row.held.bytes / 1024)} KiB`,
    ]),
  ]);

export const writeFollowPage = (
  { latency, catchUp, crowd },
  { rounds, events, readers, sessions, rate, seconds, server },
) => {
  const parts = [
    '# What following costs',
    '',
    'Written by `npm run bench:follow` (with `-- --page`), not by hand. Compare numbers of one run only.',
  ];
  if (latency.length > 0)
    parts.push(
      '## On its way',
      `From the start of an append to the callback, milliseconds: of a raw core subscription to the live subject of the session, and of a subscriber of a hub, which decodes and checks each event, for the same ${counted(events)} events; ${rounds === 1 ? 'one round' : `medians of ${rounds} rounds`}.`,
      deliveryTable(latency),
    );
  if (catchUp.length > 0)
    parts.push(
      '## Catching up',
      `${counted(catchUp[0].events)} events, each a commit of its own, of sessions of 250 that take turns, from the start to the end; ${rounds === 1 ? 'one round' : `medians of ${rounds} rounds`}. A subscriber decodes each event and checks each chain.`,
      catchUpTable(catchUp),
    );
  if (crowd.length > 0)
    parts.push(
      '## A crowd',
      `${counted(readers)} subscribers in the process that also writes, each on one of ${sessions} sessions, at ${counted(rate)} events a second in all for ${seconds} seconds; beside them subscribers that take \`caught-up\` and then nothing until all is over. Each receives its events in order, or the bench fails. The heap includes the times that are measured.`,
      crowdTable(crowd),
    );
  parts.push(
    `${platform()} ${arch()}, ${cpus()[0]?.model.trim() ?? 'unknown processor'} (${cpus().length}), Node ${process.version}, nats-server ${server.version}, every commit flushed, while other programs ran too.`,
  );
  writeFileSync(path, `${parts.join('\n\n').replace('\n\n\n\n', '\n\n')}\n`);
  console.log('docs/generated/follow.md');
};
