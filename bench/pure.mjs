// What the pure path costs on one core: decode, fold, law (machines and rules), all views, and the hash check; and whether
// an event of a long session costs more than one of a short. Run by `npm run bench:pure`.
import { performance } from 'node:perf_hooks';
import { CHAIN_START, chainHash, decodeEvent, fold, initialState, judge } from '../dist/machines/index.js';
import { applyAll, initViews, VIEW_NAMES } from '../dist/projections/index.js';
import { sessionLines, sha256 } from './session.mjs';

/** Milliseconds that a run takes. */
const timed = (run) => {
  const begin = performance.now();
  run();
  return performance.now() - begin;
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
const foldOnly = (events) => fold(events, initialState('bench'));
const lawOnly = (events) => {
  let state = initialState('bench');
  for (const event of events) state = judge(state, event).state;
  return state;
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
const manyShort = (run, session) => () => {
  for (let index = 0; index < repeat; index += 1) run(session);
};
const row = (name, us, times) =>
  console.log(
    `${name.padEnd(46)} ${us.toFixed(2).padStart(7)} µs  ${Math.round(1e6 / us).toLocaleString('en')}/s` +
      `  ${times.toFixed(2)} times JSON.parse`,
  );

console.log(
  `${long.length.toLocaleString('en')} events of one session; ${VIEW_NAMES.length} views; Node ${process.version}`,
);
const decoded = long.map(decodeEvent);
const decodedShort = decoded.slice(0, short.length);
const parseOnly = (lines) => {
  for (const line of lines) JSON.parse(line);
};
const subjects = [
  ['JSON.parse', long.length, () => parseOnly(long)],
  ['decode', long.length, () => decodeOnly(long)],
  ['decode, law', long.length, () => law(long)],
  ['fold alone', long.length, () => foldOnly(decoded)],
  ['fold alone: sessions of 100', short.length * repeat, manyShort(foldOnly, decodedShort)],
  ['law alone', long.length, () => lawOnly(decoded)],
  ['law alone: sessions of 100', short.length * repeat, manyShort(lawOnly, decodedShort)],
  ['all views alone', long.length, () => viewsOnly(decoded)],
  ['decode, law, all views', long.length, () => whole(long, false)],
  ['decode, law, all views, hash check', long.length, () => whole(long, true)],
  ['decode, law, all views: sessions of 100', short.length * repeat, manyShort((lines) => whole(lines, false), short)],
];
// One after the other in each round, and the best of the rounds: what the machine does when nobody disturbs it.
const best = subjects.map(() => Number.POSITIVE_INFINITY);
for (let round = 0; round < 7; round += 1)
  for (const [index, [, count, run]] of subjects.entries())
    best[index] = Math.min(best[index], (timed(run) * 1000) / count);
const costOf = (name) => best[subjects.findIndex(([subject]) => subject === name)];
for (const [index, [name]] of subjects.entries()) row(name, best[index], best[index] / costOf('JSON.parse'));
for (const [what, name] of [
  ['fold', 'fold alone'],
  ['law', 'law alone'],
  ['all', 'decode, law, all views'],
]) {
  const ratio = costOf(name) / costOf(`${name}: sessions of 100`);
  console.log(`${what}: an event of 100,000 against one of 100: ${ratio.toFixed(2)} times`);
}
