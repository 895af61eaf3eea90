// The options of a check of a machine, validated: a misspelt one would otherwise have no effect and no error.
import { RepriseError } from '../../errors.ts';
import type { CheckMachineOptions } from './result.ts';

const isFunction = (value: unknown): boolean => typeof value === 'function';
const isWhole = (value: unknown): boolean => Number.isInteger(value) && (value as number) > 0;

const isPositive = (value: unknown): boolean => typeof value === 'number' && value > 0;

const FORMS: Readonly<Record<keyof CheckMachineOptions, readonly [form: string, fits: (value: unknown) => boolean]>> = {
  events: [
    'a list of events, or a function of the snapshot that gives one',
    (value) => isFunction(value) || Array.isArray(value),
  ],
  input: ['anything', () => true],
  ends: ['a function of the snapshot: true where the machine may rest', isFunction],
  invariants: [
    'an object of functions of the snapshot, each undefined where it holds, else a sentence',
    (value) =>
      typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isFunction),
  ],
  key: ['a function of the snapshot', isFunction],
  maxStates: ['a whole number from 1', isWhole],
  maxSeconds: ['a number above 0', isPositive],
  maxMemoryMb: ['a number above 0', isPositive],
};

/** @throws RepriseError BAD_INPUT for an unknown option, or one of the wrong form */
export const requireOptions = (options: CheckMachineOptions): void => {
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(FORMS, name))
      throw new RepriseError('BAD_INPUT', `checkMachine has no option ${JSON.stringify(name)}.`, {
        hint: `Its options are ${Object.keys(FORMS).join(', ')}.`,
      });
    const [form, fits] = FORMS[name as keyof CheckMachineOptions];
    if (value !== undefined && !fits(value))
      throw new RepriseError('BAD_INPUT', `The option ${name} of checkMachine must be ${form}.`);
  }
};
