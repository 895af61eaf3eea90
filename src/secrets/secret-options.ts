// Which patterns are in force: the default ones, and those that users add, checked when they are given.
import { RepriseError } from '../errors.ts';
import { DEFAULT_PATTERNS, type SecretPattern } from './patterns.ts';

/** A pattern of a user's own. */
export interface UserPattern {
  /** 1 to 64 of `a-z 0-9 -`; stands in the text that replaces the secret: `[redacted:NAME]`. */
  readonly name: string;
  /** The source of a regular expression, or one. It must not match the empty text; that it is quick is up to its writer. */
  readonly pattern: string | RegExp;
  /** Of `i m s u v`. Default: those of the expression, else none. */
  readonly flags?: string;
}

export interface SecretOptions {
  /** Looked for beside the default ones, and before them. */
  readonly patterns?: readonly UserPattern[];
  /** `false`: only the patterns given. Default true. */
  readonly defaults?: boolean;
}

const NAME = /^[a-z0-9-]{1,64}$/;
const FLAGS = /^[imsuv]*$/;

const unfit = (place: number, why: string): RepriseError =>
  new RepriseError('USAGE', `Secret pattern ${place + 1} is none: ${why}.`, {
    hint: 'A pattern is {"name": "ticket-key", "pattern": "TKT-[0-9a-f]{16}", "flags": "i"}; flags may be left out.',
    fields: { place },
  });

const compiled = (given: UserPattern, place: number): SecretPattern => {
  const { name, pattern, flags } = given ?? {};
  if (typeof name !== 'string' || !NAME.test(name)) throw unfit(place, 'its name must be 1 to 64 of a-z 0-9 -');
  const source = pattern instanceof RegExp ? pattern.source : pattern;
  if (typeof source !== 'string') throw unfit(place, `${name} has no pattern`);
  // How often and from where it matches is not the user's to say.
  const wanted = flags ?? (pattern instanceof RegExp ? pattern.flags.replace(/[dgy]/g, '') : '');
  if (typeof wanted !== 'string' || !FLAGS.test(wanted)) throw unfit(place, `${name} may have the flags i m s u v`);
  let expression: RegExp;
  try {
    expression = new RegExp(source, `dg${wanted}`);
  } catch (error) {
    throw unfit(place, `${name} is no regular expression (${(error as Error).message})`);
  }
  if (expression.test('')) throw unfit(place, `${name} matches the empty text`);
  return { name, expression };
};

/** The patterns in force, users' own first. @throws RepriseError USAGE for one that is none */
export const patternsFrom = (options: SecretOptions | false = {}): readonly SecretPattern[] => {
  if (options === false) return [];
  const { patterns = [], defaults = true } = options;
  if (!Array.isArray(patterns)) throw new RepriseError('USAGE', 'Secret patterns are given as a list.');
  return [...patterns.map(compiled), ...(defaults ? DEFAULT_PATTERNS : [])];
};
