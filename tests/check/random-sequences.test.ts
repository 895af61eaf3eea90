// The figure of the default run: three thousand random sequences, a hundred commands long on average, over law and
// invariants of every built-in profile and one unlike them.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { start } from '../cli/run-cli.ts';
import { MORE } from '../more.ts';

const script = fileURLToPath(new URL('../../scripts/random-sequences.mjs', import.meta.url));

/** Of each profile 600, or 100. */
const BATCHES = MORE ? 6 : 1;
const SEQUENCES = 500 * BATCHES;

test(`machines with rules and invariants agree on ${SEQUENCES} sequences of 100 commands`, async () => {
  const env = { REPRISE_SEED: '', REPRISE_FAILURES: '' };
  const { code, stdout, stderr } = await start(process.execPath, [script, '--json', '--times', `${BATCHES / 6}`], {
    env,
  }).ended;
  expect([code, code === 0 ? '' : stderr]).toEqual([0, '']);
  const { sequences, commands, mean, ends, refused } = JSON.parse(stdout);
  expect(sequences).toBe(SEQUENCES);
  expect(commands).toBeGreaterThan(100 * SEQUENCES);
  expect(mean).toBeGreaterThan(100);
  expect(refused).toBeGreaterThan(10 * SEQUENCES);
  expect(ends.completed).toBeGreaterThan(0.4 * SEQUENCES);
});

test('the page that shows the figures has a part for each command that measures', () => {
  const page = readFileSync(new URL('../../docs/generated/proof.md', import.meta.url), 'utf8');
  for (const part of ['sequences', 'model-runs', 'long', 'faults'])
    expect(page).toMatch(new RegExp(`<!-- ${part} -->\\n\\n(?:.*\\n)*?\\| .*\\n(?:.*\\n)*?<!-- end ${part} -->`));
});
