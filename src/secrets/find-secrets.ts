// Where a text holds secrets of one pattern: as they are, split, or in base64.
import { type PatternSet, scan } from './pattern-set.ts';
import type { SecretPattern } from './secret-pattern.ts';

export type Span = readonly [start: number, end: number];

/** The text that replaces a secret. */
export const markerOf = (name: string): string => `[redacted:${name}]`;

const MARKER = /\[redacted:[a-z0-9-]{1,64}\]/g;
const markersIn = (text: string): Span[] =>
  text.includes('[redacted:') ? [...text.matchAll(MARKER)].map((at) => [at.index, at.index + at[0].length]) : [];

const secretOf = ({ index, 0: match, indices }: RegExpExecArray): Span => {
  for (const [name, span] of Object.entries(indices?.groups ?? {}))
    if (name.startsWith('secret') && span !== undefined) return span;
  return [index, index + match.length];
};

/** What an expression matches. A match within a marker is ignored; one that overlaps a marker includes it. */
const matchesIn = (text: string, expression: RegExp): Span[] => {
  const found: Span[] = [];
  let markers: Span[] | undefined;
  let passed = 0; // how many markers end before the match
  // `exec`, because `matchAll` copies the expression each time.
  expression.lastIndex = 0;
  for (let match = expression.exec(text); match !== null; match = expression.exec(text)) {
    if (match[0] === '') expression.lastIndex += 1;
    let [start, end] = secretOf(match);
    if (start === end) continue;
    markers ??= markersIn(text);
    while (passed < markers.length && (markers[passed] as Span)[1] <= start) passed += 1;
    const marker = markers[passed];
    if (marker !== undefined && marker[0] <= start && end <= marker[1]) continue;
    for (let next = passed; next < markers.length && (markers[next] as Span)[0] < end; next += 1) {
      const [from, to] = markers[next] as Span;
      [start, end] = [Math.min(start, from), Math.max(end, to)];
    }
    const last = found.at(-1);
    if (last !== undefined && start < last[1]) found[found.length - 1] = [last[0], Math.max(last[1], end)];
    else found.push([start, end]);
  }
  return found;
};

export const secretsIn = (text: string, { expression }: SecretPattern): Span[] => matchesIn(text, expression);

const HIDES = /[^\x21-\x7e]/;

/** Where the pattern's form stands with a line end or an invisible character in it. */
export const splitSecretsIn = (text: string, { split }: SecretPattern): Span[] =>
  split === undefined ? [] : matchesIn(text, split).filter(([start, end]) => HIDES.test(text.slice(start, end)));

// Longer base64 is often written in lines of 64 or 76 characters.
const BASE64 = /[A-Za-z0-9+/_-]{24,}(?:(?<=[A-Za-z0-9+/_-]{60})\r?\n[A-Za-z0-9+/_-]{4,})*={0,2}/g;
const TEXT = /^[\t\n\r\x20-\x7e]{12}/;

/** The words of a text that are base64 of a known form, with its name. */
export const encodedSecretsIn = (text: string, set: PatternSet): (readonly [name: string, span: Span])[] => {
  const found: (readonly [string, Span])[] = [];
  for (const { 0: word, index } of text.matchAll(BASE64)) {
    const decoded = Buffer.from(word, 'base64').toString('latin1');
    if (!TEXT.test(decoded)) continue;
    const places = scan(decoded, set).starts ?? [];
    const within = set.within.flatMap(([needed, place]) => (decoded.includes(needed) ? [place] : []));
    const form = [...places, ...within]
      .map((place) => set.patterns[place] as SecretPattern)
      .find((pattern) => pattern.byName !== true && secretsIn(decoded, pattern).length > 0);
    if (form !== undefined) found.push([form.name, [index, index + word.length]]);
  }
  return found;
};
