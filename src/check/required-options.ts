// The options of a check, validated: a misspelt one would otherwise have no effect and no error.
import { RepriseError } from '../errors.ts';

/** What an option must be, in words, and whether a value is. */
export type OptionForm = readonly [form: string, fits: (value: unknown) => boolean];

export const isFunction = (value: unknown): boolean => typeof value === 'function';
export const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const ANYTHING: OptionForm = ['anything', () => true];
export const WHOLE_FROM_0: OptionForm = [
  'a whole number from 0',
  (value) => Number.isInteger(value) && Number(value) >= 0,
];
export const WHOLE_FROM_1: OptionForm = [
  'a whole number from 1',
  (value) => Number.isInteger(value) && Number(value) > 0,
];
export const ABOVE_0: OptionForm = ['a number above 0', (value) => typeof value === 'number' && value > 0];

/** @throws RepriseError BAD_INPUT for an unknown option of the function `of`, or one of the wrong form */
export const requireForms = (of: string, forms: Readonly<Record<string, OptionForm>>, options: object): void => {
  for (const [name, value] of Object.entries(options)) {
    const known = Object.hasOwn(forms, name) ? forms[name] : undefined;
    if (known === undefined)
      throw new RepriseError('BAD_INPUT', `${of} has no option ${JSON.stringify(name)}.`, {
        hint: `Its options are ${Object.keys(forms).join(', ')}.`,
      });
    const [form, fits] = known;
    if (value !== undefined && !fits(value))
      throw new RepriseError('BAD_INPUT', `The option ${name} of ${of} must be ${form}.`);
  }
};
