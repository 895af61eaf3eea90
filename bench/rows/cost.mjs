// Processor time of our own code, without a server: a command on the memory log, and the pure path of reading, both as
// multiples of `JSON.parse` of the same line.
import { CHAIN_START, chainHash, decodeEvent, initialState, judge } from '../../dist/machines/index.js';
import { applyAll, initViews } from '../../dist/projections/index.js';
import { memoryLog, open } from '../../dist/src/index.js';
import { entryOf } from '../lib/events.mjs';
import { sessionLines, sha256 } from '../session.mjs';

/** Microseconds of processor time that each of `count` calls takes, threads of the collector included. */
const cpuUs = async (count, work) => {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / count;
};

const sends = async (bytes, count) => {
  const log = memoryLog();
  const reprise = await open({ log });
  await reprise.send('cost', { name: 'session.start', data: { goal: 'A benchmark' } });
  let entries = 0;
  const send = async () => {
    for (const end = entries + count; entries < end; entries += 1)
      await reprise.send('cost', { name: 'entry.add', data: entryOf(`entry_${entries}`, bytes) });
  };
  // First so many that do not count, as V8 has to compile what it dropped with the objects of the last round.
  await send();
  const us = await cpuUs(count, send);
  const { lines } = await log.last('cost');
  await reprise.close();
  return { us, line: lines[0] };
};

const parses = (lines, times) =>
  cpuUs(lines.length * times, async () => {
    for (let time = 0; time < times; time += 1) for (const line of lines) JSON.parse(line);
  });

/** Decode, hash check, law and all views. */
const whole = (lines) => {
  let state = initialState('bench');
  let previous = CHAIN_START;
  let views = initViews('bench');
  for (const line of lines) {
    const event = decodeEvent(line);
    if (chainHash(line, previous, sha256) !== event.hash) throw new Error(`broken at ${event.ordinal}`);
    previous = event.hash;
    state = judge(state, event).state;
    views = applyAll(views, event);
  }
};

/** @param {{ bytes: number, count: number, long: number }} plan */
export const costRows = ({ bytes, count, long }) => {
  const lines = sessionLines(long).slice(0, long);
  const short = lines.slice(0, 100);
  const times = long / short.length;
  /** Microseconds for an event of many short sessions, once V8 has compiled what it dropped with the last round's objects. */
  const shortUs = async () => {
    for (let time = 0; time < times; time += 1) whole(short);
    return cpuUs(long, async () => {
      for (let time = 0; time < times; time += 1) whole(short);
    });
  };
  const row = (what, subject, run) => ({
    id: `cost/${what}`,
    group: 'cost',
    events: long,
    key: 'reprise',
    subject,
    run,
  });
  return [
    row('send', `a command on the memory log, data of ${bytes} bytes`, async () => {
      const { us, line } = await sends(bytes, count);
      const parse = await parses(Array(1_000).fill(line), Math.max(1, count / 100));
      return { us, parse, times: us / parse };
    }),
    row('fold', 'decode, hash check, law and all views, sessions of 100', async () => {
      const us = await shortUs();
      const parse = await parses(short, times * 5);
      return { us, parse, times: us / parse };
    }),
    row('growth', `the same, one session of ${long.toLocaleString('en')} against sessions of 100`, async () => {
      const small = await shortUs();
      const us = await cpuUs(long, async () => whole(lines));
      return { us, parse: small, times: us / small };
    }),
  ];
};
