// The tables of machines/SPEC.md, written from the code: `npm run spec` puts them between the markers; a test fails when
// they differ, in either direction.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ENTITY_KINDS, lifeCycleOf, RULES } from '../dist/machines/index.js';

const path = fileURLToPath(new URL('../machines/SPEC.md', import.meta.url));

const FILES = {
  S: 'session',
  H: 'session',
  E: 'session',
  P: 'phase',
  G: 'phase',
  T: 'work',
  W: 'work',
  A: 'work',
  C: 'work',
  L: 'record',
  D: 'record',
  B: 'record',
  K: 'record',
};

/** Rows of cells as a Markdown table whose columns line up, as the formatter wants it. */
const table = (rows) => {
  const widths = rows[0].map((_, column) => Math.max(3, ...rows.map((row) => row[column].length)));
  const line = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  return [
    line(rows[0]),
    `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`,
    ...rows.slice(1).map(line),
  ].join('\n');
};

const machineTable = (kind) => {
  const cycle = lifeCycleOf(kind);
  const header = [kind, ...cycle.signals.map((signal) => `\`${signal}\``)];
  const row = (state) => [`**${state}**`, ...cycle.signals.map((signal) => cycle.next(state, signal) ?? '✗')];
  return table([header, ...cycle.states.map(row)]);
};

const ruleTable = (letter) => {
  const rules = RULES.filter(({ id }) => id.startsWith(`${letter}.`));
  const row = ({ id, sentence, severity, fixed, on }) => [
    `\`${id}\``,
    sentence,
    fixed ? `${severity}, always` : severity,
    on === 'all' ? 'every event' : on.map((type) => `\`${type}\``).join(', '),
  ];
  return `${table([['rule', 'sentence', 'severity', 'asked of'], ...rules.map(row)])}\n\nEnforced in \`machines/rules/${FILES[letter]}.ts\`, shown in \`tests/machines/rules.test.ts\`.`;
};

/** The text with every generated part as the code says now. */
export const inStep = (text) =>
  text.replaceAll(/(<!-- (machine|rules) (\w+) -->\n)[\s\S]*?(<!-- end -->)/g, (_all, begin, what, name, end) => {
    const body = what === 'machine' ? machineTable(name) : ruleTable(name);
    return `${begin}\n${body}\n\n${end}`;
  });

/** What a text lacks: machines and rules without a place in it. */
export const missing = (text) => [
  ...ENTITY_KINDS.filter((kind) => !text.includes(`<!-- machine ${kind} -->`)),
  ...[...new Set(RULES.map(({ id }) => id.split('.')[0]))].filter(
    (letter) => !text.includes(`<!-- rules ${letter} -->`),
  ),
];

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(path, inStep(readFileSync(path, 'utf8')));
