// Which patterns can match a text: found in one pass over it, so that of many patterns nearly none is tried on a text
// without secrets. A pattern without a condition is always tried.
import { NAMES, NEEDED } from './named-patterns.ts';
import { INVISIBLE, type SecretPattern } from './secret-pattern.ts';

/** A word of known form has at least so many characters. */
const LONG = 16;
/** The base64 of one has at least so many. */
const LONG_BASE64 = 24;

const IN_WORD = 1;
const MARK = 2;
const UPPER = 4;
const LOWER = 8;
const KINDS = new Uint8Array(128);
for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZ') KINDS[letter.charCodeAt(0)] = IN_WORD | UPPER;
for (const letter of 'abcdefghijklmnopqrstuvwxyz') KINDS[letter.charCodeAt(0)] = IN_WORD | LOWER;
for (const sign of '0123456789_./+@%#~') KINDS[sign.charCodeAt(0)] = IN_WORD;
for (const sign of '-:=') KINDS[sign.charCodeAt(0)] = IN_WORD | MARK;
for (const sign of ',>') KINDS[sign.charCodeAt(0)] = MARK;

const SLOTS = 4096;
const slotOf = (a: number, b: number, c: number): number => (a * 961 + b * 31 + c) & (SLOTS - 1);

export interface PatternSet {
  readonly patterns: readonly SecretPattern[];
  /** Places of the patterns without a condition, and of those that need a name. */
  readonly always: readonly number[];
  readonly named: readonly number[];
  /** Texts, of which a pattern needs one, with the places of those patterns. */
  readonly within: readonly (readonly [text: string, place: number])[];
  /** By its first three characters, the patterns that begin so; and by a number of these, whether any does. */
  readonly starts: ReadonlyMap<string, readonly number[]>;
  readonly slots: Uint8Array;
  /** Patterns by which a name makes the value beside it a secret. */
  readonly byName: readonly SecretPattern[];
  /** What is known of names of members: `false` where they hold no secret and make none. */
  readonly names: Map<string, boolean>;
}

const compile = (patterns: readonly SecretPattern[]): PatternSet => {
  const always: number[] = [];
  const named: number[] = [];
  const within: [string, number][] = [];
  const starts = new Map<string, number[]>();
  const slots = new Uint8Array(SLOTS);
  for (const [place, pattern] of patterns.entries())
    if (pattern.starts !== undefined)
      for (const start of pattern.starts) {
        starts.set(start, [...(starts.get(start) ?? []), place]);
        slots[slotOf(start.charCodeAt(0), start.charCodeAt(1), start.charCodeAt(2))] = 1;
      }
    else if (pattern.within !== undefined) within.push([pattern.within, place]);
    else if (pattern.names) named.push(place);
    else always.push(place);
  const byName = patterns.filter((pattern) => pattern.byName);
  return { patterns, always, named, within, starts, slots, byName, names: new Map() };
};

const sets = new WeakMap<readonly SecretPattern[], PatternSet>();

/** The set of these patterns: compiled once for each list. */
export const patternSetOf = (patterns: readonly SecretPattern[]): PatternSet => {
  let set = sets.get(patterns);
  if (set === undefined) {
    set = compile(patterns);
    sets.set(patterns, set);
  }
  return set;
};

/** What one pass over a text found. */
interface Scan {
  /** One of the characters that stand between a name and its value. */
  readonly marks: boolean;
  /** A word as long as a known form. */
  readonly long: boolean;
  /** A word that may be base64 of a secret. */
  readonly mixed: boolean;
  readonly newline: boolean;
  /** A character outside of ASCII. */
  readonly wide: boolean;
  /** Places of the patterns of which a long word holds a start. */
  readonly starts: ReadonlySet<number> | undefined;
}

const startsIn = (text: string, from: number, to: number, set: PatternSet, found: Set<number> | undefined) => {
  let all = found;
  let [a, b] = [text.charCodeAt(from), text.charCodeAt(from + 1)];
  for (let at = from + 2; at < to; at += 1) {
    const c = text.charCodeAt(at);
    if (set.slots[slotOf(a, b, c)] === 1)
      for (const place of set.starts.get(text.slice(at - 2, at + 1)) ?? []) {
        all ??= new Set();
        all.add(place);
      }
    [a, b] = [b, c];
  }
  return all;
};

export const scan = (text: string, set: PatternSet): Scan => {
  let [kinds, length, word] = [0, 0, 0];
  let [long, mixed, newline, wide] = [false, false, false, false];
  let starts: Set<number> | undefined;
  const end = text.length;
  for (let at = 0; at <= end; at += 1) {
    const code = at < end ? text.charCodeAt(at) : 32;
    const kind = code < 128 ? (KINDS[code] as number) : 0;
    kinds |= kind;
    if ((kind & IN_WORD) !== 0) {
      length += 1;
      word |= kind;
      continue;
    }
    if (length >= LONG) {
      long = true;
      if (length >= LONG_BASE64 && (word & UPPER) !== 0 && (word & LOWER) !== 0) mixed = true;
      starts = startsIn(text, at - length, at, set, starts);
    }
    length = 0;
    word = 0;
    if (code === 10) newline = true;
    else if (code > 127) wide = true;
  }
  return { marks: (kinds & MARK) !== 0, long, mixed, newline, wide, starts };
};

const NO_PLACES: readonly number[] = [];

/** Places of the patterns that can match a text, in their order. */
export const candidatesIn = (text: string, set: PatternSet, { marks, long, starts }: Scan): readonly number[] => {
  // Nearly every text of an event ends here.
  if (!marks && !long && set.always.length === 0 && !text.includes('login')) return NO_PLACES;
  const places = [...set.always];
  if (starts !== undefined) places.push(...starts);
  if (marks || text.includes('login'))
    for (const [within, place] of set.within) if (text.includes(within)) places.push(place);
  if ((marks || long) && set.named.length > 0 && NAMES.test(text) && NEEDED.test(text)) places.push(...set.named);
  return places.sort((a, b) => a - b);
};

/** Patterns by name that can match a text, which begins with a name. */
export const candidatesByName = (text: string, set: PatternSet): readonly SecretPattern[] => {
  const isNamed = NAMES.test(text) && NEEDED.test(text);
  return set.byName.filter(
    ({ names, within, expression }) =>
      (!names || isNamed) && (within === undefined || expression.ignoreCase || text.includes(within)),
  );
};

const HIDING = new RegExp(String.raw`[${INVISIBLE}]|\\?\r?\n[ \t]{0,16}`, 'g');

/** Places of the patterns whose forms may stand in a text with a line end or an invisible character in their middle. */
export const splitCandidatesIn = (text: string, set: PatternSet, { newline, wide }: Scan): readonly number[] => {
  if (!newline && !wide) return NO_PLACES;
  const joined = text.replace(HIDING, '');
  if (joined === text) return NO_PLACES;
  const { starts } = scan(joined, set);
  return starts === undefined ? NO_PLACES : [...starts].sort((a, b) => a - b);
};

/** The most names of members of which is remembered whether they matter, and how long these are at most. */
const MAX_NAMES = 4096;
const MAX_NAME = 64;

/** `of(name)`, remembered for short names, so that those of every event are looked at once. */
export const rememberedName = (set: PatternSet, name: string, of: (name: string) => boolean): boolean => {
  let known = set.names.get(name);
  if (known === undefined) {
    known = of(name);
    if (name.length <= MAX_NAME && set.names.size < MAX_NAMES) set.names.set(name, known);
  }
  return known;
};
