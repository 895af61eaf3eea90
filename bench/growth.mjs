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
const ENOUGH_MS = 100;
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

/** What is measured, by name: a run on a session's events, state and views, each of which is made when it is first needed. */
const SUBJECTS = {
  rules: ({ events }) => stateOf(events),
  'fold of all views': ({ events }) => viewsOf(events),
  ...Object.fromEntries(VIEW_NAMES.map((name) => [name, (session) => showView(session.views, name)])),
  'all pages': (session) => {
    for (const [name, document] of session.documents) viewPage(name, document, style);
  },
  legal: (session) => legalMoves(session.state),
};

const sessionOf = (kind, size) => {
  const events = eventsOf(kind, size);
  const made = {};
  return {
    events,
    get state() {
      made.state ??= stateOf(events);
      return made.state;
    },
    get views() {
      made.views ??= viewsOf(events);
      return made.views;
    },
    get documents() {
      made.documents ??= VIEW_NAMES.map((name) => [name, showView(this.views, name)]);
      return made.documents;
    },
  };
};

// What has never run is slower: everything runs once before anything is measured.
for (const kind of KIND_NAMES) {
  const session = sessionOf(kind, 300);
  for (const run of Object.values(SUBJECTS)) run(session);
}

for (const kind of kinds) for (const { type, data } of eventsOf(kind, 3)) EVENTS[type].data.parse(data);

/** Microseconds for each entity, by kind, subject and size; undefined where it was not measured. */
const figures = [];
for (const kind of kinds) {
  const row = { kind, subjects: Object.fromEntries(Object.keys(SUBJECTS).map((name) => [name, []])) };
  const tooSlow = new Set();
  for (const [index, size] of sizes.entries()) {
    const session = sessionOf(kind, size);
    for (const [name, subject] of Object.entries(SUBJECTS)) {
      // Folding comes before showing: where it takes too long, so does the rest.
      if (tooSlow.has(name) || tooSlow.has('rules') || tooSlow.has('fold of all views')) {
        row.subjects[name].push(undefined);
        continue;
      }
      // What it needs is made before it is measured.
      if (name === 'legal') void session.state;
      else if (name === 'all pages') void session.documents;
      else if (name !== 'rules' && name !== 'fold of all views') void session.views;
      const ms = best(() => subject(session));
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
