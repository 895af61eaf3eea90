// The exit code of an import of several.
import { EXIT } from '../../../errors.ts';

/** That of the failures where all have the same; 0 where nothing failed. */
export const exitCodeOf = (exitCodes: readonly number[]): number => {
  const [first, ...others] = exitCodes.filter((code) => code !== EXIT.ok);
  if (first === undefined) return EXIT.ok;
  return others.every((code) => code === first) ? first : EXIT.other;
};
