// Whether readers of outside text cost more than their input grows: each reads hostile texts of doubled length, and the
// ratio of processor times is printed. Usage: node bench/hostile.mjs [characters] (default 250000). Ends with 1 where a
// ratio of four times the length is over 10 (4 is linear, 16 quadratic) and a refusal in a sentence counts as no cost.
import { parsePlan } from '../dist/src/formats/plan-md/parse.js';
import { readProfileText as readProfile } from '../dist/src/formats/profile/read-profile.js';
import { DEFAULT_PATTERNS } from '../dist/src/secrets/patterns.js';
import { redact } from '../dist/src/secrets/redact.js';

const size = Number(process.argv[2] ?? 250_000);
const repeated = (piece) => (length) => piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
const numbered = (of) => (length) => {
  let text = '';
  for (let n = 0; text.length < length; n += 1) text += of(n);
  return text;
};
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

/** Milliseconds of the processor, and the sentence of a refusal. */
const cost = (read, text) => {
  const before = process.cpuUsage();
  let refusal = '';
  try {
    read(text);
  } catch (error) {
    if (error.code !== 'BAD_INPUT') throw error;
    refusal = error.message.slice(0, 70);
  }
  const { user, system } = process.cpuUsage(before);
  return { ms: (user + system) / 1_000, refusal };
};

for (const [name, read, textOf] of CASES) {
  const [, one, two, four] = [0.2, 1, 2, 4].map((times) => cost(read, textOf(size * times)));
  const ratio = four.ms / Math.max(one.ms, 5);
  if (ratio > 10 && four.refusal === '') process.exitCode = 1;
  const figures = [one, two, four].map(({ ms }) => ms.toFixed(0).padStart(6)).join('');
  console.log(`${name.padEnd(46)}${figures} ms  ${ratio.toFixed(1).padStart(5)}  ${four.refusal}`);
}
