// What a build is besides the compiled files: the command made executable (npm does it only where it installs), and the
// pages of its help written down, so that showing one does not take the time of loading what makes them.
import { chmodSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', 'dist', 'src', 'cli');
const { helpPages } = await import(join(folder, 'program.js'));
const { sendHelp } = await import(join(folder, 'commands', 'send', 'help.js'));
// The words of `send` are read from the schemas: its page is its own.
const pages = { ...helpPages(), send: `${sendHelp()}\n` };
writeFileSync(join(folder, 'help.json'), `${JSON.stringify(pages, undefined, 1)}\n`);
chmodSync(join(folder, 'main.js'), 0o755);
