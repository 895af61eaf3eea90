// `npm run bench:http` with small sizes: that each figure is there and each answer was checked, never how fast it was.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT, start } from './cli/run-cli.ts';

const bench = (...args: readonly string[]) => start(process.execPath, [join(ROOT, 'bench', 'http.mjs'), ...args]).ended;

test('the bench of HTTP measures one writer and 64, beside the library, with the figures to reach', async () => {
  const { code, stdout, stderr } = await bench('--rounds', '1', '--seconds', '0.1', '--warm-up', '64');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^1 writer, median: library \d+\.\d\d ms, HTTP \d+\.\d\d ms$/m);
  expect(stdout).toMatch(/^64 writers: library \d+\/s, HTTP \d+\/s$/m);
  expect(
    stdout.match(/^processor time of a command, .*: library \d+ µs; service \d+ µs, its caller \d+ µs$/gm),
  ).toHaveLength(2);
  expect(stdout).toMatch(/latency of HTTP \/ library \d+\.\d\d \(at most 2\); rate .* \d+\.\d\d \(at least 0\.6\)/);
});

test('it refuses a size that is no number', async () => {
  expect(await bench('--rounds', 'many')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('--rounds many: expected a number above 0'),
  });
});
