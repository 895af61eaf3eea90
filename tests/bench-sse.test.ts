// `npm run bench:sse` with small sizes: that each figure is there and nothing was lost, never how fast it was.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT, start } from './cli/run-cli.ts';

const SMALL = ['--readers', '20', '--sessions', '4', '--rate', '40', '--seconds', '1', '--idle', '2', '--events', '40'];

test('the bench of live streams measures delivery and two crowds, in which nothing is lost', async () => {
  const { code, stdout, stderr } = await start(process.execPath, [join(ROOT, 'bench', 'sse.mjs'), ...SMALL]).ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/SSE +p50 \S+ ms +p99 \S+ ms +40 of 40/);
  for (const silent of [0, 2])
    expect(stdout).toContain(
      `a crowd with ${silent} that never read loses nothing and keeps order: 200 deliveries, 0 lost, 0 out of order, reached`,
    );
  expect(stdout).toMatch(/p99 over SSE at most 3 times the raw one: \d+\.\d\d, (reached|missed)/);
});
