// Measures what docs/generated/proof.md shows and writes it there: the random sequences and the model runs on a real log of the
// default test run, how the kit finds each deliberate bug, what it explores of each built-in profile, and the golden
// histories with one event changed. Run by `npm run proof`; `--only faults` (a part's name) leaves the others as they are.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { counted, table, writePart } from './proof-page.mjs';
import { withSources } from './sources.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const only = process.argv[process.argv.indexOf('--only') + 1];
const measures = (part) => !process.argv.includes('--only') || only === part;
const node = (args, stdout) => {
  const { status, stdout: text } = spawnSync(process.execPath, args, {
    stdio: ['ignore', stdout, 'inherit'],
    encoding: 'utf8',
  });
  if (status !== 0) process.exit(status ?? 1);
  return text;
};

if (measures('sequences')) node([here('random-sequences.mjs'), '--write', 'sequences'], 'inherit');

if (measures('model-runs')) node([here('model-runs.mjs'), '--write', 'model-runs'], 'inherit');

if (measures('faults')) {
  const found = node([here('../tests/check/faults/find-faults.mjs')], 'pipe')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const ms = found.reduce((sum, fault) => sum + fault.ms, 0);
  writePart(
    'faults',
    [
      `${found.length} deliberate bugs, ${found.filter((fault) => fault.found).length} found, in ${(ms / 1000).toFixed(1)} s together.`,
      '',
      table([
        ['bug', 'in', 'what it violates', 'sequences', 'time', 'shortest trace'],
        ...found.map(({ name, file, about, sequences, ms, commands, events }) => [
          name,
          `\`${file.replace(/\.js$/, '.ts')}\``,
          about,
          counted(sequences),
          `${counted(ms)} ms`,
          `${commands} ${commands === 1 ? 'command' : 'commands'}, ${events} ${events === 1 ? 'event' : 'events'}`,
        ]),
      ]),
    ].join('\n'),
  );
  console.log(`${found.length} deliberate bugs found in ${(ms / 1000).toFixed(1)} s`);
}

const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

if (measures('exploration')) {
  const { checkProfile } = await import('../dist/src/testing/index.js');
  const { PROFILES } = await import('../dist/machines/index.js');
  const rows = [];
  for (const profile of Object.values(PROFILES)) {
    const before = process.cpuUsage();
    const { name } = profile;
    const { states, edges, random, problems, durationMs, aspects } = await checkProfile(profile, [], {
      seed: 1,
      maxSeconds: 600,
    });
    const { user, system } = process.cpuUsage(before);
    const complete = aspects.every(({ limit }) => limit === undefined);
    rows.push([
      name,
      counted(states),
      counted(edges),
      complete ? 'all' : 'part',
      `${random.sequences} of ${counted(random.commands)} commands`,
      problems.length,
      seconds((user + system) / 1000),
      seconds(durationMs),
    ]);
    console.log(`${name}: ${states} states, ${edges} edges, ${seconds(durationMs)}`);
  }
  writePart(
    'exploration',
    table([
      ['profile', 'states', 'edges', 'explored', 'random sequences', 'problems', 'processor time', 'time'],
      ...rows,
    ]),
  );
}

if (measures('history'))
  await withSources(async (load) => {
    const { counted: ofGolden } = await load('/tests/golden/accept.ts');
    const { histories, events, kinds, mutations } = await ofGolden();
    writePart(
      'history',
      table([
        ['figure', 'value'],
        ['golden histories', counted(histories)],
        ['events', counted(events)],
        ['kinds of change', counted(kinds)],
        ['changes of one event, each found at its place', counted(mutations)],
      ]),
    );
    console.log(`${mutations} changes of ${histories} histories`);
  });
