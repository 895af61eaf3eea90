// Limits on what the Markdown parser takes more than its share of time for: they are checked, line by line, before it runs.
import { RepriseError } from '../../errors.ts';

/** Quotes and lists within each other on one line. */
export const MAX_MARKERS = 100;
/** Lines that continue the paragraph of a quote without a `>`. */
export const MAX_LAZY_LINES = 1_000;

const MARKER = /[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t]))/y;
/** A line that continues nothing: an empty one, a heading, a list item, a fence, a rule. */
const BEGINS = /^[ \t]*(?:$|[#*+\-`~<]|\d{1,9}[.)])/;

const markersOn = (line: string): number => {
  let markers = 0;
  MARKER.lastIndex = 0;
  while (markers <= MAX_MARKERS && MARKER.test(line)) markers += 1;
  return markers;
};

const refused = (line: number, sentence: string): RepriseError =>
  new RepriseError('BAD_INPUT', `Line ${line}: ${sentence}.`, { fields: { line } });

/** @throws RepriseError BAD_INPUT with the line where a limit is passed */
export const requireBounded = (text: string): void => {
  let [number, lazy] = [0, 0];
  let quoted = false;
  for (const line of text.split(/\r\n|\r|\n/)) {
    number += 1;
    if (markersOn(line) > MAX_MARKERS) throw refused(number, `quotes and lists are nested at most ${MAX_MARKERS} deep`);
    if (/^[ \t]*>/.test(line)) [quoted, lazy] = [true, 0];
    else if (BEGINS.test(line)) quoted = false;
    else if (quoted) lazy += 1;
    if (quoted && lazy > MAX_LAZY_LINES)
      throw refused(number, `a quote is continued without ">" on at most ${MAX_LAZY_LINES} lines`);
  }
};
