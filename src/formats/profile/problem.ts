// What is wrong with a profile, where, and what was expected, so that its author can correct the line.
import { nearestWord } from '../../../machines/nearest-word.ts';

/** A place in a file; line and column count from 1, columns in UTF-16 units. */
export interface Location {
  readonly line: number;
  readonly column: number;
}

export interface ProfileProblem extends Location {
  /** What is wrong and what was expected: a sentence that begins in lower case. */
  readonly message: string;
}

export const problemAt = ({ line, column }: Location, message: string): ProfileProblem => ({ line, column, message });

/** `process.yaml:12:9: no phase is named "Biuld"; did you mean Build? Phases: Plan, Build.` */
export const problemLine = (file: string, { line, column, message }: ProfileProblem): string =>
  `${file}:${line}:${column}: ${message}`;

const MAX_CHARACTERS = 80;
const MAX_WORDS = 12;
const PLAIN = /^[\p{L}\p{N}][\p{L}\p{N} ._→/()+&-]*$/u;

const short = (text: string): string => (text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS - 1)}…` : text);

/** A text of the file in quotes, on one line, shortened where it is long. */
export const quoted = (text: string): string => JSON.stringify(short(text));

/** A text of the file in a list of words: in quotes only where it needs them. */
export const word = (text: string): string => (PLAIN.test(text) && text === text.trim() ? short(text) : quoted(text));

/** `Plan, Build and 3 more`. */
export const listOf = (words: readonly string[]): string => {
  const shown = words.slice(0, MAX_WORDS).map(word).join(', ');
  return words.length > MAX_WORDS ? `${shown} and ${words.length - MAX_WORDS} more` : shown;
};

/** `no phase is named "Biuld"; did you mean Build? Phases: Plan, Build.` */
export const unknownWord = (kind: string, given: string, title: string, words: readonly string[]): string => {
  const near = nearestWord(given, words);
  const meant = near === undefined ? '.' : `; did you mean ${word(near)}?`;
  const known = words.length === 0 ? `There are no ${title.toLowerCase()}.` : `${title}: ${listOf(words)}.`;
  return `no ${kind} is named ${quoted(given)}${meant} ${known}`;
};
