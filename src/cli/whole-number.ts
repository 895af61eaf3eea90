// Whole numbers on the command line, within bounds.
import { InvalidArgumentError } from 'commander';

/** The number that a text is; undefined where it is not a whole number within the bounds. */
export const wholeNumberOf = (
  text: string,
  least = Number.MIN_SAFE_INTEGER,
  most = Number.MAX_SAFE_INTEGER,
): number | undefined => {
  const value = Number(text);
  return /^-?\d+$/.test(text) && value >= least && value <= most ? value : undefined;
};

/** Reads the value of an option. @throws InvalidArgumentError, which names the bounds */
export const wholeNumber =
  (least: number, most = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const value = wholeNumberOf(text, least, most);
    if (value !== undefined) return value;
    const upTo = most === Number.MAX_SAFE_INTEGER ? '' : ` to ${most.toLocaleString('en-US')}`;
    throw new InvalidArgumentError(`It must be a whole number from ${least.toLocaleString('en-US')}${upTo}.`);
  };
