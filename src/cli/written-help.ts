// The pages of help as the build wrote them down (scripts/finish-build.mjs): no command is needed to show one.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Columns that the pages are written for. */
export const PAGE_COLUMNS = 80;

/**
 * The page that a command line asks for: `--help`, `COMMAND --help`, `help COMMAND`. Undefined for any other command line, where there
 * is no such page, and for a terminal that is too narrow for it.
 */
export const writtenHelp = (argv: readonly string[], columns = PAGE_COLUMNS): string | undefined => {
  const asked = argv.length === 2 && argv[0] === 'help' ? [argv[1], '--help'] : argv;
  const flag = asked.at(-1);
  if ((flag !== '--help' && flag !== '-h') || asked.length > 2 || columns < PAGE_COLUMNS) return undefined;
  const name = asked.length === 1 ? '' : (asked[0] as string);
  let pages: Record<string, string>;
  try {
    const folder = dirname(fileURLToPath(import.meta.url));
    pages = JSON.parse(readFileSync(join(folder, 'help.json'), 'utf8')) as Record<string, string>;
  } catch {
    return undefined; // Compiled without the rest of the build: the slower way shows the same.
  }
  return Object.hasOwn(pages, name) ? pages[name] : undefined;
};
