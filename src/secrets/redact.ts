// Replaces what looks like a secret, in texts and in JSON of any shape. Pure and deterministic: a reference to an id that
// held a secret still finds it.
import { encodedSecretsIn, markerOf, type Span, secretsIn, splitSecretsIn } from './find-secrets.ts';
import { NAMES } from './named-patterns.ts';
import { inParts, PART } from './parts.ts';
import {
  candidatesByName,
  candidatesIn,
  type PatternSet,
  patternSetOf,
  rememberedName,
  scan,
  splitCandidatesIn,
} from './pattern-set.ts';
import type { SecretPattern } from './secret-pattern.ts';

export interface Redacted<T> {
  /** The value itself, not a copy, where it holds no secret. */
  readonly value: T;
  readonly count: number;
  /** How many were replaced, by name of pattern. */
  readonly byPattern: Readonly<Record<string, number>>;
}

type Tally = Record<string, number>;

/** The most passes over a text. One that still holds a secret after them is replaced as a whole. */
const MAX_PASSES = 10;

const count = (tally: Tally, name: string, secrets: number): void => {
  tally[name] = (tally[name] ?? 0) + secrets;
};

const replaced = (text: string, spans: readonly Span[], name: string, tally: Tally): string => {
  count(tally, name, spans.length);
  let result = '';
  let from = 0;
  for (const [start, end] of spans) {
    result += text.slice(from, start) + markerOf(name);
    from = end;
  }
  return result + text.slice(from);
};

/** The text after one pass; the same text where it holds no secret. */
const passOver = (given: string, set: PatternSet, tally: Tally): string => {
  const seen = scan(given, set);
  let text = given;
  // Split ones first: the part before the split may be found as a shorter one, and the rest would stay.
  for (const place of splitCandidatesIn(given, set, seen)) {
    const pattern = set.patterns[place] as SecretPattern;
    const spans = splitSecretsIn(text, pattern);
    if (spans.length > 0) text = replaced(text, spans, pattern.name, tally);
  }
  if (seen.mixed)
    // From the end on, so that the places of those before stay.
    for (const [name, span] of encodedSecretsIn(text, set).reverse()) text = replaced(text, [span], name, tally);
  for (const place of candidatesIn(given, set, seen)) {
    const pattern = set.patterns[place] as SecretPattern;
    const spans = secretsIn(text, pattern);
    if (spans.length > 0) text = replaced(text, spans, pattern.name, tally);
  }
  return text;
};

const redactText = (given: string, set: PatternSet, tally: Tally): string =>
  given.length <= PART
    ? redactPart(given, set, tally)
    : inParts(given, (part) => {
        const found: Tally = {};
        const text = redactPart(part, set, found);
        const add = () => {
          for (const [name, secrets] of Object.entries(found)) count(tally, name, secrets);
        };
        return { text, count: add };
      });

const redactPart = (given: string, set: PatternSet, tally: Tally): string => {
  let text = given;
  for (let pass = 1; pass <= MAX_PASSES; pass += 1) {
    const next = passOver(text, set, tally);
    if (next === text) return text;
    text = next;
  }
  const last = Object.keys(tallyOf(text, set))[0];
  return last === undefined ? text : markerOf(last);
};

const tallyOf = (text: string, set: PatternSet): Tally => {
  const tally: Tally = {};
  passOver(text, set, tally);
  return tally;
};

/** The name of a pattern that finds a secret in a text. */
export const secretIn = (text: string, patterns: readonly SecretPattern[]): string | undefined =>
  Object.keys(tallyOf(text, patternSetOf(patterns)))[0];

const MATTERS = /cookie|auth/i;
/** Whether a value beside this name may be a secret by it. */
const namesSecret = (name: string): boolean => NAMES.test(name) || MATTERS.test(name);

/** The text of a value that what stands before it may make a secret. */
const redactAfter = (before: string, text: string, set: PatternSet, tally: Tally): string => {
  // A text of more than a part is no password; where it begins as one, all of it is replaced.
  const whole = `${before}${text.length > PART ? text.slice(0, PART) : text}"`;
  for (const pattern of candidatesByName(whole, set)) {
    const spans = secretsIn(whole, pattern);
    if (!spans.some(([start, end]) => start >= before.length && end <= before.length + text.length)) continue;
    count(tally, pattern.name, 1);
    return markerOf(pattern.name);
  }
  return text;
};

