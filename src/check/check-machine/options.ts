// The options of a check of a machine, and the form of each.
import {
  ABOVE_0,
  ANYTHING,
  isFunction,
  isObject,
  type OptionForm,
  requireForms,
  WHOLE_FROM_1,
} from '../required-options.ts';
import type { CheckMachineOptions } from './result.ts';

const FORMS: Readonly<Record<keyof CheckMachineOptions, OptionForm>> = {
  events: [
    'a list of events, or a function of the snapshot that gives one',
    (value) => isFunction(value) || Array.isArray(value),
  ],
  input: ANYTHING,
  ends: ['a function of the snapshot: true where the machine may rest', isFunction],
  invariants: [
    'an object of functions of the snapshot, each undefined where it holds, else a sentence',
    (value) => isObject(value) && Object.values(value).every(isFunction),
  ],
  key: ['a function of the snapshot', isFunction],
  maxStates: WHOLE_FROM_1,
  maxSeconds: ABOVE_0,
  maxMemoryMb: ABOVE_0,
};

/** @throws RepriseError BAD_INPUT for an unknown option, or one of the wrong form */
export const requireOptions = (options: CheckMachineOptions): void => requireForms('checkMachine', FORMS, options);
