// What plan.md costs: reading flat and nested ones of 10,000 items, reading one again after an edit, comparing two, and
// writing. Usage: node bench/plan-md.mjs [items] (default 10000). Ends with 1 when a limit is passed.
const items = Number(process.argv[2] ?? 10_000);
const { parsePlan } = await import('../dist/src/formats/plan-md/parse.js');
const { renderPlan } = await import('../dist/src/formats/plan-md/render.js');
const { diffPlans, identified, numberedIds, NO_PLAN } = await import('../dist/src/formats/plan-md/diff.js');

let exitCode = 0;
/** The median of five runs, in milliseconds. */
const measure = (name, mostMs, run) => {
  const times = [];
  for (let n = 0; n < 5; n += 1) {
    const startedAt = performance.now();
    run();
    times.push(performance.now() - startedAt);
  }
  const [, , median] = times.sort((a, b) => a - b);
  if (median > mostMs) exitCode = 1;
  console.log(`${name.padEnd(44)}${median.toFixed(0).padStart(7)} ms   at most ${mostMs}`);
};

const file = (line) => `## Plan\n\n${Array.from({ length: items }, (_, place) => `${line(place)}\n`).join('')}`;
const flat = file(
  (place) => `- [${place % 3 === 0 ? 'x' : ' '}] Item ${place} reads \`src/part-${place}.ts\` — note ${place}`,
);
const nested = file((place) => `${'  '.repeat(place % 10)}- [ ] Item ${place} of a group (note ${place})`);
const one = file((place) => `${place === 0 ? '' : '  '}- [ ] Item ${place} below the first`);
const edited = flat.replace(/Item 5000 reads/, 'Item 5000 writes');
const parsed = parsePlan(flat);
const known = identified(NO_PLAN, parsed, numberedIds());
const ids = new Set([...known.items.map(({ id }) => id)]);
const newId = () => numberedIds((id) => ids.has(id));
const shorter = parsePlan(file((place) => `- [ ] Item ${place}`));
const other = parsePlan(file((place) => `- [ ] Nothing ${place} like before`));
const mixed = parsePlan(
  file((place) => `- [ ] Item ${(place * 7919) % items} reads \`src/part-${(place * 7919) % items}.ts\``),
);

console.log(`plan.md of ${items} items, Node ${process.version}; medians of 5`);
measure('read, flat', 2_000, () => parsePlan(flat));
measure('read, nested ten deep', 8_000, () => parsePlan(nested));
measure('read, all below one item', 8_000, () => parsePlan(one));
measure('read again after an edit of one line', 500, () => parsePlan(edited, parsed));
measure('write', 2_000, () => renderPlan(known));
measure('compare: one item reworded', 2_000, () => diffPlans(known, parsePlan(edited, parsed), newId()));
measure('compare: every item shortened', 2_000, () => diffPlans(known, shorter, newId()));
measure('compare: every item another', 2_000, () => diffPlans(known, other, newId()));
measure('compare: every item elsewhere', 2_000, () => diffPlans(known, mixed, newId()));
process.exitCode = exitCode;
