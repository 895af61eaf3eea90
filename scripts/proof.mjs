// Measures what docs/proof.md shows and writes it there: the random sequences and the model runs on a real log of the
// default test run, and how the kit finds each deliberate bug. Run by `npm run proof`.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { counted, table, writePart } from './proof-page.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
/** `--only faults`, `sequences` or `model-runs`: the other parts stay as they are. */
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
  const found = node([here('../tests/testing/faults/find-faults.mjs')], 'pipe')
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
        ['bug', 'in', 'what it breaks', 'sequences', 'time', 'shortest story'],
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
