// Whether an entity costs more in a large session than in a small one: each view, the rules and the legal moves, at
// growing numbers of every kind of entity. Run by `npm run bench:pure`, which writes docs/generated/growth.md.
//   node bench/growth.mjs [--sizes 1000,10000] [--kind cycles] [--no-page]
import { parseArgs } from 'node:util';
import { EVENTS, initialState, judge, legalMoves } from '../dist/machines/index.js';
import { applyAll, initViews, showView, VIEW_NAMES } from '../dist/projections/index.js';
import { styleOf } from '../dist/src/cli/render/palette.js';
import { viewPage } from '../dist/src/cli/render/view-page.js';
import { eventsOf, KIND_NAMES } from './entities.mjs';
import { writeGrowth } from './growth-page.mjs';

const { values: options } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1000,10000,100000' },
    kind: { type: 'string', multiple: true },
    'no-page': { type: 'boolean', default: false },
  },
});
const sizes = options.sizes.split(',').map(Number);
const kinds = options.kind ?? KIND_NAMES;
const style = styleOf({ colours: false, width: 100 });

/** A subject that would take longer at the next size, if it were quadratic, is not measured there. */
const MOST_MS = 60_000;
/** Time is that of the processor, which other programs disturb less. A subject is run until it took this long altogether, and at most so often; the best counts. */
const ENOUGH_MS = 250;
const MOST_RUNS = 100;

const best = (run) => {
  let least = Number.POSITIVE_INFINITY;
  let all = 0;
  for (let runs = 0; runs < MOST_RUNS && all < ENOUGH_MS; runs += 1) {
    const begin = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(begin);
    const ms = (user + system) / 1000;
    least = Math.min(least, ms);
    all += ms;
  }
  return least;
};

const stateOf = (events) => {
  let state = initialState('bench');
  for (const event of events) state = judge(state, event).state;
  return state;
};
const viewsOf = (events) => {
  let views = initViews('bench');
  for (const event of events) views = applyAll(views, event);
  return views;
};

/** What is measured, by name: a function of the events that prepares a run. */
const SUBJECTS = {
  rules: (events) => () => stateOf(events),
  'fold of all views': (events) => () => viewsOf(events),
  ...Object.fromEntries(
    VIEW_NAMES.map((name) => [
      name,
      (events) => {
        const views = viewsOf(events);
        return () => showView(views, name);
      },
    ]),
  ),
  'all pages': (events) => {
    const views = viewsOf(events);
    const documents = VIEW_NAMES.map((name) => [name, showView(views, name)]);
    return () => {
      for (const [name, document] of documents) viewPage(name, document, style);
    };
  },
  legal: (events) => {
    const state = stateOf(events);
    return () => legalMoves(state);
  },
};

for (const kind of kinds) for (const { type, data } of eventsOf(kind, 3)) EVENTS[type].data.parse(data);

/** Microseconds for each entity, by kind, subject and size; undefined where it was not measured. */
const figures = [];
for (const kind of kinds) {
  const row = { kind, subjects: Object.fromEntries(Object.keys(SUBJECTS).map((name) => [name, []])) };
  const tooSlow = new Set();
  for (const [index, size] of sizes.entries()) {
    const events = eventsOf(kind, size);
    for (const [name, prepare] of Object.entries(SUBJECTS)) {
      // Folding comes before showing: where it takes too long, so does the rest.
      if (tooSlow.has(name) || tooSlow.has('rules') || tooSlow.has('fold of all views')) {
        row.subjects[name].push(undefined);
        continue;
      }
      const ms = best(prepare(events));
      row.subjects[name].push((ms * 1000) / size);
      const next = sizes[index + 1];
      if (next !== undefined && ms * (next / size) ** 2 > MOST_MS) tooSlow.add(name);
    }
  }
  figures.push(row);
  const shown = Object.entries(row.subjects).map(([name, each]) => {
    const measured = each.filter((one) => one !== undefined);
    const cells = each.map((one) => (one === undefined ? '-' : one.toFixed(2))).join(' ');
    const ratio = (measured.at(-1) ?? 0) / (measured[0] || 1);
    return `  ${name.padEnd(18)} ${cells.padEnd(28)} µs an entity; ${ratio.toFixed(1)} times${measured.length < each.length ? ', the rest not measured' : ''}`;
  });
  console.log(`${kind} (${sizes.map((size) => size.toLocaleString('en')).join(', ')})\n${shown.join('\n')}`);
}
if (!options['no-page'] && options.kind === undefined) writeGrowth(sizes, figures);
