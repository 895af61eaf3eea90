// Where the results of mutants are kept: of all tests, and of those without the golden histories. A golden history fails on
// nearly every mutant of a view and says of none what it breaks; without them it shows what the other tests promise.

/** True in a run without the golden histories. The processes that Stryker starts see it too. */
export const WITHOUT_GOLDEN = process.env.REPRISE_MUTANTS === 'without-golden';

/** Every mutant that was tested so far, as Stryker stores it; from the project's root. */
export const reportOf = (withoutGolden) =>
  withoutGolden ? 'reports/mutation/without-golden.json' : 'reports/mutation/incremental.json';
