// The order of test files: those that take longest first, so that none of them runs alone at the end while the other cores
// are idle. Vitest knows the times of the run before; in a fresh clone there is none, and it goes by the size of a file.
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Of `npm run test:more`, with a server or many processes or explorations; each takes longer than its size suggests. */
const LONGEST = [
  'tests/docs/blocks.test.ts',
  'tests/check/check-profile.test.ts',
  'tests/check/faults.test.ts',
  'tests/check/random-sequences.test.ts',
  'tests/cli/imports-everywhere.test.ts',
  'tests/check/model-run.test.ts',
  'tests/check/sequences.test.ts',
  'tests/machines/invariants-agree.test.ts',
  'tests/laws/export-import.property.test.ts',
  'tests/golden/mutations.test.ts',
  'tests/cli/signals.test.ts',
  'tests/secrets/patterns.test.ts',
  'tests/formats/plan-md/sync.property.test.ts',
  'tests/package.test.ts',
];

const placeOf = ({ moduleId }: TestSpecification): number => {
  const place = LONGEST.findIndex((file) => moduleId.endsWith(`/${file}`));
  return place < 0 ? LONGEST.length : place;
};

/** Files of `LONGEST` in its order, then the others as Vitest orders them. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}
