// docs/generated/hostile.md: what `bench/hostile.mjs` measured.
import { writeFileSync } from 'node:fs';
import { arch, cpus, platform } from 'node:os';
import { fileURLToPath } from 'node:url';
import { table } from '../../scripts/proof-page.mjs';

const path = fileURLToPath(new URL('../../docs/generated/hostile.md', import.meta.url));
const inWords = (length) => (length < 1024 ** 2 ? `${Math.round(length / 1024)} Ki` : `${length / 1024 ** 2} Mi`);
const cell = (text) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');

/** @param rows of each case: its name, milliseconds by length, ratios by doubling, and the refusal of the longest */
export const hostilePage = (rows, lengths) => {
  const shown = rows.map(({ name, ms, ratios, refusal }) => [
    cell(name),
    ...ms.slice(1).map((one) => one.toFixed(0)),
    ...ratios.map((one) => one?.toFixed(1) ?? '–'),
    cell(refusal),
  ]);
  const heads = [...lengths.slice(1).map(inWords), ...lengths.slice(1).map((length) => `to ${inWords(length)}`)];
  const worst = rows
    .filter(({ refusal }) => refusal === '')
    .map(({ name, ms }) => ({ name, ms: ms.at(-1) }))
    .toSorted((a, b) => b.ms - a.ms)[0];
  const page = `# What hostile input costs

Written by \`npm run bench:hostile\`, not by hand. Each reader of outside text (plan.md, profiles, secrets, session files,
folders of Sisyphus, documents of cycles, exported sessions) reads a text made to be expensive, in four lengths up to
${inWords(lengths.at(-1))} characters, each twice the one before. Shown are processor milliseconds, and for each doubling how many times
as much it costs: 2 is linear, 2.1 is n log n here, 4 would be quadratic. \`–\` stands where the shorter one costs less than
20 ms, or the longer one is refused; the last column is that refusal, its first 70 characters. The garbage collector makes
single ratios uneven. The most expensive that is read is "${cell(worst.name)}": ${worst.ms.toFixed(0)} ms.

${table([['input', ...heads, 'refused'], ...shown])}

${platform()} ${arch()}, ${cpus()[0]?.model.trim() ?? 'unknown processor'}, Node ${process.version}; time of the processor, garbage collection included, while other programs ran on it too.
`;
  writeFileSync(path, page);
  console.log('docs/generated/hostile.md');
};
