// `npm run bench`: what Reprise costs beside the same work by hand and by other stores, as a table and as JSON.
// Usage: npm run bench -- [--quick] [--json FILE] [--write] [--rounds N] [--only GROUP,...] [--sync always|relaxed] [--without PEER,...]
import { readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, loadavg, platform, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { inRounds } from './lib/measure.mjs';
import { openPeers } from './lib/peers.mjs';
import { runFolder } from './lib/servers.mjs';
import { figuresOf } from './report/figures.mjs';
import { reportOf } from './report/page.mjs';
import { appendRows } from './rows/append.mjs';
import { contentionRows } from './rows/contention.mjs';
import { costRows } from './rows/cost.mjs';
import { readRows } from './rows/read.mjs';
import { importRows, newSessionRows } from './rows/whole-sessions.mjs';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    json: { type: 'string' },
    rounds: { type: 'string' },
    only: { type: 'string' },
    sync: { type: 'string' },
    without: { type: 'string' },
  },
});

const FULL = {
  rounds: 5,
  sizes: [300, 2_000],
  sessions: [1, 8, 64, 512],
  ms: { always: 700, relaxed: 350 },
  imports: 1_000,
  read: { sessions: 4_000, events: 50, cold: [50, 1_000, 10_000], opens: 10_000 },
  cost: { bytes: 300, count: 20_000, long: 100_000 },
};
/** The same rows, with so little work that they show only that each of them runs. */
const QUICK = {
  rounds: 1,
  sizes: [300, 2_000],
  sessions: [1, 8, 64, 512],
  ms: { always: 50, relaxed: 50 },
  imports: 20,
  read: { sessions: 20, events: 50, cold: [50, 1_000, 10_000], opens: 50 },
  cost: { bytes: 300, count: 500, long: 2_000 },
};
const GROUPS = ['append', 'contention', 'session', 'import', 'read', 'cost'];

const usage = (problem) => {
  console.error(problem);
  process.exit(1);
};
const listed = (text, allowed, name) => {
  const list = text === undefined ? allowed : text.split(',');
  const unknown = list.filter((one) => !allowed.includes(one));
  if (unknown.length > 0) usage(`--${name} ${unknown.join()}: expected ${allowed.join(', ')}`);
  return list;
};

const plan = values.quick ? QUICK : FULL;
const groups = new Set(listed(values.only, GROUPS, 'only'));
const syncs = listed(values.sync, ['always', 'relaxed'], 'sync');
const PEERS = ['postgres', 'emmett', 'sqlite'];
const without = new Set(values.without === undefined ? [] : listed(values.without, PEERS, 'without'));
const rounds = Number(values.rounds ?? plan.rounds);
if (!Number.isInteger(rounds) || rounds < 1) usage(`--rounds ${values.rounds}: expected a whole number from 1`);

// Ends by `exit`, so that folders are removed; servers end with this process.
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
])
  process.once(signal, () => process.exit(code));

const progress = (text) => {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
};
const described = ({ reprise, raw, postgres, sqlite, emmett }) =>
  [reprise, raw, postgres, sqlite, emmett].map(({ name, version, settings, missing }) => ({
    name,
    version,
    settings,
    missing,
  }));

/** Opens the peers for a part of the run, measures the rows that `make` gives, and closes them. */
const measured = async (sync, make) => {
  const { path, remove } = runFolder();
  try {
    const peers = await openPeers(path, sync, without);
    try {
      const rows = await make(peers, path);
      return { peers: described(peers), rows: await inRounds(rows, rounds, progress) };
    } finally {
      await peers.close();
    }
  } finally {
    remove();
  }
};

const WRITES = {
  append: (peers, ms) => appendRows(peers, { sizes: plan.sizes, sessions: plan.sessions, ms }),
  contention: (peers, ms) => contentionRows(peers, { bytes: 300, ms }),
  session: (peers, ms) => newSessionRows(peers, { ms }),
  import: (peers, _, folder) => importRows(peers, { count: plan.imports, folder }),
};

const loadBefore = loadavg()[0];
const rows = [];
const peers = {};
for (const sync of syncs) {
  const wanted = Object.keys(WRITES).filter((group) => groups.has(group));
  if (wanted.length === 0) continue;
  const part = await measured(sync, async (opened, folder) => {
    const made = [];
    for (const group of wanted) made.push(...(await WRITES[group](opened, plan.ms[sync], folder)));
    return made;
  });
  rows.push(...part.rows);
  peers[sync] = part.peers;
}
if (groups.has('read')) {
  const part = await measured('always', (opened) => readRows(opened, plan.read));
  rows.push(...part.rows);
  peers.read = part.peers;
}
if (groups.has('cost')) rows.push(...(await inRounds(costRows(plan.cost), rounds, progress)));
progress('');

const figures = figuresOf(rows);
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const result = {
  reprise: version,
  quick: values.quick,
  rounds,
  machine: {
    platform: platform(),
    arch: arch(),
    cores: cpus().length,
    cpu: cpus()[0]?.model.trim() ?? 'unknown processor',
    memoryBytes: totalmem(),
    node: process.version,
    load: [loadBefore, loadavg()[0]],
  },
  plan,
  peers,
  figures,
  rows,
};
const json = `${JSON.stringify(result, undefined, 2)}\n`;
const report = reportOf(result);
console.log(report);
if (values.json !== undefined) writeFileSync(values.json, json);
if (values.write) {
  const page = fileURLToPath(new URL('../docs/generated/bench.md', import.meta.url));
  writeFileSync(
    page,
    `# What Reprise costs beside other stores\n\nWritten by \`npm run bench -- --write\`, not by hand.\n\n${report}\n`,
  );
}
