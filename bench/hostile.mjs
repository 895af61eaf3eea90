// Whether readers of outside text cost more than their input grows: each reads hostile texts of doubled length, and the
// ratio of processor times is printed. Usage: node bench/hostile.mjs [characters] (default 250000). Ends with 1 where a
// ratio of four times the length is over 10 (4 is linear, 16 quadratic) and a refusal in a sentence counts as no cost.
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
import { casesOf, cost, recordsIn } from './hostile/readers.mjs';
import { numbered, repeated } from './hostile/texts.mjs';

const size = Number(process.argv[2] ?? 250_000);
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
for (const [name, run] of all) {
  const costs = [];
  for (const times of [0.2, 1, 2, 4]) costs.push(await run(size * times));
  const [, one, two, four] = costs;
  const ratio = four.ms / Math.max(one.ms, 20);
  if (ratio > 10 && four.refusal === '') process.exitCode = 1;
  const figures = [one, two, four].map(({ ms }) => ms.toFixed(0).padStart(6)).join('');
  console.log(`${name.padEnd(52)}${figures} ms  ${ratio.toFixed(1).padStart(5)}  ${four.refusal}`);
}
