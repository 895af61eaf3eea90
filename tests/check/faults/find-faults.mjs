// Searches for every deliberate bug with the kit: one line of JSON for each, with how it was found, the processor time, and
// the length of its shortest trace. `--seed N`; `--every 5` searches for the first and every fifth after it. Exit code 1 when
// one is not found.
import { readFileSync } from 'node:fs';
import { register } from 'node:module';
import { parseArgs } from 'node:util';
import { FAULTS } from './faults.mjs';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '20260131' },
    only: { type: 'string' },
    every: { type: 'string', default: '1' },
  },
});
const seed = Number(values.seed);
register('./hooks.mjs', import.meta.url);

const studio = JSON.parse(readFileSync(new URL('../profiles/studio.json', import.meta.url), 'utf8'));
/** Of which profile how many sequences at most, in order. */
const ROUNDS = [
  [studio, 150],
  ['normal', 150],
  ['cycles', 150],
  [studio, 600],
];
const kitOf = (query) => import(`../../../dist/src/testing/index.js${query}`);
const sound = await kitOf('');

const find = (kit) => {
  let sequences = 0;
  for (const [round, [profile, runs]] of ROUNDS.entries()) {
    const checked = kit.findInSequences(profile, {
      runs,
      maxLength: 200,
      seed: seed + round,
      start: { tokenBudget: 1000 },
    });
    sequences += checked.sequences;
    if (checked.failure !== undefined) return { ...checked.failure, profile: checked.profile, sequences };
  }
  return undefined;
};

let missed = 0;
for (const [index, { name, file }] of FAULTS.entries()) {
  if (values.only !== undefined && !name.includes(values.only)) continue;
  if (index % Number(values.every) !== 0) continue;
  const kit = await kitOf(`?fault=${index}`);
  if (kit === sound) throw new Error('the fault was not loaded');
  const begun = process.cpuUsage();
  const found = find(kit);
  const { user, system } = process.cpuUsage(begun);
  const ms = Math.round((user + system) / 1_000);
  if (found === undefined) missed += 1;
  const { kind, about, sentence, profile, sequences, commands, lines, path } = found ?? {};
  console.log(
    JSON.stringify({
      name,
      file,
      found: found !== undefined,
      ms,
      profile,
      sequences,
      kind,
      about,
      sentence,
      commands: commands?.length,
      events: lines?.length,
      seed: found?.seed,
      path,
    }),
  );
}
process.exitCode = missed > 0 ? 1 : 0;
