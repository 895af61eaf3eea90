// The report of a run as Markdown: what was measured, on what, and the figures that are to be reached.
import { readFileSync, writeFileSync } from 'node:fs';
import { table } from '../../scripts/proof-page.mjs';

const SYNC = {
  always: 'Durable: every acknowledged event is on disk',
  relaxed: 'Relaxed: the disk follows later',
};
const WHAT = { events: 'events', views: 'state and all views' };

const number = (value) =>
  value >= 100 ? Math.round(value).toLocaleString('en') : value >= 10 ? value.toFixed(1) : value.toFixed(2);
const times = (value) => (value === undefined || !Number.isFinite(value) ? '' : ` (${value.toFixed(2)})`);

/** The members of `rows`, in order and each once. */
const distinct = (rows, of) => [...new Set(rows.map(of))];

/**
 * A table with a line for each subject. A cell in brackets has Reprise's result divided by the subject's.
 * @param columns each with its title, the rows that it shows, and the member that it shows of them
 */
const bySubject = (columns) => {
  const subjects = distinct(
    columns.flatMap(({ rows }) => rows),
    ({ subject }) => subject,
  );
  const cell = ({ rows, member }, subject) => {
    const row = rows.find((one) => one.subject === subject);
    if (row === undefined || row.missing !== undefined) return '–';
    const own = rows.find(({ key }) => key === 'reprise');
    const compared =
      own === undefined || own === row || own.missing !== undefined ? undefined : own[member] / row[member];
    return `${number(row[member])}${times(compared)}`;
  };
  return table([
    ['', ...columns.map(({ title }) => title)],
    ...subjects.map((subject) => [subject, ...columns.map((column) => cell(column, subject))]),
  ]);
};

const appendTables = (rows) =>
  distinct(rows, ({ bytes }) => bytes).map((bytes) => {
    const own = rows.filter((row) => row.bytes === bytes);
    const single = own.filter(({ sessions }) => sessions === 1);
    const counts = distinct(own, ({ sessions }) => sessions);
    return `### Appends, data of ${bytes.toLocaleString('en')} bytes (a line of ${own[0].lineBytes.toLocaleString('en')})

Milliseconds that one writer waits, and events a second of one writer in each of so many sessions. A batch has a message of
each of 1,000 sessions.

${bySubject([
  { title: 'p50, ms', rows: single, member: 'p50' },
  { title: 'p99, ms', rows: single, member: 'p99' },
  ...counts.map((count) => ({
    title: `${count.toLocaleString('en')} session${count === 1 ? '' : 's'}, /s`,
    rows: own.filter(({ sessions }) => sessions === count),
    member: 'rate',
  })),
])}`;
  });

const contentionTable = (rows) => `### ${rows[0].callers} callers on one session

Events a second. A caller of PostgreSQL reads the newest version, inserts the next, and tries again where another was faster.

${bySubject(
  distinct(rows, ({ processes }) => processes).map((processes) => ({
    title: `${processes} process${processes === 1 ? '' : 'es'}, /s`,
    rows: rows.filter((row) => row.processes === processes),
    member: 'rate',
  })),
)}`;

const sessionTable = (rows) => `### New sessions of ${rows[0].events} events, each in one call

Sessions a second. Reprise decides each event; the others store the same lines.

${bySubject(
  distinct(rows, ({ atOnce }) => atOnce).map((atOnce) => ({
    title: atOnce === 1 ? 'one after the other, /s' : `${atOnce} at once, /s`,
    rows: rows.filter((row) => row.atOnce === atOnce),
    member: 'rate',
  })),
)}`;

const importTable = (rows) => `### Import of ${rows[0].count.toLocaleString('en')} sessions of ${rows[0].events} events

Sessions a second. Reprise reads session files (with 50 entries of events, beside plan, todos and workbook) and checks
the rules; the others insert the same lines, one statement a session.

${bySubject([{ title: 'sessions, /s', rows, member: 'rate' }])}`;

const coldTable = (rows) => `## Opening a session cold

Milliseconds until the state is there. The others read the rows and fold them with the same code, without the hash check.

${bySubject(
  distinct(rows, ({ events }) => events).map((events) => ({
    title: `${events.toLocaleString('en')} events, ms`,
    rows: rows.filter((row) => row.events === events),
    member: 'ms',
  })),
)}`;

