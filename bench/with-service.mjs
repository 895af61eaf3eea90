// How long `send` and `view` take through a service that runs on the log, beside the log itself: medians of interleaved runs.
// Usage: node bench/with-service.mjs [runs] (default 15). Both go to the same store, whose server runs all the time.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const runs = Number(process.argv[2] ?? 15);
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const main = join(root, 'dist', 'src', 'cli', 'main.js');
const folder = mkdtempSync(join(tmpdir(), 'reprise-bench-'));
const store = join(folder, 'store');
const run = (args) => {
  const startedAt = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, [main, ...args, '--store', store], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  return Number(process.hrtime.bigint() - startedAt) / 1e6;
};
const service = spawn(process.execPath, [main, 'serve', '--port', '0', '--store', store], {
  stdio: ['ignore', 'pipe', 'ignore'],
});
try {
  await new Promise((resolve) => service.stdout.once('data', resolve));
  run(['import', join(root, 'examples', 'password-reset')]);
  run(['send', 's1', 'session.start', 'Reset passwords']);
  let sent = 0;
  const subjects = {
    send: () => ['send', 's1', 'requirement.add', `r${++sent}`, 'by email'],
    'view plan': () => ['view', 'plan', 'a7f3c8e2-9b1d-4f6a-8e2c-1d5a9f8b3c7e'],
  };
  const times = new Map();
  for (let count = 0; count < runs; count += 1)
    for (const [name, args] of Object.entries(subjects))
      for (const more of [[], ['--no-service']]) {
        const key = `${name}${more.length === 0 ? ', through the service' : ', the log itself'}`;
        times.set(key, [...(times.get(key) ?? []), run([...args(), ...more])]);
      }
  const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
  for (const [name, values] of times) console.log(`${name.padEnd(36)}${median(values).toFixed(0).padStart(6)} ms`);
  for (const name of Object.keys(subjects))
    console.log(
      `${name}: ${(median(times.get(`${name}, through the service`)) / median(times.get(`${name}, the log itself`))).toFixed(2)} of the log itself`,
    );
  console.log(`Median of ${runs} interleaved runs each, Node ${process.version}.`);
} finally {
  service.kill('SIGTERM');
  await new Promise((resolve) => service.once('exit', resolve));
  rmSync(folder, { recursive: true, force: true });
}
