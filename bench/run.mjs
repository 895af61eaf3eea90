// `npm run bench`: what Reprise costs beside the same work by hand and by other stores, as a table and as JSON.
// Usage: npm run bench -- [--quick] [--json FILE] [--write] [--rounds N] [--only GROUP,...] [--sync always|relaxed] [--without PEER,...]
import { readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, loadavg, platform, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { inRounds } from './lib/measure.mjs';
import { openPeers } from './lib/peers.mjs';
import { runFolder } from './lib/servers.mjs';
import { figuresOf } from './report/figures.mjs';
import { reportOf, writePage } from './report/page.mjs';
import { appendRows } from './rows/append.mjs';
import { contentionRows } from './rows/contention.mjs';
import { costRows } from './rows/cost.mjs';
import { memoryRows } from './rows/memory.mjs';
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
  ms: { always: 600, relaxed: 300 },
  imports: { always: 1_000, relaxed: 300 },
  read: { sessions: 4_000, events: 50, cold: [50, 1_000, 10_000], opens: 10_000 },
  cost: { bytes: 300, count: 10_000, long: 100_000 },
  memory: { count: 100_000, writes: 2_000_000 },
};
/** The same rows, with so little work that they show only that each of them runs. */
const QUICK = {
  rounds: 1,
  sizes: [300, 2_000],
  sessions: [1, 8, 64, 512],
  ms: { always: 50, relaxed: 50 },
  imports: { always: 20, relaxed: 20 },
  read: { sessions: 20, events: 50, cold: [50, 1_000, 10_000], opens: 50 },
  cost: { bytes: 300, count: 500, long: 2_000 },
  memory: { count: 1_000, writes: 1_000 },
};
const GROUPS = ['append', 'contention', 'session', 'import', 'read', 'cost', 'memory'];

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
const measured = async (sync, make, { leftOut = without, times = rounds } = {}) => {
  const { path, remove } = runFolder();
  try {
    const peers = await openPeers(path, sync, leftOut);
    try {
      const rows = await make(peers, path);
      return { peers: described(peers), rows: await inRounds(rows, times, progress) };
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
  import: (peers, _, folder) => importRows(peers, { count: plan.imports[peers.sync], folder }),
};

const loadBefore = loadavg()[0];
const rows = [];
const peers = {};
let hasFailed = false;

/** Runs a part. One that fails says why, and those after it are measured all the same: a whole run takes half an hour. */
const part = async (name, run) => {
  try {
    await run();
  } catch (error) {
    hasFailed = true;
    console.error(`${name} failed:`, error);
  }
};

/** What was measured so far. */
const resultSoFar = () => {
  const figures = figuresOf(rows);
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return {
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
};

// Reports what is there, and ends by `exit`, so that folders are removed; servers end with this process.
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
])
  process.once(signal, () => {
    progress('');
    if (rows.length > 0) console.log(reportOf(resultSoFar()));
    console.error('Interrupted: the rest was not measured, and nothing was written.');
    process.exit(code);
  });

for (const sync of syncs) {
  const wanted = Object.keys(WRITES).filter((group) => groups.has(group));
  if (wanted.length === 0) continue;
  await part(`writing, ${sync}`, async () => {
    const done = await measured(sync, async (opened, folder) => {
      const made = [];
      for (const group of wanted) made.push(...(await WRITES[group](opened, plan.ms[sync], folder)));
      return made;
    });
    rows.push(...done.rows);
    peers[sync] = done.peers;
  });
}
if (groups.has('read'))
  await part('reading', async () => {
    const done = await measured('always', (opened) => readRows(opened, plan.read));
    rows.push(...done.rows);
    peers.read = done.peers;
  });
// Once: a process that writes 2,000,000 events runs for minutes.
if (groups.has('memory'))
  await part('memory', async () => {
    const options = { leftOut: new Set(PEERS), times: 1 };
    rows.push(...(await measured('relaxed', (opened) => memoryRows(opened, plan.memory), options)).rows);
  });
if (groups.has('cost'))
  await part('processor time', async () => rows.push(...(await inRounds(costRows(plan.cost), rounds, progress))));
progress('');

const result = resultSoFar();
console.log(reportOf(result));
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(result, undefined, 2)}\n`);
if (values.write) writePage(result);
if (hasFailed) process.exitCode = 1;