const readTable = (
  rows,
) => `## Reading everything: ${rows[0].events.toLocaleString('en')} events of ${rows[0].sessions.toLocaleString('en')} sessions

Events a second, each event a commit of its own. The raw consumer
parses nothing. As events: Reprise decodes and checks them, the others only parse JSON.

${bySubject(
  Object.keys(WHAT).map((what) => ({
    title: `${WHAT[what]}, /s`,
    rows: rows.filter((row) => row.what === what || row.what === 'consumer'),
    member: 'rate',
  })),
)}`;

const costTable = (rows) => `## Processor time of our own code

Microseconds for each event, and how many times what it is compared with: \`JSON.parse\` of the same line, or the shorter
session.

${table([
  ['', 'µs', 'compared with, µs', 'times'],
  ...rows.map(({ subject, us, parse, times: count, missing }) =>
    missing === undefined ? [subject, number(us), number(parse), number(count)] : [subject, '–', '–', '–'],
  ),
])}`;

const memoryTable = (rows) => `## Memory

The most that a process of its own had in memory, once, in MB. A process that writes is measured after a collection, for each
tenth of its events.

${table([
  ['', 'MB', 'beside, MB', 'times'],
  ...rows.map(({ subject, mb, compared, times: count, missing }) =>
    missing === undefined ? [subject, number(mb), number(compared), number(count)] : [subject, '–', '–', '–'],
  ),
])}`;

const figuresTable = (figures) => `## Figures to reach

${table([
  ['', 'goal', 'measured', 'reached'],
  ...figures.map(({ what, sign, goal, measured, reached }) => [
    what,
    `${sign} ${goal}`,
    measured === undefined ? '–' : number(measured),
    reached === undefined ? 'not measured' : reached ? 'yes' : 'no',
  ]),
])}`;

const peersTable = (peers) =>
  table([
    ['', 'version', 'settings'],
    ...peers.map(({ name, version, settings, missing }) => [
      name,
      version ?? '–',
      missing === undefined ? settings : `missing: ${missing}`,
    ]),
  ]);

const TABLES = { append: appendTables, contention: contentionTable, session: sessionTable, import: importTable };
const READ = { cold: coldTable, read: readTable, cost: costTable, memory: memoryTable };

/** Everything but the heading of the page. */
export const reportOf = ({ machine, rounds, peers, rows, figures }) => {
  const of = (group, sync) => rows.filter((row) => row.group === group && (sync === undefined || row.sync === sync));
  const parts = [
    `${machine.platform} ${machine.arch}, ${machine.cores} cores of ${machine.cpu}, Node ${machine.node}. Medians of ${rounds} round${rounds === 1 ? '' : 's'} that
take all subjects in turn. Load of the machine (one minute) ${machine.load.map((load) => load.toFixed(1)).join(' at the beginning, ')} at the end. Compare within this
page only: in brackets stands Reprise's result divided by that of the line. What runs for a time (appends, callers, new sessions)
runs twice as long before it is measured.`,
    figuresTable(figures),
  ];
  for (const [sync, title] of Object.entries(SYNC)) {
    if (peers[sync] === undefined) continue;
    parts.push(`## ${title}`, peersTable(peers[sync]));
    for (const [group, make] of Object.entries(TABLES))
      if (of(group, sync).length > 0) parts.push(...[make(of(group, sync))].flat());
  }
  for (const [group, make] of Object.entries(READ)) if (of(group).length > 0) parts.push(make(of(group)));
  // The peers of the reading part are those of the durable one; they are named once.
  if (peers.read !== undefined && peers.always === undefined) parts.push('## Versions', peersTable(peers.read));
  return parts.join('\n\n');
};

/** docs/generated/bench.md, with what is known about the figures that are not reached. */
export const writePage = (result) => {
  const notes = readFileSync(new URL('notes.md', import.meta.url), 'utf8');
  writeFileSync(
    new URL('../../docs/generated/bench.md', import.meta.url),
    `# What Reprise costs beside other stores\n\nWritten by \`npm run bench\` with \`--write\`, not by hand, but for the notes at its end.\n\n${reportOf(result)}\n\n${notes}`,
  );
};
