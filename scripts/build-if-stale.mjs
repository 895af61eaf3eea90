// Builds dist/ when a source is newer than the last build, so that `npm start` and `npm test` need no step before them.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stamp = join(root, 'dist', '.built');

const modified = (path) => {
  try {
    return statSync(path).mtimeMs;
  } catch {
    return 0;
  }
};
const newest = (path) => {
  let latest = modified(path);
  if (latest > 0 && statSync(path).isDirectory())
    for (const name of readdirSync(path)) latest = Math.max(latest, newest(join(path, name)));
  return latest;
};

const sources = [
  ...['machines', 'projections', 'src', 'examples', 'scripts/build-page.mjs'],
  ...['tsconfig.json', 'tsconfig.build.json', 'package.json'],
];
const startedAt = new Date();
if (Math.max(...sources.map((name) => newest(join(root, name)))) > modified(stamp)) {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const result = spawnSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json')], { stdio: 'inherit' });
  if (result.status !== 0) process.exit(result.status ?? 1);
  await import('./finish-build.mjs');
  await (await import('./build-page.mjs')).buildPage({ quiet: true });
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, `${startedAt.toISOString()}\n`);
  // What was saved while tsc ran is newer than this build.
  utimesSync(stamp, startedAt, startedAt);
}
