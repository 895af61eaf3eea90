// What a build is besides the compiled files: what is left of sources that are gone is removed, the command is made
// executable (npm does it only where it installs), and the pages of its help are written down, so that showing one does not
// take the time of loading what makes them. The schemas and documents of the service are written for other programs.
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
for (const name of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
  // What Vite builds, it empties itself.
  if (/^page(-in-a-file)?[\\/]/.test(name)) continue;
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

const schemas = join(dist, 'schemas');
const made = (name) => import(join(dist, 'src', 'service', name));
const [{ eventSchemas }, { commandSchemas }, { asyncApiDocument }, { openApiDocument }] = await Promise.all(
  ['schemas/events.js', 'schemas/commands.js', 'schemas/asyncapi.js', 'http/openapi.js'].map(made),
);
rmSync(schemas, { recursive: true, force: true });
const write = (path, document) => writeFileSync(join(schemas, path), `${JSON.stringify(document, undefined, 1)}\n`);
for (const [folder, documents] of Object.entries({ events: eventSchemas(), commands: commandSchemas() })) {
  mkdirSync(join(schemas, folder), { recursive: true });
  for (const [name, document] of Object.entries(documents)) write(join(folder, `${name}.json`), document);
}
write('asyncapi.json', asyncApiDocument());
write('openapi.json', openApiDocument());
