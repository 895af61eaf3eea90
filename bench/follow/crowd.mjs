// A crowd in one process: many subscribers, each on one of the live sessions, and some that never read. Nothing may be lost or
// out of order, and memory stays what it is.
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { createHub } from '../../dist/src/index.js';
import { quantiles, writerOf } from './writers.mjs';

const megabytes = () => {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1024 ** 2;
};

/** @param {{ readers: number, idle: number, sessions: number, rate: number, seconds: number, run: string }} plan */
export const crowd = async ({ log, reading }, { readers, idle, sessions, rate, seconds, run }) => {
  const hub = createHub(reading);
  const stop = new AbortController();
  const began = Array.from({ length: sessions }, () => []);
  const times = [];
  const received = new Array(readers).fill(0);
  let caughtUp = 0;
  const idlers = Array.from({ length: idle }, (_, n) => hub.subscribe({ sessions: `${run}-${n % sessions}` }));
  for (const one of idlers) await one.next();
  const following = Array.from({ length: readers }, async (_, reader) => {
    const session = reader % sessions;
    for await (const one of hub.subscribe({ sessions: `${run}-${session}`, signal: stop.signal })) {
      if (one.kind === 'caught-up') caughtUp += 1;
      if (one.kind !== 'event') continue;
      received[reader] += 1;
      if (one.event.ordinal !== received[reader])
        throw new Error(`reader ${reader} received ${one.event.ordinal} after ${received[reader] - 1}`);
      times.push(performance.now() - began[session][one.event.ordinal]);
    }
  });
  while (caughtUp < readers) await delay(5);
  const writers = Array.from({ length: sessions }, (_, n) => writerOf(log, `${run}-${n}`));
  const before = megabytes();
  const cpu = process.cpuUsage();
  const start = performance.now();
  let half;
  await Promise.all(
    writers.map(async (writer, n) => {
      const everyMs = (1_000 * sessions) / rate;
      for (let next = start + (n * everyMs) / sessions; next < start + seconds * 1_000; next += everyMs) {
        const waitMs = next - performance.now();
        if (waitMs > 0) await delay(waitMs);
        await writer.append((ordinal) => {
          began[n][ordinal] = performance.now();
        });
        if (n === 0 && half === undefined && performance.now() - start > seconds * 500) half = megabytes();
      }
    }),
  );
  const tookS = (performance.now() - start) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  const expected = (reader) => writers[reader % sessions].ordinal;
  const late = performance.now() + 30_000;
  while (received.some((count, reader) => count < expected(reader)) && performance.now() < late) await delay(10);
  const lost = received.reduce((sum, count, reader) => sum + expected(reader) - count, 0);
  const load = hub.load;
  const after = megabytes();
  stop.abort();
  await Promise.all(following);
  let found = 0;
  for (const [n, one] of idlers.entries()) {
    // Those that never read find everything when they do.
    for (let ordinal = 1; ordinal <= writers[n % sessions].ordinal; ) {
      const { value } = await one.next();
      if (value.kind !== 'event') continue;
      if (value.event.ordinal !== ordinal)
        throw new Error(`an idle reader received ${value.event.ordinal}, not ${ordinal}`);
      ordinal += 1;
      found += 1;
    }
    await one.return();
  }
  await hub.close();
  return {
    appended: writers.reduce((sum, { ordinal }) => sum + ordinal, 0),
    deliveries: times.length,
    perSecond: times.length / tookS,
    lost,
    found,
    ...quantiles(times),
    cpuShare: (user + system) / 1e6 / tookS,
    megabytes: { before, half, after },
    held: load,
  };
};
