// The result of a check as JSON, for the command line and the service: without the explored states, which may be thousands.
import type { ProfileCheck } from './result.ts';

export const checkJson = ({ aspects, ...check }: ProfileCheck) => ({
  ...check,
  aspects: aspects.map(({ explored: _explored, ...aspect }) => aspect),
});
