// From a place in a compiled file to the line of its source, by the source map that stands beside it.
import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';

/** A function from a 1-based line and 0-based column of `compiled` to the 1-based line of its source. */
export const sourceLines = (compiled) => {
  const map = new SourceMap(JSON.parse(readFileSync(`${compiled}.map`, 'utf8')));
  return ({ line, column }) => (map.findEntry(line - 1, column).originalLine ?? 0) + 1;
};
