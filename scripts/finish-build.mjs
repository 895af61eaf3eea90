// What a build is besides the compiled files: what is left of sources that are gone is removed, the command is made
// executable (npm does it only where it installs), and the pages of its help are written down, so that showing one does not
// take the time of loading what makes them.
import { chmodSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
for (const name of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
  const [, source] = /^(.*?)(?:\.d\.ts|\.js\.map|\.js)$/.exec(name) ?? [];
  if (source !== undefined && !existsSync(join(root, `${source}.ts`))) rmSync(join(dist, name));
}

const folder = join(dist, 'src', 'cli');
const { helpPages } = await import(join(folder, 'program.js'));
const { sendHelp } = await import(join(folder, 'commands', 'send', 'help.js'));
// The words of `send` are read from the schemas: its page is its own.
const pages = { ...helpPages(), send: `${sendHelp()}\n` };
writeFileSync(join(folder, 'help.json'), `${JSON.stringify(pages, undefined, 1)}\n`);
chmodSync(join(folder, 'main.js'), 0o755);
