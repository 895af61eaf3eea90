// The expressions of known forms: as they are, and with line ends or invisible characters in the middle.
import { KNOWN_FORMS, type KnownForm, type Run } from './known-forms.ts';
import { INVISIBLE, type SecretPattern } from './secret-pattern.ts';

const NOT_AFTER_WORD = '(?<![A-Za-z0-9])';
const LINE_END = String.raw`\\?\r?\n[ \t]{0,16}`;
/** The rest of a form of any length on the next line: only where it looks generated, so that no word of prose is taken. */
const continued = (of: string): string =>
  ['[0-9]', '[a-z]', '[A-Z]'].reduce((text, one) => `${text}(?=[${of}]{0,80}?${one})`, `(?:${LINE_END}`) +
  `[${of}]{6,})*`;

const escaped = (text: string): string => text.replace(/[.*+?^$|(){}[\]\\/-]/g, '\\$&');
const either = (texts: readonly string[]): string =>
  texts.length === 1 ? (texts[0] as string) : `(?:${texts.join('|')})`;
const before = ({ alone }: KnownForm): string => (alone ? NOT_AFTER_WORD : '');

const whole = (known: KnownForm): string => {
  const { starts, parts } = known;
  const last = parts.at(-1);
  const rest = parts.map((part) => (typeof part === 'string' ? escaped(part) : `[${part.of}]{${part.atLeast},}`));
  // Where the length is fixed, the split form finds it on several lines.
  const more = typeof last === 'object' && last.exactly === undefined ? continued(last.of) : '';
  return before(known) + either(starts.map(escaped)) + rest.join('') + more;
};

/** With `between` allowed between any two characters. */
const spread = (known: KnownForm, between: string, lengthOf: (run: Run) => string): string => {
  const letters = (text: string): string[] => [...text].map(escaped);
  const starts = known.starts.map((start) => letters(start).join(between));
  const rest = known.parts.map((part) =>
    typeof part === 'string' ? letters(part).join(between) : `[${part.of}](?:${between}[${part.of}])${lengthOf(part)}`,
  );
  return before(known) + [either(starts), ...rest].join(between);
};

const INVISIBLES = `[${INVISIBLE}]{0,8}`;
const EITHER = `(?:[${INVISIBLE}]|${LINE_END}){0,2}`;
const isFixed = ({ parts }: KnownForm): boolean =>
  parts.every((part) => typeof part === 'string' || part.exactly !== undefined);

const splitOf = (known: KnownForm): string =>
  isFixed(known)
    ? spread(known, EITHER, ({ exactly = 1 }) => `{${exactly - 1}}`)
    : spread(known, INVISIBLES, ({ atLeast }) => `{${Math.max(0, atLeast - 1)},}`);

export const patternOf = (known: KnownForm): SecretPattern => ({
  name: known.name,
  expression: new RegExp(whole(known), 'dg'),
  split: new RegExp(splitOf(known), 'dg'),
  starts: [...new Set(known.starts.map((start) => start.slice(0, 3)))],
});

export const FORM_PATTERNS: readonly SecretPattern[] = KNOWN_FORMS.map(patternOf);
