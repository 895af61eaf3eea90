// How much longer `--help` and `--version` take to start than Node itself: the ratio of medians over interleaved runs.
// Usage: node bench/start.mjs [runs] (default 40). Ends with 1 when a ratio is over 1.5.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MOST = 1.5;
const runs = Number(process.argv[2] ?? 40);
const main = join(dirname(fileURLToPath(import.meta.url)), '..', 'dist', 'src', 'cli', 'main.js');
const subjects = {
  'node -e 0': ['-e', '0'],
  'reprise --version': [main, '--version'],
  'reprise --help': [main, '--help'],
  'reprise replay --help': [main, 'replay', '--help'],
};

const times = Object.fromEntries(Object.keys(subjects).map((name) => [name, []]));
for (let run = 0; run < runs; run += 1)
  for (const [name, args] of Object.entries(subjects)) {
    const startedAt = process.hrtime.bigint();
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`);
    times[name].push(Number(process.hrtime.bigint() - startedAt) / 1e6);
  }

const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};
const base = median(times['node -e 0']);
let exitCode = 0;
for (const [name, values] of Object.entries(times)) {
  const ratio = median(values) / base;
  if (ratio > MOST) exitCode = 1;
  console.log(`${name.padEnd(24)}${median(values).toFixed(1).padStart(7)} ms  ${ratio.toFixed(2)}`);
}
console.log(`Median of ${runs} interleaved runs each, Node ${process.version}; at most ${MOST} times \`node -e 0\`.`);
process.exitCode = exitCode;
