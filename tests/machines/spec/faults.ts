// Faults of machines/SPEC.md outside its marked parts: a marker that is missing, repeated or unknown; words in code marks
// that the code does not know; rules that no test shows both violated and satisfied, and tests of unknown rules.
import { existsSync, readFileSync } from 'node:fs';
import { EVENT_TYPES } from '../../../machines/events/catalog.ts';
import { CELLS } from '../truth-table/all.ts';
import type { Law } from './law.ts';
import { cellsOnPage, MARKED } from './page.ts';

const root = new URL('../../../', import.meta.url);
const lettersOf = ({ rules }: Law): string[] => [...new Set(rules.map(({ id }) => id.slice(0, 1)))];
const idsOf = ({ rules, ofCommands, machines }: Law): Set<string> =>
  new Set([...[...rules, ...ofCommands].map(({ id }) => id), ...machines.map(({ kind }) => `M.${kind}`)]);

const places = (text: string, law: Law): string[] => {
  const wanted = [
    'counts',
    ...law.machines.map(({ kind }) => `machine ${kind}`),
    ...lettersOf(law).map((l) => `rules ${l}`),
  ];
  const found = [...text.matchAll(/<!-- (.*?) -->/g)].map(([, name = '']) => name).filter((name) => name !== 'end');
  return [
    ...wanted.filter((name) => !found.includes(name)).map((name) => `no marker for ${name}`),
    ...found.filter((name) => !wanted.includes(name)).map((name) => `a marker for ${name}, which does not exist`),
    ...found.filter((name, index) => found.indexOf(name) !== index).map((name) => `two markers for ${name}`),
    ...(text.match(/<!-- end -->/g)?.length === found.length ? [] : ['a marker without an end']),
    ...(/^\|/m.test(text.replaceAll(MARKED, '')) ? ['a table that the code does not write'] : []),
  ];
};

/** Ids, events, files and symbols that the page names; `symbol` of `file` has to be exported there. */
const words = (text: string, law: Law): string[] => {
  const ids = idsOf(law);
  const known = new Set<string>([
    ...EVENT_TYPES,
    ...law.machines.flatMap(({ states, signals }) => [...states, ...signals]),
  ]);
  const unknown: string[] = [];
  for (const [, word = ''] of text.matchAll(/`([^`\n]+)`/g)) {
    if (/^[A-Z]\.[a-z]+$/.test(word)) {
      if (!ids.has(word)) unknown.push(`${word} is neither a rule nor a machine`);
    } else if (/^[a-z]+(_[a-z]+)+(\.[a-z_]+)?$/.test(word)) {
      if (!known.has(word)) unknown.push(`${word} is not an event, a signal or a state`);
    } else if (/^[\w.-]+(\/[\w.-]+)*\/?$/.test(word) && /\/$|\.(ts|mjs|md)$/.test(word)) {
      if (!existsSync(new URL(word, root))) unknown.push(`there is no ${word}`);
    }
  }
  for (const [, symbol = '', file = ''] of text.matchAll(/`(\w+)` of `([\w./-]+\.ts)`/g)) {
    const source = existsSync(new URL(file, root)) ? readFileSync(new URL(file, root), 'utf8') : '';
    if (!new RegExp(`^export (const|function|class|interface|type) ${symbol}\\b`, 'm').test(source))
      unknown.push(`${file} exports no ${symbol}`);
  }
  return unknown;
};

const tests = (law: Law): string[] => {
  const ids = idsOf(law);
  return [
    ...law.rules.filter(({ violated }) => violated.length === 0).map(({ id }) => `no test shows ${id} violated`),
    ...law.ofCommands.filter(({ also }) => also.length === 0).map(({ id }) => `no test shows ${id}`),
    ...law.rules.filter(({ satisfied }) => satisfied.length === 0).map(({ id }) => `no test shows ${id} satisfied`),
    ...law.named.flatMap(({ file, title, ids: named }) =>
      named.filter((id) => !ids.has(id)).map((id) => `${file} shows ${id}, which is not a rule: “${title}”`),
    ),
  ];
};

/** The cells of the page against the truth tables, which are written by hand. */
const cells = (text: string): string[] => {
  const page = cellsOnPage(text);
  const truth = new Map(
    CELLS.map(({ kind, state, signal, expected }) => [
      `${kind} ${state} ${signal}`,
      'to' in expected ? expected.to : '✗',
    ]),
  );
  return [
    ...[...truth]
      .filter(([cell, is]) => page.get(cell) !== is)
      .map(([cell, is]) => `${cell} is ${is}, not ${page.get(cell)}`),
    ...[...page.keys()].filter((cell) => !truth.has(cell)).map((cell) => `${cell} is not a cell of the truth tables`),
  ];
};

/** Each in a sentence; empty for a page without faults. */
export const faults = (text: string, law: Law): readonly string[] => [
  ...(text.includes(`The version of the law is \`${law.version}\``)
    ? []
    : [`the version of the law is ${law.version}`]),
  ...places(text, law),
  ...words(text, law),
  ...tests(law),
  ...cells(text),
];
