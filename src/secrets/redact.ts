// Replaces what looks like a secret, in texts and in JSON of any shape. Pure and deterministic: a reference to an id that
// held a secret still finds it.
import type { SecretPattern } from './patterns.ts';

export interface Redacted<T> {
  /** The value itself, not a copy, where it holds no secret. */
  readonly value: T;
  readonly count: number;
  /** How many were replaced, by name of pattern. */
  readonly byPattern: Readonly<Record<string, number>>;
}

/** The text that replaces a secret. */
export const markerOf = (name: string): string => `[redacted:${name}]`;

type Span = readonly [start: number, end: number];
type Tally = Record<string, number>;

/** The most passes over a text. One that still holds a secret after them is replaced as a whole. */
const MAX_PASSES = 10;

const MARKER = /\[redacted:[a-z0-9-]{1,64}\]/g;
const markersIn = (text: string): Span[] =>
  text.includes('[redacted:') ? [...text.matchAll(MARKER)].map((at) => [at.index, at.index + at[0].length]) : [];

const secretOf = ({ index, 0: match, indices }: RegExpExecArray): Span => {
  for (const [name, span] of Object.entries(indices?.groups ?? {}))
    if (name.startsWith('secret') && span !== undefined) return span;
  return [index, index + match.length];
};

/** Where a text holds secrets of one pattern. A match within a marker is ignored; one that overlaps a marker includes it. */
const secretsIn = (text: string, { expression }: SecretPattern): Span[] => {
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

/** True when a pattern finds a secret in a text. */
export const holdsSecret = (text: string, patterns: readonly SecretPattern[]): boolean =>
  patterns.some((pattern) => secretsIn(text, pattern).length > 0);

const redactText = (given: string, patterns: readonly SecretPattern[], tally: Tally): string => {
  let text = given;
  for (let pass = 1; pass <= MAX_PASSES; pass += 1) {
    let found = false;
    for (const pattern of patterns) {
      const spans = secretsIn(text, pattern);
      if (spans.length === 0) continue;
      found = true;
      tally[pattern.name] = (tally[pattern.name] ?? 0) + spans.length;
      let replaced = '';
      let from = 0;
      for (const [start, end] of spans) {
        replaced += text.slice(from, start) + markerOf(pattern.name);
        from = end;
      }
      text = replaced + text.slice(from);
    }
    if (!found) return text;
  }
  const last = patterns.find((pattern) => secretsIn(text, pattern).length > 0);
  return last === undefined ? text : markerOf(last.name);
};

/** The text of a member whose name may make it a secret: `{"password": "..."}`. */
const redactMember = (name: string, given: string, patterns: readonly SecretPattern[], tally: Tally): string => {
  const text = redactText(given, patterns, tally);
  const before = `${name}="`;
  for (const pattern of patterns) {
    if (!pattern.byName) continue;
    const spans = secretsIn(`${before}${text}"`, pattern);
    if (!spans.some(([start, end]) => start >= before.length && end <= before.length + text.length)) continue;
    tally[pattern.name] = (tally[pattern.name] ?? 0) + 1;
    return markerOf(pattern.name);
  }
  return text;
};

const redactValue = (value: unknown, patterns: readonly SecretPattern[], tally: Tally): unknown => {
  if (typeof value === 'string') return redactText(value, patterns, tally);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => redactValue(item, patterns, tally));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  let changed = false;
  const names = new Set<string>();
  const members = Object.entries(value).map(([given, member]): [string, unknown] => {
    let name = redactText(given, patterns, tally);
    // Two names that differed in their secrets only stay two.
    for (let n = 2; name !== given && (names.has(name) || Object.hasOwn(value, name)); n += 1)
      name = `${name.replace(/~\d+$/, '')}~${n}`;
    names.add(name);
    const redacted =
      typeof member === 'string' ? redactMember(given, member, patterns, tally) : redactValue(member, patterns, tally);
    changed ||= name !== given || redacted !== member;
    return [name, redacted];
  });
  return changed ? Object.fromEntries(members) : value;
};

/** Replaces secrets in every text of a JSON value, the names of members included. */
export const redact = <T>(value: T, patterns: readonly SecretPattern[]): Redacted<T> => {
  const byPattern: Tally = {};
  const redacted = redactValue(value, patterns, byPattern) as T;
  return { value: redacted, count: Object.values(byPattern).reduce((sum, count) => sum + count, 0), byPattern };
};
