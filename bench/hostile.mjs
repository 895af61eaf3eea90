// Whether readers of outside text cost more than their input grows: each reads hostile texts of doubled lengths up to 1 MiB,
// and the ratio of processor times is printed for each doubling (2 is linear, 4 quadratic). Run by `npm run bench:hostile`,
// which writes docs/generated/hostile.md. Ends with 1 where four times the length costs more than ten times as much (n log n
// is 4.4, quadratic 16); a refusal in a sentence counts as no cost.
//   node bench/hostile.mjs [--characters 1048576] [--rows FILE] [--no-page]
// With --rows each result is appended to a file, and an interrupted run goes on with what is not in it.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { sessionsIn } from '../dist/src/formats/cycle-documents/read-document.js';
import { parsePlan } from '../dist/src/formats/plan-md/parse.js';
import { readProfileText as readProfile } from '../dist/src/formats/profile/read-profile.js';
import { readSessionFolder } from '../dist/src/formats/session-files/read-session-folder.js';
import { readSisyphusFolder } from '../dist/src/formats/sisyphus/read-sisyphus-folder.js';
import { readExportedFile } from '../dist/src/import/exported-file.js';
import { memoryLog } from '../dist/src/log/memory.js';
import { DEFAULT_PATTERNS } from '../dist/src/secrets/patterns.js';
import { redact } from '../dist/src/secrets/redact.js';
import { recorderOn } from '../dist/src/session/write/recorder.js';
import { hostilePage } from './hostile/page.mjs';
import { casesOf, cost, recordsIn } from './hostile/readers.mjs';
import { numbered, repeated } from './hostile/texts.mjs';

const { values } = parseArgs({
  options: {
    characters: { type: 'string', default: '1048576' },
    rows: { type: 'string' },
    'no-page': { type: 'boolean', default: false },
  },
});
const size = Number(values.characters);
const MOST = 10;
/** Processor milliseconds from which a cost is compared. */
const COUNTED_MS = 20;
const names = (text) => Object.fromEntries(text.split('\n').map((name) => [name, 1]));
const secret = (text) => redact(text, DEFAULT_PATTERNS);
const CASES = [
  ['plan.md: headings with =', parsePlan, repeated('a\n===\n')],
  ['plan.md: headings of two lines', parsePlan, repeated('a\nb\n---\n')],
  ['plan.md: >', parsePlan, repeated('>')],
  ['plan.md: quoted lines', parsePlan, repeated('> > > a\n')],
  ['plan.md: lines after a quote', parsePlan, (length) => `> ${repeated('a\n')(length)}`],
  ['plan.md: definitions of links', parsePlan, numbered((n) => `[a${n}]: /u\n`)],
  ['plan.md: lists on one line', parsePlan, repeated('1. ')],
  ['plan.md: one paragraph', parsePlan, repeated('a\n')],
  ['plan.md: boxes', parsePlan, repeated('- [ ] a\n')],
  ['plan.md: code fences', parsePlan, repeated('```\na\n```\n')],
  [
    'plan.md: merges in a code fence',
    parsePlan,
    (length) => `\`\`\`\n${repeated('<<<<<<< a\n=======\n>>>>>>> b\n')(length)}\n\`\`\`\n`,
  ],
  ['plan.md: brackets', parsePlan, repeated('[')],
  ['profile: brackets', readProfile, repeated('[')],
  ['profile: members', readProfile, numbered((n) => `a${n}: 1\n`)],
  ['profile: items', readProfile, (length) => `a:\n${repeated('  - b\n')(length)}`],
  ['secrets: names of members', (text) => secret(names(text)), numbered((n) => `AKIA${String(n).padStart(16, '0')}\n`)],
  ...[
    '-----BEGIN PRIVATE KEY-----\n',
    'token: a1/',
    'cookie: a=b; ',
    'curl -u ',
    '"key": "token", ',
    '<token ',
    'eyJ',
    'ghp_\n',
    'machine a login ',
    'aB3',
  ].map((piece) => [`secrets: ${JSON.stringify(piece)}`, secret, repeated(piece)]),
];

const readers = {
  ...{ readSessionFolder, readSisyphusFolder, sessionsIn },
  readExportedFile: (file) => readExportedFile(file, DEFAULT_PATTERNS),
  recordInMemory: recordsIn(() => recorderOn(memoryLog(), false)),
};
const all = [
  ...CASES.map(([name, read, textOf]) => [
    name,
    (length) => {
      const text = textOf(length);
      return cost(async () => read(text));
    },
  ]),
  ...casesOf(readers),
];
const LENGTHS = [1 / 8, 1 / 4, 1 / 2, 1].map((part) => Math.round(size * part));
const rows =
  values.rows === undefined || !existsSync(values.rows)
    ? []
    : readFileSync(values.rows, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line));
for (const [name, run] of all) {
  if (rows.some((row) => row.name === name)) continue;
  await run(size / 20); // what has never run is slower
  const costs = [];
  for (const length of LENGTHS) costs.push(await run(length));
  const ms = costs.map((one) => one.ms);
  const { refusal } = costs.at(-1);
  const isRefused = costs.map((one) => one.refusal !== '');
  // Of what costs nearly nothing a ratio says nothing, nor of a length that is refused.
  const ratios = ms.slice(1).map((more, n) => (ms[n] < COUNTED_MS || isRefused[n + 1] ? undefined : more / ms[n]));
  const times = ms[3] / Math.max(ms[1], COUNTED_MS);
  const grows = times > MOST && refusal === '';
  if (grows) process.exitCode = 1;
  rows.push({ name, ms, ratios, refusal });
  if (values.rows !== undefined) appendFileSync(values.rows, `${JSON.stringify(rows.at(-1))}\n`);
  const figures = ms
    .slice(1)
    .map((one) => one.toFixed(0).padStart(6))
    .join('');
  const shown = ratios.map((one) => (one?.toFixed(1) ?? '–').padStart(5)).join('');
  console.log(`${name.padEnd(52)}${figures} ms ${shown}  ${refusal}${grows ? '  GROWS' : ''}`);
}
if (!values['no-page']) hostilePage(rows, LENGTHS);
