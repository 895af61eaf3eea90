// Checks both rollouts and prints their problems: node examples/custom-process/check.mjs [FOLDER]
// With a folder it writes each trace there, to be opened with `reprise replay` and `reprise verify`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readProfile } from 'reprise';
import { checkProfile } from 'reprise/testing';
import { invariants } from './invariants.mjs';

const [folder] = process.argv.slice(2);
const here = (name) => fileURLToPath(new URL(name, import.meta.url));

for (const name of ['rollout', 'rollout-mended']) {
  const profile = await readProfile(here(`${name}.yaml`));
  // Half a minute on an idle machine; a busy one needs longer than the minute that a check has by default.
  const options = { seed: 1, maxSeconds: 600 };
  const { ok, states, edges, problems } = await checkProfile(profile, invariants, options);
  console.log(`${name}: ${states} states, ${edges} edges, ${ok ? 'no problems' : `${problems.length} problems`}`);
  for (const { kind, about, sentence, commands, lines } of problems) {
    console.log(`  ${kind}: ${sentence}`);
    for (const { name, data } of commands.slice(1)) console.log(`    ${name} ${JSON.stringify(data)}`);
    if (folder === undefined) continue;
    mkdirSync(folder, { recursive: true });
    const file = join(folder, `${name}-${kind}-${about.replaceAll(/\W+/g, '-')}.ndjson`);
    writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
    console.log(`    written to ${file}`);
  }
}
