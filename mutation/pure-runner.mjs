// The test runner for mutants: runs the tests of the pure code in this process, loaded once, and again where a mutant is in
// code that runs at load (tables of rules, schemas). Of the tests that reach a mutant, those that killed one of the same
// file lately run first.
import { join, relative } from 'node:path';
import { declareFactoryPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { DryRunStatus, determineHitLimitReached, MutantRunStatus, TestStatus } from '@stryker-mutator/api/test-runner';
import { openTests } from './harness.mjs';

/** Runs of each random property. */
const RUNS = 5;
/** For a mutant in the invariants, which random histories compare with the rules. */
const RUNS_OF_INVARIANTS = 10;
const INVARIANTS = 'machines/invariants/';
/** Tests that run first for one source file. */
const REMEMBERED = 12;

/**
 * What is hit so much more often than by all tests together goes round in circles. (Stryker's own measure is a hundred
 * times, which a place that a million hits reach takes minutes to come to.)
 */
const CIRCLES = 10;
/** Fewer hits than these are over in a moment, however many they are. */
const MOMENT = 1_000_000;
const limitOf = (hundredTimes) =>
  hundredTimes === undefined ? undefined : Math.min(hundredTimes, Math.max(MOMENT, (hundredTimes / 100) * CIRCLES));

/** Sources that cache results: each of their mutants is tested with code loaded again. */
const KEEPS_STATE = new Set([
  'machines/commands/forms.ts',
  'machines/state/token-tally.ts',
  'machines/state/figures.ts',
]);

const ns = () => (globalThis.__stryker__ ??= {});

const textOf = (error) => String(error?.message ?? error).slice(0, 400);

const fails = async ({ run }) => {
  try {
    await run();
    return false;
  } catch {
    return true;
  }
};

class PureRunner {
  #tests;
  /** The active mutant while the code was loaded. */
  #loadedWith;
  /** By source file, the tests that killed mutants there, the latest first. */
  #killers = new Map();

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    this.#tests = await openTests({ runs: RUNS });
    await this.#reload(undefined);
  }

  async dispose() {
    await this.#tests?.close();
  }

  async #reload(mutant) {
    ns().activeMutant = mutant;
    this.#loadedWith = mutant;
    await this.#tests.reload();
  }

  async dryRun() {
    const space = ns();
    space.activeMutant = undefined;
    space.currentTestId = undefined;
    space.mutantCoverage = { static: {}, perTest: {} };
    await this.#reload(undefined);
    // What is built at load is `static`: asking it means loading anew. What tests run while they are listed is not, where
    // tests run it too.
    const built = { ...space.mutantCoverage.static };
    const results = [];
    for (const file of this.#tests.files)
      for (const { id, name, run } of await this.#tests.testsOf(file)) {
        const begin = performance.now();
        space.currentTestId = id;
        let failure;
        try {
          await run();
        } catch (error) {
          failure = String(error?.stack ?? error);
        }
        space.currentTestId = undefined;
        results.push({
          id,
          name,
          fileName: join(process.cwd(), file),
          timeSpentMs: performance.now() - begin,
          ...(failure === undefined
            ? { status: TestStatus.Success }
            : { status: TestStatus.Failed, failureMessage: failure }),
        });
      }
    if (results.length === 0) return { status: DryRunStatus.Error, errorMessage: 'There are no tests.' };
    const { perTest, static: atLoad } = space.mutantCoverage;
    const reached = new Set(Object.values(perTest).flatMap((hits) => Object.keys(hits)));
    const fixed = Object.entries(atLoad).filter(([id]) => id in built || !reached.has(id));
    const mutantCoverage = { perTest, static: Object.fromEntries(fixed) };
    return { status: DryRunStatus.Complete, tests: results, mutantCoverage };
  }

  async mutantRun({ activeMutant: { id }, testFilter, hitLimit: hundredTimes, reloadEnvironment, sandboxFileName }) {
    const hitLimit = limitOf(hundredTimes);
    const source = relative(process.cwd(), sandboxFileName);
    const space = ns();
    space.mutantCoverage = undefined;
    this.#tests.setRuns(source.startsWith(INVARIANTS) ? RUNS_OF_INVARIANTS : RUNS);
    if (!reloadEnvironment && this.#loadedWith !== undefined) await this.#reload(undefined);
    space.hitCount = 0;
    space.hitLimit = hitLimit;
    let outcome = await this.#run(id, reloadEnvironment || KEEPS_STATE.has(source), source, testFilter);
    space.activeMutant = undefined;
    if (outcome.test !== undefined && this.#loadedWith === undefined && (await fails(outcome.test))) {
      // What this mutant or one before it left behind fails the test, not the mutant: tested again from a clean state.
      await this.#reload(undefined);
      outcome = await this.#run(id, false, source, testFilter);
      this.#loadedWith = id;
    }
    space.activeMutant = undefined;
    const { hitCount } = space;
    space.hitCount = undefined;
    const endless = determineHitLimitReached(hitCount, hitLimit);
    if (endless !== undefined) return { status: MutantRunStatus.Timeout, reason: endless.reason };
    const { count, killedBy, failureMessage } = outcome;
    if (killedBy === undefined) return { status: MutantRunStatus.Survived, nrOfTests: count };
    return { status: MutantRunStatus.Killed, killedBy: [killedBy], failureMessage, nrOfTests: count };
  }

  /** Runs tests until one fails. */
  async #run(mutant, anew, source, testFilter) {
    let count = 0;
    try {
      if (anew) await this.#reload(mutant);
    } catch (error) {
      return { count, killedBy: 'loading the code', failureMessage: textOf(error) };
    }
    for await (const test of this.#ordered(source, testFilter, mutant)) {
      const { id, file, run, error } = test;
      if (error !== undefined) return { count, killedBy: `listing ${file}`, failureMessage: textOf(error) };
      count += 1;
      try {
        const answer = run();
        if (answer instanceof Promise) await answer;
      } catch (error) {
        this.#remember(source, { id, file });
        return { count, killedBy: id, failureMessage: textOf(error), test };
      }
    }
    return { count };
  }

  /** The tests that are wanted, the latest killers first; a file is loaded when its turn comes. */
  async *#ordered(source, testFilter, mutant) {
    const wanted = testFilter === undefined ? undefined : new Set(testFilter);
    const files = this.#tests.files.filter(
      (file) => wanted === undefined || testFilter.some((id) => id.startsWith(file)),
    );
    const done = new Set();
    const killers = this.#killers.get(source) ?? [];
    for (const { id, file } of [...killers, ...files.map((file) => ({ file }))]) {
      if (!files.includes(file)) continue;
      let tests;
      // A list that outlives the mutant is made without it.
      ns().activeMutant = this.#loadedWith;
      try {
        tests = await this.#tests.testsOf(file);
      } catch (error) {
        yield { file, error };
        return;
      }
      ns().activeMutant = mutant;
      // No test of code that runs at load has a filter: most files of tests do not import the mutant's.
      if (wanted === undefined && !this.#tests.imports(file, source)) continue;
      for (const test of tests) {
        if (done.has(test.id) || (id !== undefined && test.id !== id) || wanted?.has(test.id) === false) continue;
        done.add(test.id);
        yield test;
      }
    }
  }

  #remember(source, killer) {
    const others = (this.#killers.get(source) ?? []).filter(({ id }) => id !== killer.id);
    this.#killers.set(source, [killer, ...others].slice(0, REMEMBERED));
  }
}

const make = () => new PureRunner();
make.inject = [];
export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, 'pure', make)];
