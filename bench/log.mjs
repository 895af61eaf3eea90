// What the log costs: durable appends one after the other and from 64 writers, and reading one session of 50 events.
// Starts a server of its own. Run by `npm run build && node bench/log.mjs`. Compare numbers of one run only.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { openNatsLog } from '../dist/src/log/nats/log.js';
import { ensureServer } from '../dist/src/server/managed-server.js';

const store = mkdtempSync(join(tmpdir(), 'reprise-bench-'));
const server = await ensureServer({ store, port: 0, lifetime: 'command' });
const log = await openNatsLog(server);
const line = JSON.stringify({ text: 'x'.repeat(700) });
let ids = 0;
const append = async (session, expected, events = 1) => {
  ids += 1;
  const commit = { id: `bench-${ids}`, lines: Array.from({ length: events }, () => line) };
  const result = await log.append(session, commit, { expected });
  if (result.kind !== 'appended') throw new Error(JSON.stringify(result));
  return result.position.sequence;
};
const writer = async (session, count) => {
  let expected = 0;
  for (let n = 0; n < count; n += 1) expected = await append(session, expected);
};
const perSecond = async (count, run) => {
  const begin = performance.now();
  await run();
  return Math.round((count * 1000) / (performance.now() - begin));
};
const medianMs = async (rounds, run) => {
  const times = [];
  for (let round = 0; round < rounds; round += 1) {
    const begin = performance.now();
    await run();
    times.push(performance.now() - begin);
  }
  return times.sort((a, b) => a - b)[rounds >> 1].toFixed(2);
};
const readAll = async (session) => {
  let commits = 0;
  for await (const _ of log.read(session)) commits += 1;
  return commits;
};

await writer('warm-up', 200);
console.log(`durability                          ${log.durability}`);
console.log(`appends a second, one writer        ${await perSecond(2_000, () => writer('alone', 2_000))}`);
const many = Array.from({ length: 64 }, (_, n) => `many-${n}`);
console.log(
  `appends a second, 64 writers        ${await perSecond(12_800, () => Promise.all(many.map((name) => writer(name, 200))))}`,
);
await writer('fifty', 50);
await append('one', 0, 50);
console.log(`read 50 events in 50 commits, ms    ${await medianMs(200, () => readAll('fifty'))}`);
console.log(`read 50 events in 1 commit, ms      ${await medianMs(200, () => readAll('one'))}`);
console.log(`last commit, ms                     ${await medianMs(200, () => log.last('fifty'))}`);
console.log(`list 68 sessions, ms                ${await medianMs(50, () => log.sessions())}`);
console.log(`read 2,000 commits, ms              ${await medianMs(10, () => readAll('alone'))}`);
await log.close();
await server.release();
rmSync(store, { recursive: true, force: true });