/** The text of a member whose name may make it a secret: `{"password": "..."}`. */
const redactMember = (name: string, given: string, set: PatternSet, tally: Tally): string => {
  const text = redactText(given, set, tally);
  return namesSecret(name) ? redactAfter(`${name}="`, text, set, tally) : text;
};

/** The items of a list, where one may be the name of the next: `["API_KEY", "..."]`, `["--password", "..."]`. */
const redactItems = (value: readonly unknown[], set: PatternSet, tally: Tally): unknown => {
  let before: unknown;
  let items: unknown[] | undefined;
  for (let place = 0; place < value.length; place += 1) {
    const item = value[place];
    let redacted = redactValue(item, set, tally);
    if (typeof before === 'string' && typeof redacted === 'string' && before.length <= 128 && namesSecret(before))
      redacted = redactAfter(before.startsWith('-') ? `${before}="` : `"${before}","`, redacted, set, tally);
    before = item;
    if (redacted !== item) items ??= value.slice(0, place);
    items?.push(redacted);
  }
  return items ?? value;
};

/** Members whose text names what another member of the same object holds. */
const NAMING = ['name', 'key', 'Name', 'Key', 'variable', 'header', 'field', 'id'] as const;
const VALUED = ['value', 'Value', 'content'] as const;

/** The name that another member gives to this one: `{"name": "API_KEY", "value": "..."}`. */
const nameBeside = (object: object, member: string): string | undefined => {
  if (!(VALUED as readonly string[]).includes(member)) return undefined;
  for (const naming of NAMING) {
    const name = Object.hasOwn(object, naming) ? (object as Record<string, unknown>)[naming] : undefined;
    if (typeof name === 'string' && name.length <= 128 && namesSecret(name)) return name;
  }
  return undefined;
};

/** Gives a name that is not taken to each name that differed from another in its secrets only. */
const distinctNames = (value: object): ((name: string) => string) => {
  const next = new Map<string, number>();
  const taken = new Set<string>();
  return (redacted) => {
    let name = redacted;
    for (let n = next.get(redacted) ?? 2; taken.has(name) || Object.hasOwn(value, name); n += 1) {
      name = `${redacted}~${n}`;
      next.set(redacted, n + 1);
    }
    taken.add(name);
    return name;
  };
};

const redactMembers = (value: object, set: PatternSet, tally: Tally): unknown => {
  let distinct: ReturnType<typeof distinctNames> | undefined;
  const names = Object.keys(value);
  const memberAt = (name: string): unknown => (value as Readonly<Record<string, unknown>>)[name];
  let members: [string, unknown][] | undefined;
  for (let place = 0; place < names.length; place += 1) {
    const given = names[place] as string;
    const member = memberAt(given);
    let name = given;
    if (!rememberedName(set, given, (one) => Object.keys(tallyOf(one, set)).length === 0)) {
      distinct ??= distinctNames(value);
      name = distinct(redactText(given, set, tally));
    }
    let redacted =
      typeof member === 'string' ? redactMember(given, member, set, tally) : redactValue(member, set, tally);
    const named = typeof redacted === 'string' ? nameBeside(value, given) : undefined;
    if (named !== undefined) redacted = redactAfter(`${named}="`, redacted as string, set, tally);
    if (name !== given || redacted !== member)
      members ??= names.slice(0, place).map((before) => [before, memberAt(before)]);
    members?.push([name, redacted]);
  }
  return members === undefined ? value : Object.fromEntries(members);
};

const redactValue = (value: unknown, set: PatternSet, tally: Tally): unknown => {
  if (typeof value === 'string') return redactText(value, set, tally);
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value) ? redactItems(value, set, tally) : redactMembers(value, set, tally);
};

/** Replaces secrets in every text of a JSON value, the names of members included. */
export const redact = <T>(value: T, patterns: readonly SecretPattern[]): Redacted<T> => {
  const byPattern: Tally = {};
  const redacted = redactValue(value, patternSetOf(patterns), byPattern) as T;
  return { value: redacted, count: Object.values(byPattern).reduce((sum, found) => sum + found, 0), byPattern };
};
