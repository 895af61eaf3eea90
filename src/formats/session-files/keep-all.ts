// A list of which one member cannot be read is kept as it is.
import type { Entry } from './entry.ts';

/** Leaves a list in the rest, as one of its members is not read. */
export const keepAll = (root: Entry, field: string, why: string): void => {
  root.keep(field);
  root.warn(`${why}; its entry is not read, and kept unchanged`);
};
