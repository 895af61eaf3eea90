// Model runs with faults on a real JetStream log, as the test makes them: 200, or `--times N` as many. `--write PART`
// puts the counts on docs/generated/proof.md. REPRISE_SEED chooses the seed; `--new-seed` draws one. Exit code 1 where something
// does not hold.
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { counted, table, writePart } from './proof-page.mjs';

const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '1' },
    write: { type: 'string' },
    'new-seed': { type: 'boolean', default: false },
  },
});
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'reprise-model-runs-'));
const file = join(folder, 'counts.json');
const env = { ...process.env, REPRISE_COUNTS: file, REPRISE_RUNS: String(100 * Number(values.times)) };
if (!env.REPRISE_SEED && values['new-seed']) env.REPRISE_SEED = String(randomInt(1_000_000_000));

let result;
try {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const args = [vitest, 'run', 'tests/check/model-run-nats.test.ts'];
  const { status } = spawnSync(process.execPath, args, { cwd: root, env, stdio: ['ignore', 2, 'inherit'] });
  if (status !== 0) process.exit(1);
  result = JSON.parse(readFileSync(file, 'utf8'));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const { faults, answers } = result;
console.log(`${counted(result.runs)} runs, ${counted(result.commands)} commands; no mismatch`);
if (values.write !== undefined)
  writePart(
    values.write,
    table([
      ['figure', 'value'],
      ['runs, each with three writers on one session', counted(result.runs)],
      ['of them with writers at the same time', counted(result.interleaved)],
      ['commands sent', counted(result.commands)],
      ['events recorded', counted(result.events)],
      ['calls that a rule refused', counted(answers.refused ?? 0)],
      [
        'calls that met another writer, and those settled at once',
        `${counted(result.conflicts)}, ${counted(result.conflictsSettled)}`,
      ],
      [
        'commands of unknown outcome, and those settled',
        `${counted(result.unknowns)}, ${counted(result.unknownsSettled)}`,
      ],
      ...Object.entries(faults).map(([kind, times]) => [`fault: ${kind}`, counted(times)]),
      ['answers that differ from those of the memory log', '0'],
      ['seed', result.seed],
      ['time', `${(result.durationMs / 1000).toFixed(1)} s`],
    ]),
  );
