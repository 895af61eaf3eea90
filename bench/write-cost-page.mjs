// docs/generated/write-cost.md: what `bench/write-cost.mjs` measured.
import { writeFileSync } from 'node:fs';
import { arch, cpus, platform } from 'node:os';
import { fileURLToPath } from 'node:url';
import { table } from '../scripts/proof-page.mjs';

const path = fileURLToPath(new URL('../docs/generated/write-cost.md', import.meta.url));

export const writeCostPage = (figures, { rounds, sends }) => {
  const totals = figures.map(({ name, bytes, sendUs, parseUs, ratio }) => [
    ...[name, Math.round(bytes).toLocaleString('en'), sendUs.toFixed(1), parseUs.toFixed(2), ratio.toFixed(1)],
  ]);
  const names = figures[0].parts.map(({ part }) => part);
  const parts = names.map((name) => [
    name,
    ...figures.map(({ parts }) => {
      const found = parts.find(({ part }) => part === name);
      return found === undefined ? '–' : `${found.us.toFixed(1)} (${found.times.toFixed(1)})`;
    }),
  ]);
  const page = `# What a command costs before it reaches the log

Written by \`npm run bench:write-cost\`, not by hand. One caller sends commands to one session on the memory log, one after
the other, so that all of the time is this process's own: ids, secrets, decision, hash chain, encoding, append, answer. Beside
it, in the same round, \`JSON.parse\` of the lines that were recorded. Medians of ${rounds} rounds of ${sends.toLocaleString('en')} commands,
in turn, each after as many that do not count: V8 compiles meanwhile what the collection between the rounds made it drop.

${table([['commands', 'bytes of a line', 'µs a send', 'µs of JSON.parse', 'times'], ...totals])}

The parts, in microseconds and, in brackets, in times of \`JSON.parse\`: the profiler's samples of one more round, as shares
of the figure above. What a library does for a part counts as that part.

${table([['part', ...figures.map(({ name }) => name)], ...parts])}

${platform()} ${arch()}, ${cpus()[0]?.model.trim() ?? 'unknown processor'}, Node ${process.version}; time of the processor, garbage collection included, while other programs ran on it too.
`;
  writeFileSync(path, page);
  console.log('docs/generated/write-cost.md');
};
