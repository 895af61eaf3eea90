// What following costs: the delay of an event on its way to a subscriber beside a raw core subscription, catching up with
// everything beside the client's ordered consumer, and a crowd of readers in one process. Run by `npm run bench:follow`, on a
// server of its own; compare numbers of one run only.
//   node --expose-gc bench/follow.mjs [--only catch-up,latency,crowd] [--rounds 3] [--events 5000] [--total 1000000]
//     [--readers 1000] [--idle 10] [--sessions 50] [--rate 500] [--seconds 20] [--page]
import { parseArgs } from 'node:util';
import { connect } from '@nats-io/transport-node';
import { openNatsLog } from '../dist/src/index.js';
import { catchUp, seed } from './follow/catch-up.mjs';
import { crowd } from './follow/crowd.mjs';
import { latency } from './follow/latency.mjs';
import { writeFollowPage } from './follow/page.mjs';
import { median } from './lib/measure.mjs';
import { runFolder, startNats } from './lib/servers.mjs';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: 'catch-up,latency,crowd' },
    rounds: { type: 'string', default: '3' },
    events: { type: 'string', default: '5000' },
    total: { type: 'string', default: '1000000' },
    readers: { type: 'string', default: '1000' },
    idle: { type: 'string', default: '10' },
    sessions: { type: 'string', default: '50' },
    rate: { type: 'string', default: '500' },
    seconds: { type: 'string', default: '20' },
    page: { type: 'boolean', default: false },
  },
});
const PARTS = ['catch-up', 'latency', 'crowd'];
const only = options.only.split(',');
const unknown = only.find((part) => !PARTS.includes(part));
if (unknown !== undefined) {
  console.error(`--only ${unknown}: expected ${PARTS.join(', ')}`);
  process.exit(1);
}
const number = (name) => {
  const value = Number(options[name]);
  if (Number.isInteger(value) && value >= 0) return value;
  console.error(`--${name} ${options[name]}: expected a whole number`);
  process.exit(1);
};
const [rounds, events, total, readers, idle, sessions, rate, seconds] = [
  ...['rounds', 'events', 'total', 'readers', 'idle', 'sessions', 'rate', 'seconds'].map(number),
];

const folder = runFolder();
const { server, stop } = await startNats(folder.path, 'always');
const log = await openNatsLog(server);
const reading = await openNatsLog(server);
const nc = await connect({ servers: server.url, user: server.user, pass: server.password });
const on = { log, reading, nc };
const ms = (value) => value.toFixed(2);
const found = { latency: [], crowd: [], catchUp: [] };
try {
  // First: it reads everything that the log holds.
  if (only.includes('catch-up')) {
    const each = Math.min(250, total);
    const count = Math.max(1, Math.round(total / each));
    await seed(nc, count, each);
    for (let round = 0; round < rounds; round += 1) {
      const rates = await catchUp(on, count * each);
      found.catchUp.push({ events: count * each, ...rates });
      console.log(
        `catch-up of ${count * each} events, events/s: ordered consumer ${Math.round(rates.consumer)}, with chain ${Math.round(rates.checked)}; a subscriber ${Math.round(rates.ours)}; ratio ${ms(rates.ours / rates.consumer)}, ${ms(rates.ours / rates.checked)}`,
      );
    }
    console.log(`median ratio ${ms(median(found.catchUp.map(({ ours, consumer }) => ours / consumer)))}`);
  }
  if (only.includes('latency'))
    for (let round = 0; round <= rounds; round += 1)
      for (const pauseMs of [0, 2]) {
        const plan = {
          events: round === 0 ? Math.min(events, 1_000) : events,
          pauseMs,
          session: `latency-${round}-${pauseMs}`,
        };
        const { raw, ours } = await latency(on, plan);
        if (round === 0) continue; // what has never run is slower
        found.latency.push({ pauseMs, raw, ours, p50: ours.p50 / raw.p50, p99: ours.p99 / raw.p99 });
        console.log(
          `delivery, ${pauseMs} ms between two appends: raw p50 ${ms(raw.p50)} p99 ${ms(raw.p99)} ms; a subscriber p50 ${ms(ours.p50)} p99 ${ms(ours.p99)} ms; ratio ${ms(ours.p50 / raw.p50)} ${ms(ours.p99 / raw.p99)}`,
        );
      }
  if (only.includes('crowd'))
    for (const idlers of idle > 0 ? [0, idle] : [0]) {
      const one = await crowd(on, { readers, idle: idlers, sessions, rate, seconds, run: `crowd-${idlers}` });
      found.crowd.push({ idle: idlers, ...one });
      console.log(
        `${readers} readers of ${sessions} sessions, ${idlers} that never read: ${one.appended} events, ${one.deliveries} deliveries (${Math.round(one.perSecond)}/s), lost ${one.lost}, found late ${one.found}, p50 ${ms(one.p50)} p99 ${ms(one.p99)} max ${ms(one.max)} ms, processor ${ms(one.cpuShare)}, heap MB ${ms(one.megabytes.before)} ${ms(one.megabytes.half ?? 0)} ${ms(one.megabytes.after)}, held ${JSON.stringify(one.held)}`,
      );
      if (one.lost > 0) process.exitCode = 1;
    }
  if (options.page) writeFollowPage(found, { rounds, events, readers, sessions, rate, seconds, server });
} finally {
  await nc.close();
  await log.close();
  await reading.close();
  await stop();
  folder.remove();
}
