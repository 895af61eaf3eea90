// Runs every test that mutants are tested with once, on the unchanged code and without Stryker, which is installed only
// for `npm run test:mutation`. Prints `{ files, tests, failures }`, so that a feature of Vitest that the harness lacks
// shows in `npm run test:more`. From the root of the project: `node mutation/trial.mjs`.
import { openTests } from './harness.mjs';

const tests = await openTests({ runs: 1 });
const failures = [];
let count = 0;
const attempt = async (name, action) => {
  try {
    return await action();
  } catch (error) {
    failures.push(`${name}: ${String(error?.stack ?? error).slice(0, 400)}`);
    return [];
  }
};
await attempt('loading the code', () => tests.reload());
for (const file of tests.files)
  for (const { id, run } of await attempt(file, () => tests.testsOf(file))) {
    count += 1;
    await attempt(id, run);
  }
await tests.close();
console.log(JSON.stringify({ files: tests.files.length, tests: count, failures }));
