// The tests whose titles name a rule by its id, found by reading the test files: a title is a literal, first in the call
// of `test` or `it`, or second in that of `rule`, which puts the id before it.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface NamedTest {
  readonly file: string;
  readonly title: string;
  /** Rules, and machines as `M.<machine>`. */
  readonly ids: readonly string[];
}

const root = fileURLToPath(new URL('../../../', import.meta.url));
const LITERAL = String.raw`'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"`;
const CALL = new RegExp(String.raw`^[ \t]*(test|it|rule)\(\s*(${LITERAL})(?:,\s*(${LITERAL}))?`, 'gm');
/** Rules are named by one capital letter, machines by M. */
export const RULE_ID = /\b[A-Z]\.[a-z]+\b/g;
const textOf = (literal: string): string => literal.slice(1, -1).replaceAll(/\\(.)/g, '$1');

/** The titles in the text of a test file that name a rule. */
export const titlesIn = (file: string, text: string): readonly NamedTest[] =>
  [...text.matchAll(CALL)].flatMap(([, call, first = '', second]) => {
    const title = call === 'rule' && second !== undefined ? `${textOf(first)}: ${textOf(second)}` : textOf(first);
    const ids = [...new Set(title.match(RULE_ID) ?? [])];
    return ids.length > 0 ? [{ file, title, ids }] : [];
  });

/** Of all test files, in the order of their names. */
export const testsThatName = (): readonly NamedTest[] =>
  readdirSync(`${root}tests`, { recursive: true, encoding: 'utf8' })
    .map((name) => `tests/${name.replaceAll('\\', '/')}`)
    .filter((name) => name.endsWith('.test.ts'))
    .toSorted()
    .flatMap((file) => titlesIn(file, readFileSync(root + file, 'utf8')));
