// The patterns in use: the built-in ones and those that a user adds, which are checked when they are given.
import { RepriseError } from '../errors.ts';
import { DEFAULT_PATTERNS } from './patterns.ts';
import type { SecretPattern } from './secret-pattern.ts';

/** A custom pattern. */
export interface UserPattern {
  /** 1 to 64 of `a-z 0-9 -`. It is part of the text that replaces the secret: `[redacted:NAME]`. */
  readonly name: string;
  /** A regular expression, or the source of one. It must not match the empty text. Its speed is not checked. */
  readonly pattern: string | RegExp;
  /** Any of `i m s u v`. Default: those of the regular expression; none for a source. */
  readonly flags?: string;
}

export interface SecretOptions {
  /** Custom patterns, applied before the built-in ones. Default: none. */
  readonly patterns?: readonly UserPattern[];
  /** `false`: without the built-in patterns. Default true. */
  readonly defaults?: boolean;
}

const NAME = /^[a-z0-9-]{1,64}$/;
const FLAGS = /^[imsuv]*$/;

const invalidPattern = (place: number, why: string): RepriseError =>
  new RepriseError('USAGE', `Secret pattern ${place + 1} is not valid: ${why}.`, {
    hint: 'A pattern is {"name": "ticket-key", "pattern": "TKT-[0-9a-f]{16}", "flags": "i"}; flags may be left out.',
    fields: { place },
  });

const compiled = (given: UserPattern, place: number): SecretPattern => {
  const { name, pattern, flags } = given ?? {};
  if (typeof name !== 'string' || !NAME.test(name)) throw invalidPattern(place, 'its name is not 1 to 64 of a-z 0-9 -');
  const source = pattern instanceof RegExp ? pattern.source : pattern;
  if (typeof source !== 'string') throw invalidPattern(place, `${name} has no pattern`);
  // The flags d, g and y are set here, not by the user.
  const wanted = flags ?? (pattern instanceof RegExp ? pattern.flags.replace(/[dgy]/g, '') : '');
  if (typeof wanted !== 'string' || !FLAGS.test(wanted))
    throw invalidPattern(place, `${name} has other flags than i m s u v`);
  let expression: RegExp;
  try {
    expression = new RegExp(source, `dg${wanted}`);
  } catch (error) {
    throw invalidPattern(place, `${name} is not a valid regular expression (${(error as Error).message})`);
  }
  if (expression.test('')) throw invalidPattern(place, `${name} matches the empty text`);
  return { name, expression };
};

/** The patterns in use, custom ones first. @throws RepriseError USAGE for a pattern that is not valid */
export const patternsFrom = (options: SecretOptions | false = {}): readonly SecretPattern[] => {
  if (options === false) return [];
  const { patterns = [], defaults = true } = options;
  if (!Array.isArray(patterns)) throw new RepriseError('USAGE', 'Secret patterns must be a list.');
  return [...patterns.map(compiled), ...(defaults ? DEFAULT_PATTERNS : [])];
};
