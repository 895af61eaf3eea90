// What the value of a setting may be. A flag and an environment variable give a text, the file a value of YAML: each kind
// reads both, and describes itself for help and messages.
import { isAbsolute, resolve } from 'node:path';
import { z } from 'zod';

export interface Kind<T> {
  readonly schema: z.ZodType<T>;
  /** What a value is, as the end of "expected". */
  readonly form: string;
  /** The word for it in help: `--port <port>`; undefined: a flag without a value. */
  readonly word: string | undefined;
  /** All that it may be, where it is one of a few words. */
  readonly choices?: readonly string[];
  /** The value in the text of a flag or a variable, not yet checked. */
  fromText(text: string): unknown;
  /** The value in a file, not yet checked. Default: as it stands. @param folder of the file */
  fromFile?(value: unknown, folder: string): unknown;
  /** How a person reads it. */
  toText(value: T): string;
  /** The same without what is secret in it. Default: nothing of it is shown. */
  masked?(value: T): string;
}

const figure = (value: number): string => value.toLocaleString('en-US');

/** A whole number within bounds. */
export const wholeNumber = (word: string, least: number, most: number): Kind<number> => ({
  schema: z.number().int().min(least).max(most),
  form: `a whole number from ${figure(least)} to ${figure(most)}`,
  word,
  fromText: (text) => (/^-?\d+$/.test(text.trim()) ? Number(text) : text),
  toText: String,
});

/** A number of seconds; parts of one too. */
export const seconds = (least: number, most: number): Kind<number> => ({
  schema: z.number().min(least).max(most),
  form: `seconds, from ${figure(least)} to ${figure(most)}`,
  word: 'seconds',
  fromText: (text) => (/^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text),
  toText: String,
});

export const text = (word: string, form: string): Kind<string> => ({
  schema: z.string().min(1),
  form,
  word,
  fromText: (given) => given,
  toText: (value) => value,
});

/** A path: of a flag or a variable from the current folder, in a file from the folder of that file. */
export const path = (word: string, form: string): Kind<string> => ({
  ...text(word, form),
  fromFile: (value, folder) =>
    typeof value === 'string' && value !== '' && !isAbsolute(value) ? resolve(folder, value) : value,
});

export const choice = <const W extends string>(word: string, words: readonly W[]): Kind<W> => ({
  schema: z.enum(words) as unknown as z.ZodType<W>,
  form: `one of ${words.join(', ')}`,
  choices: words,
  word,
  fromText: (given) => given.trim(),
  toText: (value) => value,
});

/** A list of texts: with commas between, or a list of YAML. */
export const list = (word: string, form: string): Kind<readonly string[]> => ({
  schema: z.array(z.string().min(1)),
  form,
  word,
  fromText: (given) =>
    given
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  fromFile(value) {
    return typeof value === 'string' ? this.fromText(value) : value;
  },
  toText: (value) => value.join(','),
});

const YES = ['true', '1', 'yes', 'on'];
const NO = ['false', '0', 'no', 'off'];

/** On or off: a flag without a value. */
export const onOff = (): Kind<boolean> => ({
  schema: z.boolean(),
  form: 'true or false',
  word: undefined,
  fromText(given) {
    const word = given.trim().toLowerCase();
    return YES.includes(word) ? true : NO.includes(word) ? false : given;
  },
  toText: String,
});

/** Addresses of nats-servers, with a login in them. */
export const natsAddress = (): Kind<string> => ({
  ...text('url', 'nats://user:password@host:4222; of a cluster several, with commas between'),
  masked: (value) =>
    value
      .split(',')
      .map((one) => one.replace(/^(\s*(?:[a-z]+:\/\/)?).*@/i, '$1***@'))
      .join(','),
});
