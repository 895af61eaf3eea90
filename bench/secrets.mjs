// What the filter of secrets costs an event, beside JSON.parse of its line in the same run, and how many of the texts in
// tests/secrets/table.ts it gets right. Run by `npm run bench:secrets`. Time is that of the processor.
//   node bench/secrets.mjs [rounds] [events] (default 7 and 5000)
import { DEFAULT_PATTERNS } from '../dist/src/secrets/patterns.js';
import { redact } from '../dist/src/secrets/redact.js';
import { secretFilter } from '../dist/src/secrets/secret-filter.js';
import { withSources } from '../scripts/sources.mjs';
import { sessionLines } from './session.mjs';

const [rounds = 7, count = 5_000] = process.argv.slice(2).map(Number);
const { POSITIVES, NEGATIVES } = await withSources((load) => load('/tests/secrets/table.ts'));

const found = POSITIVES.filter(({ given, secret }) => {
  const stored = JSON.stringify(redact(given, DEFAULT_PATTERNS).value);
  return !stored.includes(JSON.stringify(secret).slice(1, -1));
}).length;
const kept = NEGATIVES.filter((text) => redact(text, DEFAULT_PATTERNS).value === text).length;
const rate = (part, whole) => `${part} of ${whole} (${((100 * part) / whole).toFixed(1)} %)`;
console.log(`secrets that are replaced      ${rate(found, POSITIVES.length)}`);
console.log(`other texts that are kept      ${rate(kept, NEGATIVES.length)}`);

const lines = sessionLines(count).slice(0, count);
const commandOf = (text) => {
  const { id, type: name, time, actor, data } = JSON.parse(text);
  return { id, name, time, actor, data };
};
const prose = 'The middleware has a rule for this: `limit(10, "minute")`, see src/http/limits.ts and PR #481.\n';
/** A session as it is; texts of 4 kB without a secret; texts with one each. */
const SUBJECTS = {
  'a session': lines.map(commandOf),
  'texts of 4 kB': lines.slice(0, count / 10).map((line, n) => ({
    ...commandOf(line),
    data: { title: `Entry ${n}`, content: prose.repeat(42) },
  })),
  'a secret in each': lines.map((line, n) => ({
    ...commandOf(line),
    data: { content: `${prose}The key is AKIA${String(n).padStart(16, 'Q7')}.` },
  })),
};

/** Microseconds of the processor an item, the least of some rounds. */
const least = (items, work) => {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round += 1) {
    const before = process.cpuUsage();
    for (const item of items) work(item);
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / items.length);
  }
  return best;
};

console.log(`\n${'µs an event'.padEnd(22)}${'filter'.padStart(10)}${'JSON.parse'.padStart(12)}${'ratio'.padStart(8)}`);
for (const [name, commands] of Object.entries(SUBJECTS)) {
  const texts = commands.map((command) => JSON.stringify(command));
  const filter = secretFilter().ofCall('bench');
  const parse = least(texts, JSON.parse);
  const cost = least(commands, filter);
  const figures = [cost.toFixed(2).padStart(10), parse.toFixed(2).padStart(12), (cost / parse).toFixed(1).padStart(8)];
  console.log(`${name.padEnd(22)}${figures.join('')}`);
}
