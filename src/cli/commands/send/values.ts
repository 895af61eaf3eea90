// One value as it is written on the command line, by the kind of its argument.
import type { Argument } from '../../../../machines/commands/forms.ts';
import { nearestWord } from '../../../../machines/nearest-word.ts';
import { RepriseError } from '../../../errors.ts';
import { wholeNumberOf } from '../../whole-number.ts';

const usage = (message: string, hint?: string): RepriseError =>
  new RepriseError('USAGE', message, hint === undefined ? {} : { hint });

/** @param name what the message calls it, `--verdict` */
export const choiceOf = <T extends string>(name: string, text: string, choices: readonly T[]): T => {
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  const near = nearestWord(text, choices);
  throw usage(
    `${name} is ${JSON.stringify(text)}; expected one of ${choices.join(', ')}.`,
    near === undefined ? undefined : `Did you mean ${near}?`,
  );
};

export const integerOf = (name: string, text: string): number => {
  const value = wholeNumberOf(text);
  if (value !== undefined) return value;
  throw usage(`${name} is ${JSON.stringify(text)}; expected a whole number.`);
};

/** A number, as JSON writes one. */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

const numberOf = (name: string, text: string): number => {
  if (NUMBER.test(text) && Number.isFinite(Number(text))) return Number(text);
  throw usage(`${name} is ${JSON.stringify(text)}; expected a number.`);
};

const jsonOf = (name: string, text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw usage(`${name} is not valid JSON: ${(error as Error).message}.`);
  }
};

/** Ids with commas between them; an id that has a comma itself comes by `--data`. */
const idsOf = (texts: readonly string[]): string[] =>
  texts.flatMap((text) => text.split(',')).filter((text) => text !== '');

/** @param texts each time that the argument was given, at least once; of one that does not repeat the last counts */
export const argumentValue = ({ kind, flags, choices, repeats }: Argument, texts: readonly string[]): unknown => {
  const name = `--${flags[0]}`;
  const text = texts.at(-1) ?? '';
  switch (kind) {
    case 'text':
      return text;
    case 'integer':
      return integerOf(name, text);
    case 'number':
      return numberOf(name, text);
    case 'boolean':
      return choiceOf(name, text, ['true', 'false']) === 'true';
    case 'choice':
      return choiceOf(name, text, choices);
    case 'scalar':
      if (text === 'true' || text === 'false') return text === 'true';
      return NUMBER.test(text) && Number.isFinite(Number(text)) ? Number(text) : text;
    case 'ids':
      return idsOf(texts);
    case 'texts':
      return [...texts];
    case 'json': {
      const values = texts.map((one) => jsonOf(name, one));
      return repeats ? values.flat(1) : values.at(-1);
    }
    default:
      return kind satisfies never;
  }
};
