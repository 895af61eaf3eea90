// Writes docs/generated/mutants.md from the report, and mutants-of-views.md from that without the golden histories: what was
// killed, folder by folder or file by file, and every survivor with why it is harmless. Of a file that is not in the report,
// as on a machine that never tested it, mutants-of-views.md keeps what it says, while the file reads as it did then.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { whyOf } from './reasons.mjs';
import { reportOf } from './reports.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

const ALL_TESTS = {
  name: 'mutants.md',
  groupOf: dirname,
  about: [
    '# Mutants of the pure code',
    '',
    'Written by `npm run test:mutation`, not by hand. Stryker changes `machines/` and `projections/` one place at a time (a',
    'condition negated, a text emptied, a block removed), and the tests run on each mutant: those of `tests/machines` and',
    '`tests/projections`, and the golden histories of up to 300 events. To test a mutant in a moment, random properties run',
    'five times each, with the seed of every run (the invariants, which random histories compare with the rules, ten times),',
    'and the exploration of the whole law is left out: with all tests more mutants would be killed, not fewer. Every kind of',
    'mutant counts, those of texts that people read, too. A mutant that runs out of memory or loops without end counts as',
    'killed. One that no test fails on counts as a survivor, with or without a reason. The tables have only the files that',
    'were tested as they are now.',
  ],
};
const NO_GOLDEN = {
  name: 'mutants-of-views.md',
  groupOf: (file) => file,
  about: [
    '# Mutants of the views, without the golden histories',
    '',
    'Written by `npm run test:mutation` with `-- --without-golden`, not by hand. A golden history fails on nearly every mutant of a',
    'view, and says of none what it breaks. Here all other tests run on each mutant of `projections/`: what they kill, a title',
    'states. A file has the figures of when it was tested last, and none once it was changed. Otherwise this page is made as',
    '[that of all mutants](mutants.md).',
  ],
};

const UNEXAMINED = '**not examined yet**';
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

/** True where a file still reads as it did when its mutants were tested. */
const isCurrent = ([file, { source }]) =>
  existsSync(join(root, file)) && readFileSync(join(root, file), 'utf8') === source;

const hashOf = (source) => createHash('sha256').update(source).digest('hex').slice(0, 16);

