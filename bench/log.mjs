// What durable appends cost, beside raw publishes of the same bytes with the same expectation, in the same run: 1, 8, 64 and
// 512 sessions, each with one commit under way, through the log alone and through the whole path (decide included). Then
// reading. Starts a server of its own. Run by `npm run build && node bench/log.mjs [rounds]`. Rounds are interleaved and
// medians of their ratios are printed: compare numbers of one run only.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { openNatsLog } from '../dist/src/log/nats/log.js';
import { ensureServer } from '../dist/src/server/managed-server.js';
import { createSessions } from '../dist/src/session/write/create-sessions.js';

const require = createRequire(import.meta.url);
const { connect } = require('@nats-io/transport-node');
const { headers } = require('@nats-io/nats-core');

const rounds = Number(process.argv[2] ?? 5);
const TEXT = 'x'.repeat(300);
const store = mkdtempSync(join(tmpdir(), 'reprise-bench-'));
const server = await ensureServer({ store, port: 0, lifetime: 'command' });
const log = await openNatsLog(server);
const raw = await connect({ servers: server.url, user: server.user, pass: server.password });
const WAIT_MS = 600_000;
let ids = 0;
const newId = () => `bench-${++ids}`;

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
const body = () => JSON.stringify({ text: TEXT.repeat(3) }); // about what an event of 300 bytes has with its envelope
const rawHeaders = (expected, more = {}) => {
  const all = headers();
  const named = { 'Nats-Msg-Id': newId(), 'Nats-Expected-Stream': log.stream, ...more };
  for (const [name, value] of Object.entries(named)) all.set(name, value);
  all.set('Nats-Expected-Last-Subject-Sequence', String(expected));
  return all;
};
const rawRequest = async (session, all) => {
  const reply = await raw.request(`session.${session}`, body(), { timeout: WAIT_MS, headers: all });
  const ack = reply.json();
  if (ack.error) throw new Error(JSON.stringify(ack.error));
  return ack.seq;
};

/** Each way to write: what makes a writer of one session, whose calls each record one commit. */
const WAYS = {
  raw: (session) => {
    let expected = 0;
    return async () => {
      expected = await rawRequest(session, rawHeaders(expected));
    };
  },
  append: (session) => {
    let expected = 0;
    return async () => {
      const commit = { id: newId(), lines: [body()] };
      const result = await log.append(session, commit, { expected, deadlineMs: WAIT_MS });
      if (result.kind !== 'appended') throw new Error(JSON.stringify(result));
      expected = result.position.sequence;
    };
  },
  send: (session, sessions) => async () => {
    const id = newId();
    const data = { entryId: id, entryType: 'note', title: id, content: TEXT };
    const result = await sessions.send(session, { id, name: 'entry.add', data }, { deadlineMs: WAIT_MS });
    if (result.kind !== 'recorded') throw new Error(JSON.stringify(result));
  },
};

/** @returns commits a second, and the median of how long one took in milliseconds */
const measure = async (way, writers, commits) => {
  const sessions = createSessions(log, { secrets: false });
  const names = Array.from({ length: writers }, newId);
  if (way === 'send')
    for (const name of names)
      await sessions.send(name, { id: newId(), name: 'session.start', data: { goal: 'bench' } });
  const times = [];
  const begin = performance.now();
  await Promise.all(
    names.map(async (name) => {
      const write = WAYS[way](name, sessions);
      for (let n = 0; n < commits; n += 1) {
        const from = performance.now();
        await write();
        times.push(performance.now() - from);
      }
    }),
  );
  return { rate: (writers * commits * 1_000) / (performance.now() - begin), p50: median(times) };
};

/** Messages a second in raw atomic batches of 1,000, one after the other: the ceiling. */
const ceiling = async (batches) => {
  const name = newId();
  const expected = new Array(1_000).fill(0);
  const begin = performance.now();
  for (let n = 0; n < batches; n += 1) {
    const batch = { 'Nats-Batch-Id': newId() };
    let last = 0;
    for (let place = 0; place < 1_000; place += 1) {
      const all = rawHeaders(expected[place], { ...batch, 'Nats-Batch-Sequence': String(place + 1) });
      if (place < 999) raw.publish(`session.${name}-${place}`, body(), { headers: all });
      else {
        all.set('Nats-Batch-Commit', '1');
        last = await rawRequest(`${name}-${place}`, all);
      }
    }
    for (let place = 0; place < 1_000; place += 1) expected[place] = last - 999 + place;
  }
  return (batches * 1_000_000) / (performance.now() - begin);
};

const row = (name, numbers, digits = 2) =>
  console.log(
    `${name.padEnd(52)} ${median(numbers).toFixed(digits).padStart(9)}   (${numbers.map((one) => one.toFixed(digits)).join(' ')})`,
  );

console.log(
  `nats-server ${raw.info.version}, durability ${log.durability}, Node ${process.versions.node}, ${rounds} rounds`,
);
for (const way of Object.keys(WAYS)) await measure(way, 8, 25);
for (const [writers, commits] of [
  [1, 300],
  [8, 80],
  [64, 40],
  [512, 15],
]) {
  const found = { raw: [], append: [], send: [], ceiling: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const way of Object.keys(WAYS))
      found[way].push(await measure(way, writers, way === 'raw' && writers > 64 ? Math.ceil(commits / 5) : commits));
    if (writers === 512) found.ceiling.push(await ceiling(4));
  }
  const rates = (way) => found[way].map(({ rate }) => rate);
  row(`${writers} sessions, raw side by side: commits/s`, rates('raw'), 0);
  for (const way of ['append', 'send']) {
    const ratio = (of) => found[way].map((one, n) => one[of] / found.raw[n][of]);
    row(`${writers} sessions, ${way}: commits/s`, rates(way), 0);
    row(`  rate / raw`, ratio('rate'));
    row(`  p50 / raw`, ratio('p50'));
    if (writers === 512)
      row(
        `  rate / raw batches of 1,000`,
        rates(way).map((rate, n) => rate / found.ceiling[n]),
      );
  }
  if (writers === 512) row('raw batches of 1,000: commits/s', found.ceiling, 0);
}

const medianMs = async (times, run) => {
  const all = [];
  for (let n = 0; n < times; n += 1) {
    const begin = performance.now();
    await run();
    all.push(performance.now() - begin);
  }
  return median(all).toFixed(2);
};
const readAll = async (session) => {
  for await (const _ of log.read(session));
};
const fill = async (session, count) => {
  const write = WAYS.append(session);
  for (let n = 0; n < count; n += 1) await write();
};
await fill('fifty', 50);
await log.append('one', { id: newId(), lines: Array.from({ length: 50 }, body) }, { expected: 0 });
await fill('long', 2_000);
console.log(`read 50 events in 50 commits, ms    ${await medianMs(200, () => readAll('fifty'))}`);
console.log(`read 50 events in 1 commit, ms      ${await medianMs(200, () => readAll('one'))}`);
console.log(`last commit, ms                     ${await medianMs(200, () => log.last('fifty'))}`);
console.log(`read 2,000 commits, ms              ${await medianMs(10, () => readAll('long'))}`);
await raw.close();
await log.close();
await server.release();
rmSync(store, { recursive: true, force: true });
