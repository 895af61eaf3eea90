// A whole number on the command line, within bounds.
import { InvalidArgumentError } from 'commander';

/** Reads the value of an option. @throws InvalidArgumentError, which says the bounds */
export const wholeNumber =
  (least: number, most = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const value = Number(text);
    if (!/^-?\d+$/.test(text) || value < least || value > most)
      throw new InvalidArgumentError(
        `It must be a whole number from ${least}${most === Number.MAX_SAFE_INTEGER ? '' : ` to ${most}`}.`,
      );
    return value;
  };
