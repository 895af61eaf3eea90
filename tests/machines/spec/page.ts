// The parts of machines/SPEC.md that are written from the code, between markers: tables of cells and rules, where each is
// enforced and which tests show it. The text around them is written by hand.
import type { CommandRule, Law, Machine, Place, ShownRule } from './law.ts';

const cells = ({ states, signals }: Machine): number => states.length * signals.length;
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
const at = ({ symbol, file }: Place): string => `\`${symbol}\` of \`${file}\``;

/** Rows of cells as a Markdown table whose columns line up. */
const table = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [header = [], ...body] = rows.map(line);
  return [header, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...body].join('\n');
};

const counts = ({ machines, rules }: Law): string => {
  const all = sum(machines.map(cells));
  const tested = sum(machines.map(({ tests }) => tests));
  const share = Math.floor((100 * tested) / all);
  return [
    `- ${machines.length} machines with ${all} cells, of which ${tested} have a test of their own: ${share} %.`,
    `- ${rules.length} rules, shown violated by ${sum(rules.map(({ violated }) => violated.length))} tests and satisfied by ${sum(rules.map(({ satisfied }) => satisfied.length))}.`,
  ].join('\n');
};

const machine = (one: Machine): string => {
  const { kind, states, signals, next } = one;
  const header = [kind, ...signals.map((signal) => `\`${signal}\``)];
  const rows = states.map((state) => [`**${state}**`, ...signals.map((signal) => next(state, signal) ?? '✗')]);
  return [
    table([header, ...rows]),
    '',
    `\`M.${kind}\`: ${at(one.at)}; second implementation: ${at(one.again)}. ${cells(one)} cells, ${one.tests} tests, whose titles are in ${at(one.table)}.`,
  ].join('\n');
};

const shown = (way: 'violated' | 'satisfied', titles: readonly string[]): string =>
  `  - ${way} where ${titles.map((title) => title.slice(`${way} where `.length)).join('; ')}`;

const named = ({ also }: Pick<CommandRule, 'also'>): string[] =>
  also.map(({ file, title }) => `  - \`${file}\`: “${title}”`);

const shownRule = (one: ShownRule): string => {
  return [
    `- \`${one.id}\`: ${at(one.at)}; second implementation: ${at(one.again)}`,
    shown('violated', one.violated),
    shown('satisfied', one.satisfied),
    ...named(one),
  ].join('\n');
};

const commandRule = (one: CommandRule): string =>
  [`- \`${one.id}\`, of commands: ${one.sentence} ${at(one.at)}`, ...named(one)].join('\n');

const rulesOf = (letter: string, law: Law): string => {
  const isOf = ({ id }: { readonly id: string }) => id.startsWith(`${letter}.`);
  const rules = law.rules.filter(isOf);
  const row = ({ id, sentence, severity, fixed, on }: ShownRule): string[] => [
    `\`${id}\``,
    sentence,
    fixed ? `${severity}, always` : severity,
    on === 'all' ? 'every event' : on.map((type) => `\`${type}\``).join(', '),
  ];
  return [
    table([['rule', 'sentence', 'severity', 'evaluated for'], ...rules.map(row)]),
    '',
    'Where each is enforced, and the tests that show it, in `tests/machines/rule-cases/rule-cases.test.ts` and elsewhere:',
    '',
    ...rules.map(shownRule),
    ...law.ofCommands.filter(isOf).map(commandRule),
  ].join('\n');
};

export const MARKED = /(<!-- (counts|machine|rules)(?: (\w+))? -->\n)([\s\S]*?)(<!-- end -->)/g;

/** The text with every marked part written from the law; the part of a marker that the law does not know is empty. */
export const inStep = (text: string, law: Law): string =>
  text.replaceAll(MARKED, (_all, begin: string, what: string, name = '', _body: string, end: string) => {
    const found = law.machines.find(({ kind }) => kind === name);
    const body =
      what === 'counts'
        ? counts(law)
        : what === 'rules'
          ? rulesOf(name, law)
          : found === undefined
            ? ''
            : machine(found);
    return `${begin}\n${body}\n\n${end}`;
  });

/** The cells that a page shows: by machine, state and signal, the state after it or ✗. */
export const cellsOnPage = (text: string): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  const row = (line: string): string[] =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll(/^[*`]+|[*`]+$/g, ''));
  for (const [, , what, , body = ''] of text.matchAll(MARKED)) {
    if (what !== 'machine') continue;
    const [[kind, ...signals] = [], , ...rows] = body
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .map(row);
    for (const [state, ...after] of rows)
      for (const [index, signal] of signals.entries()) found.set(`${kind} ${state} ${signal}`, after[index] ?? '');
  }
  return found;
};
