// `npm run bench:follow` with small sizes: that each figure is there and nothing was lost, never how fast it was.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT, start } from './cli/run-cli.ts';

const bench = (...args: readonly string[]) =>
  start(process.execPath, ['--expose-gc', join(ROOT, 'bench', 'follow.mjs'), ...args]).ended;

const SMALL = [
  ...['--rounds', '1', '--events', '40', '--total', '500'],
  ...['--readers', '40', '--idle', '3', '--sessions', '5', '--rate', '50', '--seconds', '1'],
];

test('the bench of following measures delivery, catching up and a crowd, in which nothing is lost', async () => {
  const { code, stdout, stderr } = await bench(...SMALL);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/catch-up of 500 events, .*; ratio \d+\.\d\d, \d+\.\d\d/);
  expect(stdout.match(/delivery, \d ms .*; ratio \d+\.\d\d \d+\.\d\d/g)).toHaveLength(2);
  expect(stdout.match(/40 readers of 5 sessions, [03] that never read: \d+ events, .* lost 0,/g)).toHaveLength(2);
});

test('it refuses a part that does not exist, and a size that is no number', async () => {
  expect(await bench('--only', 'latenzy')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('expected catch-up'),
  });
  expect(await bench('--readers', 'many')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('--readers many'),
  });
});
