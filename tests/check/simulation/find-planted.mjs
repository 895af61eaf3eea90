// Searches for every planted bug with the simulation: one line of JSON for each, with how it was found, how long that took,
// and its story. `--seed N`; `--steps N` or `--seconds N` (60 by default) for each; `--only TEXT`; `--every 5`: the first and
// every fifth after it. Exit code 1 when one is not found.
import { register } from 'node:module';
import { parseArgs } from 'node:util';
import { PLANTED } from './planted.mjs';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '20260131' },
    seconds: { type: 'string' },
    steps: { type: 'string' },
    every: { type: 'string', default: '1' },
    planted: { type: 'boolean' },
    only: { type: 'string', multiple: true },
    dir: { type: 'string' },
  },
});
register('../faults/hooks.mjs', import.meta.url, { data: { faults: PLANTED } });

let missed = 0;
for (const [index, { name, file }] of PLANTED.entries()) {
  if (values.only !== undefined && !values.only.some((text) => name.includes(text))) continue;
  if (index % Number(values.every) !== 0) continue;
  const { simulate } = await import(`../../../dist/src/testing/index.js?fault=${index}`);
  const { ok, steps, courses, failure, ...rest } = await simulate({
    seed: Number(values.seed),
    steps: Number(values.steps ?? Number.POSITIVE_INFINITY),
    maxSeconds: Number(values.seconds ?? (values.steps === undefined ? 60 : Number.POSITIVE_INFINITY)),
    shrinkSeconds: 5,
    ...(values.dir !== undefined && { dir: values.dir }),
  });
  if (ok) missed += 1;
  const { sentence, steps: story, reproduce } = failure ?? {};
  console.log(
    JSON.stringify({ name, file, found: !ok, seconds: rest.seconds, steps, courses, sentence, story, reproduce }),
  );
}
process.exitCode = missed > 0 ? 1 : 0;