/** What a page says of files that were tested before: `{ file, hash, row, section }`, of those that it lists with a hash. */
const keptOf = (path) => {
  if (!existsSync(path)) return [];
  const page = readFileSync(path, 'utf8');
  return [...page.matchAll(/^<!-- (\S+) (\w{16}) -->$/gm)].map(([, file, hash]) => {
    const begin = page.indexOf(`\n### ${file}\n`) + 1;
    const end = page.slice(begin + 1).search(/^(?:### |<!-- )/m) + begin + 1;
    return {
      ...{ file, hash },
      row: page.split('\n').find((line) => line.startsWith(`| \`${file}\` |`)) ?? '',
      section: begin === 0 ? [] : [...page.slice(begin, end).trimEnd().split('\n'), ''],
    };
  });
};

/** The counts of a row of the table: mutants, killed, survived, reached by no test. */
const countsOf = (line) => line.split('|').slice(2, 6).map(Number);

/** The mutants of files of the report, each with its file, its place and the text that it changes. */
const mutantsOf = (files) =>
  files.flatMap(([file, { source, mutants }]) => {
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

const percent = (killed, left) => (killed + left === 0 ? '–' : ((100 * killed) / (killed + left)).toFixed(1));
const count = (mutants, statuses) => mutants.filter(({ status }) => statuses.has(status)).length;

const countsIn = (mutants) => [
  mutants.length,
  ...[KILLED, new Set(['Survived']), new Set(['NoCoverage'])].map((statuses) => count(mutants, statuses)),
];
const row = (name, [all, killed, survived, unreached]) =>
  `| ${name} | ${all} | ${killed} | ${survived} | ${unreached} | ${percent(killed, survived + unreached)} % |`;

const sectionOf = (file, mutants) => [
  `### ${file}`,
  '',
  '| place | changed text | replacement | why no test can fail |',
  '| --- | --- | --- | --- |',
  ...mutants
    .toSorted((a, b) => a.line - b.line || a.column - b.column || (a.after < b.after ? -1 : 1))
    .map(
      (mutant) =>
        `| ${mutant.line}:${mutant.column} | ${code(mutant.before)} | ${code(mutant.after || '(nothing)')} | ${whyOf(mutant) ?? UNEXAMINED} |`,
    ),
  '',
];

/** Writes a page; `{ page, mutants, score, unexplained }`, which count what it keeps, too. */
export const writePage = (withoutGolden = false) => {
  const { name, groupOf, about } = withoutGolden ? NO_GOLDEN : ALL_TESTS;
  const path = join(root, 'docs', 'generated', name);
  const files = Object.entries(JSON.parse(readFileSync(join(root, reportOf(withoutGolden)), 'utf8')).files);
  const current = files.filter(isCurrent);
  const before = withoutGolden ? keptOf(path).filter(({ file }) => !current.some(([one]) => one === file)) : [];
  const kept = before.filter(
    ({ file, hash }) => existsSync(join(root, file)) && hashOf(readFileSync(join(root, file), 'utf8')) === hash,
  );
  const known = [...files.map(([file]) => file), ...before.map(({ file }) => file)];
  const counted = new Set([...current.map(([file]) => file), ...kept.map(({ file }) => file)]);
  const changed = [...new Set(known)].filter((file) => !counted.has(file) && existsSync(join(root, file)));
  const mutants = mutantsOf(current);
  const tested = mutants.filter(({ status }) => KILLED.has(status) || LEFT.has(status));
  const left = tested.filter(({ status }) => LEFT.has(status));
  const notTested = mutants.length - tested.length;
  const rows = [
    ...grouped(tested, ({ file }) => groupOf(file)).map(([group, of]) =>
      row(`\`${group}${withoutGolden ? '' : '/'}\``, countsIn(of)),
    ),
    ...kept.map((one) => one.row),
  ].toSorted();
  const sections = [
    ...grouped(left, ({ file }) => file).map(([file, of]) => sectionOf(file, of)),
    ...kept.map(({ section }) => section).filter(({ length }) => length > 0),
  ].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const sum = rows.map(countsOf).reduce((sums, counts) => sums.map((one, at) => one + counts[at]), [0, 0, 0, 0]);
  const [all, killed, survived, unreached] = sum;
  const unexplained = sections.flat().filter((line) => line.endsWith(`| ${UNEXAMINED} |`)).length;
  const page = [
    ...about,
    '',
    `${all} mutants, ${killed} killed, ${survived + unreached} survived: **${percent(killed, survived + unreached)} %**.${notTested > 0 ? ` ${notTested} more were not tested.` : ''}${unexplained > 0 ? ` ${unexplained} of the survivors were not examined yet.` : ''}`,
    '',
    '| | mutants | killed | survived | reached by no test | killed of those tested |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
    row('all', sum),
    '',
    ...(changed.length === 0
      ? []
      : [
          `Changed since they were tested, and so not counted: ${changed.map((name) => `\`${name}\``).join(', ')}.`,
          '',
        ]),
    '## Survivors',
    '',
    ...sections.flat(),
    ...(withoutGolden
      ? [
          ...current.map(([file, { source }]) => ({ file, hash: hashOf(source) })),
          ...before.filter(({ file }) => existsSync(join(root, file))),
        ]
          .map(({ file, hash }) => `<!-- ${file} ${hash} -->`)
          .toSorted()
      : []),
  ];
  writeFileSync(path, `${page.join('\n').trimEnd()}\n`);
  return { page: `docs/generated/${name}`, mutants: all, score: (100 * killed) / all, unexplained };
};

const grouped = (list, keyOf) => {
  const groups = new Map();
  for (const one of list) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return [...groups];
};

if (process.argv[1] === fileURLToPath(import.meta.url))
  console.log(writePage(process.argv.includes('--without-golden')));
