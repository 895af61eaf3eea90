// The example session under another id, changed.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXAMPLE, EXAMPLE_ID } from './run-cli.ts';

/** @param change gets the kind of the file (planning, todo, workbook, events). @returns the folder of its files */
export const variant = (
  parent: string,
  id: string,
  change: (kind: string, content: string) => string = (_, content) => content,
): string => {
  const path = join(parent, id);
  mkdirSync(path);
  for (const file of readdirSync(EXAMPLE).filter((name) => name.endsWith('.json'))) {
    const content = readFileSync(join(EXAMPLE, file), 'utf8').replaceAll(EXAMPLE_ID, id);
    writeFileSync(join(path, file.replace(EXAMPLE_ID, id)), change(file.split('-')[0] ?? '', content));
  }
  return path;
};
