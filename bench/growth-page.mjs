// docs/generated/growth.md: what `bench/growth.mjs` measured.
import { writeFileSync } from 'node:fs';
import { arch, cpus, platform } from 'node:os';
import { fileURLToPath } from 'node:url';
import { table } from '../scripts/proof-page.mjs';

const path = fileURLToPath(new URL('../docs/generated/growth.md', import.meta.url));
const counted = (number) => number.toLocaleString('en');
/** Below this a figure is mostly that of the clock. */
const LEAST_US = 0.5;

const us = (value) => (value === undefined ? '–' : value < 10 ? value.toFixed(1) : String(Math.round(value)));

/** `4.3 (1.2)`: microseconds for each entity at the largest size, and that figure divided by the one at the smallest. */
const cell = (measured) => {
  const last = measured.at(-1);
  if (last === undefined) return '–';
  const [first] = measured;
  return last < LEAST_US ? us(last) : `${us(last)} (${(last / first).toFixed(1)})`;
};

export const writeGrowth = (sizes, figures) => {
  const names = Object.keys(figures[0].subjects);
  const [smallest, largest] = [counted(sizes[0]), counted(sizes.at(-1))];
  const page = `# What an entity costs as their number grows

Written by \`npm run bench:pure\`, not by hand. Each row is a session in which one kind of entity grows. A cell gives the
microseconds for each entity among ${largest} of them and, in brackets, how many times that is what one costs among
${smallest}. A part that did the same work again for every entity would show ${counted(sizes.at(-1) / sizes[0])} there. Two or three is what a larger session costs
the memory of the machine: more misses of its caches, and more to collect. Figures below ${LEAST_US} µs have no brackets.

\`rules\` is the check of each event and the fold of the state, \`fold of all views\` the fold of all views. The columns named
after views are the making of their documents, \`all pages\` the text of these documents, \`legal\` the list of legal moves.
A part that would have taken more than a minute at a size, if its cost grew with the square, was not measured there (–).

${platform()} ${arch()}, ${cpus()[0]?.model.trim() ?? 'unknown processor'}, Node ${process.version}; time of the processor, while other programs ran on it too.

${table([['', ...names], ...figures.map(({ kind, subjects }) => [kind, ...names.map((name) => cell(subjects[name]))])])}
`;
  writeFileSync(path, page);
  console.log('docs/generated/growth.md');
};
