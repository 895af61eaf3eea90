// The figure of the default run: three thousand random sequences, a hundred commands long on average, over law and
// invariants of every built-in profile and one unlike them.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { start } from '../cli/run-cli.ts';

const script = fileURLToPath(new URL('../../scripts/random-sequences.mjs', import.meta.url));

test('machines with rules and invariants agree on 3,000 sequences of 100 commands', async () => {
  const env = { REPRISE_SEED: '', REPRISE_FAILURES: '' };
  const { code, stdout, stderr } = await start(process.execPath, [script, '--json'], { env, timeoutMs: 280_000 }).ended;
  expect([code, code === 0 ? '' : stderr]).toEqual([0, '']);
  const { sequences, commands, mean, ends, refused } = JSON.parse(stdout);
  expect(sequences).toBe(3_000);
  expect(commands).toBeGreaterThan(300_000);
  expect(mean).toBeGreaterThan(100);
  expect(refused).toBeGreaterThan(30_000);
  expect(ends.completed).toBeGreaterThan(1_200);
}, 300_000);

test('the page that shows the figures has a part for each command that measures', () => {
  const page = readFileSync(new URL('../../docs/generated/proof.md', import.meta.url), 'utf8');
  for (const part of ['sequences', 'model-runs', 'long', 'faults'])
    expect(page).toMatch(new RegExp(`<!-- ${part} -->\\n\\n(?:.*\\n)*?\\| .*\\n(?:.*\\n)*?<!-- end ${part} -->`));
});
