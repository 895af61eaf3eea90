// Writes docs/generated/mutants.md from the report: what was killed, folder by folder, and every survivor with why it is harmless.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HARMLESS } from './harmless.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Every mutant that was asked so far; Stryker keeps it. */
export const REPORT = join(root, 'reports', 'mutation', 'incremental.json');
const PAGE = join(root, 'docs', 'generated', 'mutants.md');

const KILLED = new Set(['Killed', 'Timeout', 'RuntimeError']);
const LEFT = new Set(['Survived', 'NoCoverage']);

/** The text between two places of a source, on one line, cut where it is long. */
const textOf = (lines, { start, end }) => {
  const text =
    start.line === end.line
      ? lines[start.line - 1].slice(start.column - 1, end.column - 1)
      : [
          lines[start.line - 1].slice(start.column - 1),
          ...lines.slice(start.line, end.line - 1),
          lines[end.line - 1].slice(0, end.column - 1),
        ].join(' ');
  return text.replaceAll(/\s+/g, ' ');
};
const short = (text) => (text.length > 90 ? `${text.slice(0, 60)} … ${text.slice(-25)}` : text);
const code = (text) => `\`\` ${short(text.replaceAll(/\s+/g, ' ')).replaceAll('|', '\\|')} \`\``;

/** Every mutant of the report, with its file, its place and the text that it changes. */
const mutantsOf = ({ files }) =>
  Object.entries(files).flatMap(([file, { source, mutants }]) => {
    const lines = source.split('\n');
    return mutants.map((mutant) => ({
      ...mutant,
      file,
      line: mutant.location.start.line,
      column: mutant.location.start.column,
      context: lines[mutant.location.start.line - 1].trim(),
      before: textOf(lines, mutant.location),
      after: mutant.replacement ?? '',
    }));
  });

/** Why a survivor is harmless; undefined where nobody has looked at it. */
const whyOf = (mutant) =>
  HARMLESS.find(
    ({ file, line, mutator, before, after }) =>
      (file === undefined || file === mutant.file) &&
      (line === undefined || mutant.context.includes(line)) &&
      (mutator === undefined || mutator === mutant.mutatorName) &&
      (before === undefined || mutant.before.includes(before)) &&
      (after === undefined || mutant.after === after),
  )?.why;

const percent = (killed, left) => (killed + left === 0 ? '–' : ((100 * killed) / (killed + left)).toFixed(1));
const count = (mutants, statuses) => mutants.filter(({ status }) => statuses.has(status)).length;

const row = (name, mutants) => {
  const [killed, left] = [count(mutants, KILLED), count(mutants, LEFT)];
  return `| ${name} | ${mutants.length} | ${killed} | ${count(mutants, new Set(['Survived']))} | ${count(mutants, new Set(['NoCoverage']))} | ${percent(killed, left)} % |`;
};

const sectionOf = (file, mutants) => [
  `### ${file}`,
  '',
  '| place | what is changed | into | why no test sees it |',
  '| --- | --- | --- | --- |',
  ...mutants
    .toSorted((a, b) => a.line - b.line || a.column - b.column || (a.after < b.after ? -1 : 1))
    .map(
      (mutant) =>
        `| ${mutant.line}:${mutant.column} | ${code(mutant.before)} | ${code(mutant.after || '(nothing)')} | ${whyOf(mutant) ?? '**not looked at yet**'} |`,
    ),
  '',
];

export const writePage = () => {
  const mutants = mutantsOf(JSON.parse(readFileSync(REPORT, 'utf8')));
  const asked = mutants.filter(({ status }) => KILLED.has(status) || LEFT.has(status));
  const left = asked
    .filter(({ status }) => LEFT.has(status))
    .toSorted((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
  const killed = count(asked, KILLED);
  const unexplained = left.filter((mutant) => whyOf(mutant) === undefined).length;
  const notAsked = mutants.length - asked.length;
  const page = [
    '# Mutants of the pure code',
    '',
    'Written by `npm run test:mutation`, not by hand. Stryker changes `machines/` and `projections/` one place at a time (a',
    'condition turned round, a text emptied, a block taken out), and the tests are asked whether they see it: those of',
    '`tests/machines` and `tests/projections`, and the golden histories of up to 300 events. Random properties are asked',
    'five times each, with the seed of every run, and the exploration of the whole law is left out, so that a mutant is',
    'asked in a moment: with all tests more would be found, not less. (The invariants, which random histories compare with',
    'the rules, are asked ten times.) No kind of mutant is left out: texts that people read count too. What runs out of',
    'memory or goes round in circles (told by how often the mutant is hit) counts as killed; what no test sees counts as',
    'left, whether a reason is given or not. Only what was asked counts: a file that is in no table below was not.',
    '',
    `${asked.length} mutants, ${killed} killed, ${left.length} left: **${percent(killed, left.length)} %**.${notAsked > 0 ? ` ${notAsked} more were not asked.` : ''}${unexplained > 0 ? ` ${unexplained} of those left were not looked at yet.` : ''}`,
    '',
    '| folder | mutants | killed | survived | reached by no test | killed of those asked |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...grouped(asked, ({ file }) => dirname(file))
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([folder, of]) => row(`\`${folder}/\``, of)),
    row('all', asked),
    '',
    '## Those left',
    '',
    ...grouped(left, ({ file }) => file).flatMap(([file, of]) => sectionOf(file, of)),
  ];
  writeFileSync(PAGE, `${page.join('\n').trimEnd()}\n`);
  return { mutants: asked.length, score: (100 * killed) / asked.length, unexplained };
};

const grouped = (list, keyOf) => {
  const groups = new Map();
  for (const one of list) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return [...groups];
};

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(writePage());
