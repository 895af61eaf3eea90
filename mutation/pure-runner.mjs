// The test runner that asks the mutants: the tests of the pure code in this process, loaded once, and anew where a mutant
// stands in what is built at load (tables of rules, schemas). Of the tests that reach a mutant, those that killed one of
// the same file lately are asked first.
import { join, relative } from 'node:path';
import { declareFactoryPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { determineHitLimitReached, DryRunStatus, MutantRunStatus, TestStatus } from '@stryker-mutator/api/test-runner';
import { openTests } from './harness.mjs';

/** Random questions to each property. */
const RUNS = 10;
/** Tests of one source file that are asked first. */
const REMEMBERED = 12;

const ns = () => (globalThis.__stryker__ ??= {});
const now = () => performance.now();

class PureRunner {
  #tests = [];
  #source;
  #killers = new Map();
  /** The active mutant while the tests were loaded. */
  #loadedWith;

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    this.#source = await openTests({ runs: RUNS });
    await this.#load(undefined);
  }

  async dispose() {
    await this.#source?.close();
  }

  async #load(mutant, afterCode) {
    ns().activeMutant = mutant;
    this.#loadedWith = mutant;
    this.#tests = await this.#source.load(afterCode);
  }

  async dryRun() {
    const space = ns();
    space.activeMutant = undefined;
    space.currentTestId = undefined;
    space.mutantCoverage = { static: {}, perTest: {} };
    // What is built at load is `static`: asking it means loading anew. Code that tests run while they are listed is not,
    // where tests run it too.
    let built = {};
    await this.#load(undefined, () => {
      built = { ...space.mutantCoverage.static };
    });
    const tests = [];
    for (const { id, name, file, run } of this.#tests) {
      const begin = now();
      space.currentTestId = id;
      let failure;
      try {
        await run();
      } catch (error) {
        failure = String(error?.stack ?? error);
      }
      space.currentTestId = undefined;
      tests.push({
        id,
        name,
        fileName: join(process.cwd(), file),
        timeSpentMs: now() - begin,
        ...(failure === undefined ? { status: TestStatus.Success } : { status: TestStatus.Failed, failureMessage: failure }),
      });
    }
    if (tests.length === 0) return { status: DryRunStatus.Error, errorMessage: 'There are no tests.' };
    const { perTest, static: atLoad } = space.mutantCoverage;
    const run = new Set(Object.values(perTest).flatMap((hits) => Object.keys(hits)));
    const listed = Object.entries(atLoad).filter(([id]) => id in built || !run.has(id));
    return { status: DryRunStatus.Complete, tests, mutantCoverage: { perTest, static: Object.fromEntries(listed) } };
  }

  async mutantRun({ activeMutant: { id }, testFilter, hitLimit, reloadEnvironment, sandboxFileName }) {
    const space = ns();
    space.mutantCoverage = undefined;
    space.hitCount = 0;
    space.hitLimit = hitLimit;
    let failure;
    try {
      if (reloadEnvironment) await this.#load(id);
      else if (this.#loadedWith !== undefined) await this.#load(undefined);
    } catch (error) {
      failure = { killedBy: [], failureMessage: String(error?.message ?? error) };
      // What could not be loaded leaves no tests behind.
      this.#loadedWith = id;
    }
    space.activeMutant = id;
    let asked = 0;
    if (failure === undefined)
      for (const { id: test, run } of this.#ordered(relative(process.cwd(), sandboxFileName), testFilter)) {
        asked += 1;
        try {
          const answer = run();
          if (answer instanceof Promise) await answer;
        } catch (error) {
          failure = { killedBy: [test], failureMessage: String(error?.message ?? error).slice(0, 400) };
          this.#remember(relative(process.cwd(), sandboxFileName), test);
          break;
        }
      }
    space.activeMutant = undefined;
    const { hitCount } = space;
    space.hitCount = undefined;
    const endless = determineHitLimitReached(hitCount, hitLimit);
    if (endless !== undefined) return { status: MutantRunStatus.Timeout, reason: endless.reason };
    if (failure === undefined) return { status: MutantRunStatus.Survived, nrOfTests: asked };
    const killedBy = failure.killedBy.length > 0 ? failure.killedBy : [this.#tests[0]?.id ?? 'loading'];
    return { status: MutantRunStatus.Killed, killedBy, failureMessage: failure.failureMessage, nrOfTests: asked };
  }

  #ordered(file, testFilter) {
    const wanted = testFilter === undefined ? this.#tests : this.#tests.filter(({ id }) => testFilter.includes(id));
    const first = this.#killers.get(file) ?? [];
    return [
      ...first.flatMap((id) => wanted.find((one) => one.id === id) ?? []),
      ...wanted.filter(({ id }) => !first.includes(id)),
    ];
  }

  #remember(file, test) {
    const others = (this.#killers.get(file) ?? []).filter((id) => id !== test);
    this.#killers.set(file, [test, ...others].slice(0, REMEMBERED));
  }
}

const make = () => new PureRunner();
make.inject = [];
export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, 'pure', make)];
