// `npm run test:mutation`: changes the pure code one place at a time, asks for each change whether a test sees it, and
// writes docs/generated/mutants.md. `npm run test:mutation -- 'machines/rules/*.ts'` asks for those files only, and options go on to
// Stryker (`--concurrency=1`). What was asked before of code and tests that have not changed since is not asked again:
// reports/mutation/ keeps it.
//
// What the page counts: every mutant that was ever asked of the code as it stands, in this run or before, whatever was
// asked for now; files that nobody asked are not in it. Killed are those that a test fails on, that cannot be loaded, that
// run out of memory or that go round in circles. Left are those that every test passes with, or that none reaches, also
// where mutation/harmless.mjs has a reason: a reason takes nothing out of the count. The exit code is 0 from 90 % on.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { REPORT, writePage } from './page.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const home = join(root, 'mutation');
const stryker = join(home, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');

const run = (command, args, cwd, after = () => {}) => {
  const { status, error } = spawnSync(command, args, { cwd, stdio: 'inherit' });
  after();
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
};

if (!existsSync(stryker)) run('npm', ['ci', '--ignore-scripts'], home);
// What is built at load is reached by no test of its own, so Stryker cannot tell that a new test may see it: such
// survivors are taken out, to be asked again, and put back where these files were not asked for.
const isBuilt = ({ static: built, status }) => built && status === 'Survived';
const readReport = () => JSON.parse(readFileSync(REPORT, 'utf8'));
const before = existsSync(REPORT) ? readReport() : { files: {} };
if (existsSync(REPORT)) {
  const report = readReport();
  for (const file of Object.values(report.files)) file.mutants = file.mutants.filter((mutant) => !isBuilt(mutant));
  writeFileSync(REPORT, JSON.stringify(report));
}
const putBack = () => {
  const report = readReport();
  for (const [name, file] of Object.entries(report.files)) {
    const old = before.files[name];
    if (old?.source !== file.source) continue;
    const keyOf = ({ location, mutatorName, replacement }) => JSON.stringify([location, mutatorName, replacement]);
    const asked = new Set(file.mutants.map(keyOf));
    file.mutants.push(...old.mutants.filter((mutant) => isBuilt(mutant) && !asked.has(keyOf(mutant))));
  }
  writeFileSync(REPORT, JSON.stringify(report));
};
const given = process.argv.slice(2);
const options = given.filter((word) => word.startsWith('--'));
const globs = given.filter((word) => !word.startsWith('--'));
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
const { score, mutants, unexplained } = writePage();
console.log(
  `docs/generated/mutants.md: ${mutants} mutants, ${score.toFixed(1)} % killed, ${unexplained} survivors not looked at`,
);
process.exit(mutants > 0 && score >= 90 ? 0 : 1);
