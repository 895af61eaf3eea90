// `npm run docs`: writes the pages of docs/generated/ that are read from the code, the routes of the client, and machines/SPEC.md.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WRITTEN } from './docs/generated.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
for (const [name, write] of Object.entries(WRITTEN)) {
  writeFileSync(join(root, name), await write(root));
  console.log(name);
}
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const { status } = spawnSync(process.execPath, [vitest, 'run', 'tests/machines/spec.test.ts', '--update'], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(status ?? 1);
