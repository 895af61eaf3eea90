// `npm run test:mutation`: changes the pure code one place at a time, tests whether a test fails on each change, and
// writes docs/generated/mutants.md. `npm run test:mutation -- 'machines/rules/*.ts'` tests those files only, and options
// are passed to Stryker (`--concurrency=1`). With `--without-golden` the mutants of the views are tested by all tests but
// the golden histories, for docs/generated/mutants-of-views.md. Results of code and tests that have not changed are reused from
// reports/mutation/.
//
// The page counts every mutant of the current code that was ever tested, in this run or before; files that were never
// tested are not on it. Killed are mutants on which a test fails, that cannot be loaded, that run out of memory or that
// loop without end. Survivors are those on which every test passes, or that no test reaches, also where
// mutation/harmless.mjs has a reason. The exit code is 0 from 90 % on, if each of those reasons fits a place in the code.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writePage } from './page.mjs';
import { lostReasons } from './reasons.mjs';
import { reportOf } from './reports.mjs';

const NO_GOLDEN = '--without-golden';
const isWithoutGolden = process.argv.includes(NO_GOLDEN);
const root = fileURLToPath(new URL('..', import.meta.url));
const home = join(root, 'mutation');
const REPORT = join(root, reportOf(isWithoutGolden));
const stryker = join(home, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');

const run = (command, args, cwd, after = () => {}) => {
  const env = { ...process.env, ...(isWithoutGolden ? { REPRISE_MUTANTS: 'without-golden' } : {}) };
  const { status, error } = spawnSync(command, args, { cwd, env, stdio: 'inherit' });
  after();
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
};

if (!existsSync(stryker)) run('npm', ['ci', '--ignore-scripts'], home);
// No single test reaches code that runs at load, so Stryker does not know that a new test may kill its mutants: such
// survivors are removed, to be tested again, and put back where their files were not selected.
const isBuilt = ({ static: built, status }) => built && status === 'Survived';
const readReport = () => JSON.parse(readFileSync(REPORT, 'utf8'));
const before = existsSync(REPORT) ? readReport() : { files: {} };
if (existsSync(REPORT)) {
  const report = readReport();
  for (const file of Object.values(report.files)) file.mutants = file.mutants.filter((mutant) => !isBuilt(mutant));
  writeFileSync(REPORT, JSON.stringify(report));
}
const putBack = () => {
  // Stryker failed before it could write one; its own error is the one to read.
  if (!existsSync(REPORT)) return;
  const report = readReport();
  for (const [name, file] of Object.entries(report.files)) {
    const old = before.files[name];
    if (old?.source !== file.source) continue;
    const keyOf = ({ location, mutatorName, replacement }) => JSON.stringify([location, mutatorName, replacement]);
    const tested = new Set(file.mutants.map(keyOf));
    file.mutants.push(...old.mutants.filter((mutant) => isBuilt(mutant) && !tested.has(keyOf(mutant))));
  }
  writeFileSync(REPORT, JSON.stringify(report));
};
const given = process.argv.slice(2);
const options = given.filter((word) => word.startsWith('--') && word !== NO_GOLDEN);
const named = given.filter((word) => !word.startsWith('--'));
const globs = named.length === 0 && isWithoutGolden ? ['projections/**/*.ts'] : named;
run(
  process.execPath,
  [
    stryker,
    'run',
    'mutation/stryker.config.mjs',
    ...options,
    ...(globs.length > 0 ? ['--mutate', globs.join(',')] : []),
  ],
  root,
  putBack,
);
const { page, score, mutants, unexplained } = writePage(isWithoutGolden);
console.log(`${page}: ${mutants} mutants, ${score.toFixed(1)} % killed, ${unexplained} survivors not examined`);
const lost = lostReasons(root);
if (lost.length > 0) {
  console.error('Reasons in mutation/harmless.mjs that fit no place in the code any more; mend or delete them:');
  for (const { why, ...place } of lost) console.error(`  ${JSON.stringify(place)}: ${why}`);
}
process.exit(mutants > 0 && score >= 90 && lost.length === 0 ? 0 : 1);
