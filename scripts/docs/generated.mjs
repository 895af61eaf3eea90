// The pages under docs/generated/ that are read from the code (proof.md and mutants.md are measured: npm run proof, npm run
// test:mutation). `asCompared` is what must be equal for a page to be up to date.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { architectureSvg, layersPage } from './architecture.mjs';
import { commandsPage } from './commands.mjs';
import { eventsPage } from './events.mjs';
import { httpPage } from './http.mjs';
import { messagesPage } from './messages.mjs';
import { rolesPage } from './roles.mjs';
import { routesFile } from './routes.mjs';
import { settingsPage } from './settings.mjs';

/** What writes each page, by its name. */
export const PAGES = {
  'architecture.svg': architectureSvg,
  'layers.md': layersPage,
  'commands.md': commandsPage,
  'events.md': eventsPage,
  'http.md': httpPage,
  'messages.md': messagesPage,
  'settings.md': settingsPage,
  'roles.md': rolesPage,
};

/** What writes each source file that is read from other sources, by its path. */
const SOURCES = { 'src/client/routes.ts': routesFile };

/** All that is written, by its path from the root. */
export const WRITTEN = {
  ...Object.fromEntries(Object.entries(PAGES).map(([name, write]) => [`docs/generated/${name}`, write])),
  ...SOURCES,
};

/** A line of code that moved does not make the list of messages stale: its line numbers are those of the last run. */
const asCompared = (name, text) => (name.endsWith('messages.md') ? text.replaceAll(/^ *\d+ {2}/gm, '') : text);

const stored = (root, name) => {
  try {
    return readFileSync(join(root, name), 'utf8');
  } catch {
    return '';
  }
};

/** The paths of what differs from what the code gives now. */
export const stalePages = async (root) => {
  const stale = [];
  for (const [name, write] of Object.entries(WRITTEN))
    if (asCompared(name, stored(root, name)) !== asCompared(name, await write(root))) stale.push(name);
  return stale;
};
