// Imports many sessions of session files into a log of its own, through the command line, and once more when all is there.
// Usage: npm run bench:import [-- SESSIONS]
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { filesOfSession } from './session-files.mjs';

const sessions = Number(process.argv[2] ?? 1_000);
const main = fileURLToPath(new URL('../dist/src/cli/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'reprise-bench-'));
try {
  for (let index = 0; index < sessions; index += 1) {
    const id = `bench-${String(index).padStart(6, '0')}`;
    mkdirSync(join(folder, 'in', id), { recursive: true });
    for (const [name, content] of Object.entries(filesOfSession(id)))
      writeFileSync(join(folder, 'in', id, name), JSON.stringify(content));
  }
  for (const round of ['first', 'again']) {
    const started = performance.now();
    const args = [main, 'import', join(folder, 'in'), '--store', join(folder, 'store'), '--json'];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1 << 30 });
    if (status !== 0) throw new Error(stderr);
    const seconds = (performance.now() - started) / 1_000;
    const summary = JSON.parse(stdout.trimEnd().split('\n').at(-1));
    const rate = `${(sessions / seconds).toFixed(0)} sessions a second`;
    console.log(
      `${round}: ${summary.recorded} recorded (${summary.events} events), ${summary.there} there, ${seconds.toFixed(1)} s, ${rate}`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
