// docs/generated/proof.md: its tables are written by the commands that measure them, each between its own markers.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const path = fileURLToPath(new URL('../docs/generated/proof.md', import.meta.url));

/** Rows of cells, the first the header, as a Markdown table whose columns line up. */
export const table = (rows) => {
  const widths = rows[0].map((_, column) => Math.max(3, ...rows.map((row) => String(row[column]).length)));
  const line = (cells) => `| ${cells.map((cell, column) => String(cell).padEnd(widths[column])).join(' | ')} |`;
  return [line(rows[0]), line(widths.map((width) => '-'.repeat(width))), ...rows.slice(1).map(line)].join('\n');
};

/** `1234567` as `1,234,567`. */
export const counted = (number) => Math.round(number).toLocaleString('en-GB');

/** The page with a part replaced. @throws Error where the page has no such part. */
export const withPart = (page, name, body) => {
  const begin = `<!-- ${name} -->\n`;
  const at = page.indexOf(begin);
  const end = page.indexOf(`<!-- end ${name} -->`);
  if (at < 0 || end < at) throw new Error(`docs/generated/proof.md has no part ${name}`);
  return `${page.slice(0, at + begin.length)}\n${body}\n\n${page.slice(end)}`;
};

export const writePart = (name, body) => writeFileSync(path, withPart(readFileSync(path, 'utf8'), name, body));
