// How long an event is on its way, from the start of its append to the callback: of a subscriber of a hub, and of a raw core
// subscription to the live subject of the same session, for the same events.
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { createHub } from '../../dist/src/index.js';
import { quantiles, writerOf } from './writers.mjs';

/**
 * @param {{ log: object, reading: object, nc: object }} on the log that is written, another connection to it that is followed, a raw one
 * @param {{ events: number, pauseMs: number, session: string }} plan
 */
export const latency = async ({ log, reading, nc }, { events, pauseMs, session }) => {
  const hub = createHub(reading);
  const began = [];
  const raw = [];
  const ours = [];
  const subscription = nc.subscribe(`live.session.${session}`, {
    callback: () => {
      raw.push(performance.now() - began[raw.length + 1]);
    },
  });
  await nc.flush();
  const stop = new AbortController();
  let caughtUp = () => {};
  const isCaughtUp = new Promise((resolve) => {
    caughtUp = resolve;
  });
  const following = (async () => {
    for await (const one of hub.subscribe({ sessions: session, from: 'now', signal: stop.signal })) {
      if (one.kind === 'caught-up') caughtUp();
      if (one.kind !== 'event') continue;
      if (one.event.ordinal !== ours.length + 1) throw new Error(`received ${one.event.ordinal} after ${ours.length}`);
      ours.push(performance.now() - began[one.event.ordinal]);
      if (ours.length === events) return;
    }
  })();
  await isCaughtUp;
  const writer = writerOf(log, session);
  for (let n = 0; n < events; n += 1) {
    await writer.append((ordinal) => {
      began[ordinal] = performance.now();
    });
    if (pauseMs > 0) await delay(pauseMs);
  }
  await following;
  while (raw.length < events) await delay(1);
  subscription.unsubscribe();
  stop.abort();
  await hub.close();
  return { raw: quantiles(raw), ours: quantiles(ours) };
};
