// Random sequences of commands over rules and invariants, on the pure model: 600 of each profile, or `--times N` as many.
// `--jobs N` decides them in N threads (`max`: one for each core); the counts are the same. `--write PART` puts the counts on docs/generated/proof.md, `--json` prints them. REPRISE_SEED chooses the seed; `--new-seed`
// draws one. Ctrl-C ends it with the counts so far; exit code 1 where something does not hold.
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { PROFILES } from '../dist/machines/index.js';
import { counted, table, writePart } from './proof-page.mjs';

const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '1' },
    write: { type: 'string' },
    json: { type: 'boolean', default: false },
    'new-seed': { type: 'boolean', default: false },
  },
});
const given = process.env.REPRISE_SEED ?? '';
const seed = /^-?\d+$/.test(given) ? Number(given) : values['new-seed'] ? randomInt(1_000_000_000) : 20_260_131;
const studio = JSON.parse(readFileSync(new URL('../tests/check/profiles/studio.json', import.meta.url), 'utf8'));
const profiles = [...Object.values(PROFILES), studio];
/** Sequences that share a seed; the seeds count up from the first. */
const AT_ONCE = 100;
const BATCHES = Math.round(6 * Number(values.times));
/** With it the mean is about a hundred commands. */
const MOST_COMMANDS = 280;

let interrupted = false;
process.on('SIGINT', () => {
  interrupted = true;
});
const note = (text) => process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${text}` : `${text}\n`);

const sum = { sequences: 0, commands: 0, accepted: 0, refused: 0, events: 0 };
const ends = { completed: 0, failed: 0, cancelled: 0, open: 0 };
const begun = performance.now();
const cpuBegun = process.cpuUsage();
let lastProgress = 0;
const progress = () => {
  const seconds = (performance.now() - begun) / 1000;
  const share = sum.sequences / (BATCHES * profiles.length * AT_ONCE);
  const left = share > 0 ? Math.round((seconds / share - seconds) / 60) : 0;
  note(`${counted(sum.sequences)} sequences, ${counted(sum.commands)} commands, about ${left} min left`);
};

console.error(`seed ${seed}`);
/** What is still to be decided: a profile and the seed of its sequences. */
function* work() {
  for (let batch = 0; batch < BATCHES; batch += 1)
    for (const [index, profile] of profiles.entries())
      yield { profile, seed: (seed + batch * profiles.length + index) | 0 };
}
const waiting = work();
const jobs = values.jobs === 'max' ? availableParallelism() : Number(values.jobs);
const decided = () =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('sequences-worker.mjs', import.meta.url));
    const next = () => {
      const { value, done } = interrupted ? { done: true } : waiting.next();
      if (!done) worker.postMessage({ ...value, runs: AT_ONCE, maxLength: MOST_COMMANDS });
      else worker.terminate().then(resolve, reject);
    };
    worker.on('error', reject);
    worker.on('message', ({ failure, checked }) => {
      if (failure !== undefined) return reject(new Error(failure));
      for (const key of ['sequences', 'commands', 'accepted', 'refused', 'events']) sum[key] += checked[key];
      for (const end of Object.keys(ends)) ends[end] += checked.ends[end];
      const now = performance.now();
      if (now - lastProgress > (process.stderr.isTTY ? 500 : 30_000)) {
        lastProgress = now;
        progress();
      }
      return next();
    });
    next();
  });
try {
  await Promise.all(Array.from({ length: jobs }, decided));
} catch (error) {
  console.error(`\n${error.message}`);
  process.exit(1);
}

const seconds = (performance.now() - begun) / 1000;
const { user, system } = process.cpuUsage(cpuBegun);
const cpuSeconds = (user + system) / 1e6;
const result = { seed, ...sum, mean: sum.commands / sum.sequences, ends, seconds, cpuSeconds, interrupted };
if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
if (values.json) console.log(JSON.stringify(result));
else
  console.log(
    `${counted(sum.sequences)} sequences, ${counted(sum.commands)} commands, ${counted(sum.events)} events in ${seconds.toFixed(1)} s; no violations`,
  );
if (values.write !== undefined && sum.sequences > 0)
  writePart(
    values.write,
    table([
      ['figure', 'value'],
      ['sequences', `${counted(sum.sequences)}${interrupted ? ' (interrupted)' : ''}`],
      ['profiles', profiles.map(({ name }) => name).join(', ')],
      ['mean length', `${result.mean.toFixed(1)} commands`],
      ['commands', counted(sum.commands)],
      ['accepted', counted(sum.accepted)],
      ['refused', counted(sum.refused)],
      ['events', counted(sum.events)],
      ['sessions ended as completed', counted(ends.completed)],
      ['sessions ended as failed or cancelled', counted(ends.failed + ends.cancelled)],
      ['sessions left open', counted(ends.open)],
      ['seed', seed],
      [
        `time, in ${jobs === 1 ? 'one thread' : `${jobs} threads`}`,
        `${seconds.toFixed(1)} s, of which it computed ${cpuSeconds.toFixed(1)} s`,
      ],
      ['disagreements, violated invariants', '0'],
    ]),
  );
if (interrupted) process.exitCode = 130;
