// What is wrong with a profile and where, told so that the line can be mended: what stands there, what was expected.
import { nearestWord } from '../../../machines/nearest-word.ts';

/** A place in a file; line and column count from 1, columns in UTF-16 units. */
export interface Spot {
  readonly line: number;
  readonly column: number;
}

export interface ProfileFault extends Spot {
  /** What is wrong and what was expected, in a sentence without its first capital. */
  readonly sentence: string;
}

export const faultAt = ({ line, column }: Spot, sentence: string): ProfileFault => ({ line, column, sentence });

/** `process.yaml:12:9: no phase is named "Biuld"; did you mean Build? Phases: Plan, Build.` */
export const faultLine = (file: string, { line, column, sentence }: ProfileFault): string =>
  `${file}:${line}:${column}: ${sentence}`;

const MOST_SIGNS = 80;
const MOST_WORDS = 12;
const PLAIN = /^[\p{L}\p{N}][\p{L}\p{N} ._→/()+&-]*$/u;

const short = (text: string): string => (text.length > MOST_SIGNS ? `${text.slice(0, MOST_SIGNS - 1)}…` : text);

/** A text of the file in quotes, on one line, cut where it is long. */
export const quoted = (text: string): string => JSON.stringify(short(text));

/** A text of the file as a word of a list: in quotes only where it needs them. */
export const word = (text: string): string => (PLAIN.test(text) && text === text.trim() ? short(text) : quoted(text));

/** `Plan, Build and 3 more`. */
export const listOf = (words: readonly string[]): string => {
  const shown = words.slice(0, MOST_WORDS).map(word).join(', ');
  return words.length > MOST_WORDS ? `${shown} and ${words.length - MOST_WORDS} more` : shown;
};

/** `no phase is named "Biuld"; did you mean Build? Phases: Plan, Build.` */
export const unknownWord = (kind: string, given: string, title: string, words: readonly string[]): string => {
  const near = nearestWord(given, words);
  const meant = near === undefined ? '.' : `; did you mean ${word(near)}?`;
  const known = words.length === 0 ? `There are no ${title.toLowerCase()}.` : `${title}: ${listOf(words)}.`;
  return `no ${kind} is named ${quoted(given)}${meant} ${known}`;
};
