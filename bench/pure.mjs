// What the pure path costs on one core: decode, law (machines and rules), all views, and the hash check; and whether an
// event of a long session costs more than one of a short. Run by `npm run bench:pure`.
import { performance } from 'node:perf_hooks';
import { CHAIN_START, chainHash, decodeEvent, initialState, judge } from '../dist/machines/index.js';
import { applyAll, initViews, VIEW_NAMES } from '../dist/projections/index.js';
import { sessionLines, sha256 } from './session.mjs';

/** Microseconds an event, the best of several rounds: what the machine can do when nobody disturbs it. */
const measure = (rounds, count, run) => {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round += 1) {
    const begin = performance.now();
    run();
    best = Math.min(best, ((performance.now() - begin) * 1000) / count);
  }
  return best;
};

const law = (lines) => {
  let state = initialState('bench');
  for (const line of lines) {
    const judged = judge(state, decodeEvent(line));
    state = judged.state;
  }
  return state;
};
const decodeOnly = (lines) => {
  for (const line of lines) decodeEvent(line);
};
const viewsOnly = (events) => {
  let views = initViews('bench');
  for (const event of events) views = applyAll(views, event);
  return views;
};
const whole = (lines, check) => {
  let state = initialState('bench');
  let previous = CHAIN_START;
  let views = initViews('bench');
  for (const line of lines) {
    const event = decodeEvent(line);
    if (check) {
      if (chainHash(line, previous, sha256) !== event.hash) throw new Error(`broken at ${event.ordinal}`);
      previous = event.hash;
    }
    state = judge(state, event).state;
    views = applyAll(views, event);
  }
  return [state, views];
};

const long = sessionLines(100_000);
const short = sessionLines(100).slice(0, 100);
const repeat = 1000;
const manyShort = (run) => () => {
  for (let index = 0; index < repeat; index += 1) run(short);
};
const row = (name, us) =>
  console.log(`${name.padEnd(46)} ${us.toFixed(2).padStart(7)} µs  ${Math.round(1e6 / us).toLocaleString('en')}/s`);

console.log(
  `${long.length.toLocaleString('en')} events of one session; ${VIEW_NAMES.length} views; Node ${process.version}`,
);
manyShort(whole)();
row(
  'decode',
  measure(4, long.length, () => decodeOnly(long)),
);
row(
  'decode, law',
  measure(4, long.length, () => law(long)),
);
const decoded = long.map(decodeEvent);
row(
  'all views alone',
  measure(4, long.length, () => viewsOnly(decoded)),
);
decoded.length = 0;
const pure = measure(5, long.length, () => whole(long, false));
row('decode, law, all views', pure);
row(
  'decode, law, all views, hash check',
  measure(5, long.length, () => whole(long, true)),
);
const small = measure(
  4,
  short.length * repeat,
  manyShort((lines) => whole(lines, false)),
);
row('decode, law, all views: sessions of 100', small);
console.log(`an event of 100,000 against one of 100: ${(pure / small).toFixed(2)} times`);
