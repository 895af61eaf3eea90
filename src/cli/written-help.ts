// The pages of help as the build wrote them (scripts/finish-build.mjs): no command is loaded to show one.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Columns that the pages are written for. */
export const PAGE_COLUMNS = 80;

/**
 * The page for `--help`, `COMMAND --help` and `help COMMAND`; undefined for any other command line, where the build wrote
 * no such page, and for a terminal that is too narrow for it.
 */
export const writtenHelp = (argv: readonly string[], columns = PAGE_COLUMNS): string | undefined => {
  const words = argv.length === 2 && argv[0] === 'help' ? [argv[1], '--help'] : argv;
  const flag = words.at(-1);
  if ((flag !== '--help' && flag !== '-h') || words.length > 2 || columns < PAGE_COLUMNS) return undefined;
  const name = words.length === 1 ? '' : (words[0] as string);
  let pages: Record<string, string>;
  try {
    const folder = dirname(fileURLToPath(import.meta.url));
    pages = JSON.parse(readFileSync(join(folder, 'help.json'), 'utf8')) as Record<string, string>;
  } catch {
    return undefined; // Only compiled, not built: commander shows the same, more slowly.
  }
  return Object.hasOwn(pages, name) ? pages[name] : undefined;
};
