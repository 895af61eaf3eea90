// Runs the tests of the pure code inside one process: loads them through Vite, which the tests run on anyway, and can
// load them anew. A run in a fresh worker, as the test runner of the project makes it, costs a second; this one costs
// what its tests cost, and there are nine thousand mutants.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';
import { WITHOUT_GOLDEN } from './reports.mjs';

/** Folders of the tests, from the project's root. */
const FOLDERS = ['tests/machines', 'tests/projections'];
/** Complete histories with their recorded results, for what the other tests do not show. */
const GOLDEN = 'tests/golden/golden.test.ts';
/** What loads all of the pure code. */
const ENTRIES = ['machines/index.ts', 'projections/index.ts', 'machines/invariants/all.ts'];
/** Tests about the random histories, of which only a few run here. */
const LEFT_OUT = new Set([
  'such histories violate every rule and every machine, so that no agreement comes from an empty report',
  'long runs reach the end of the process',
  'something runs in many of the sessions that are ended so',
]);
const LEFT_OUT_FILES = new Set([
  // Explores the whole law while it is listed: too long to wait for at every mutant of a table.
  'process.test.ts',
  // Replaces a module by a mock and loads the code apart, which only Vitest can.
  'new-event-type.test.ts',
]);
/** Histories of more than 300 events are packed; the shorter ones show as much. */
const isLong = (title) => existsSync(`tests/golden/${title.split(' ')[3]}.ndjson.gz`);

/** Tests with many random runs come last: the first test that reaches a mutant kills most of them. */
const isSlow = (name) => /property|agree|totality|reported-once/.test(name);

const inProject = createRequire(join(process.cwd(), 'package.json'));
const ofVitest = createRequire(inProject.resolve('vitest/package.json'));
const load = (name) => import(pathToFileURL(ofVitest.resolve(name)).href);

/** Each test file, quick ones first. */
const testFiles = () => {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(folder, { recursive: true })
      .filter((name) => name.endsWith('.test.ts') && !LEFT_OUT_FILES.has(name))
      .toSorted()
      .map((name) => `${folder}/${name}`),
  );
  const golden = WITHOUT_GOLDEN ? [] : [GOLDEN];
  return [...files.filter((file) => !isSlow(file)), ...golden, ...files.filter(isSlow)];
};

/** `expect` with the members that the tests use. */
const makeExpect = async (seam) => {
  const { JestChaiExpect, JestAsymmetricMatchers, JestExtend, ASYMMETRIC_MATCHERS_OBJECT, GLOBAL_EXPECT, setState } =
    await load('@vitest/expect');
  const chai = await load('chai');
  for (const plugin of [JestExtend, JestChaiExpect, JestAsymmetricMatchers]) chai.use(plugin);
  chai.use(({ Assertion }) => {
    Assertion.addMethod('toMatchFileSnapshot', function (path) {
      if (readFileSync(join(dirname(seam.file), path), 'utf8') !== this._obj)
        throw new Error(`${path} differs from what was recorded`);
    });
  });
  const expect = (value, message) => chai.expect(value, message);
  Object.assign(expect, chai.expect, globalThis[ASYMMETRIC_MATCHERS_OBJECT]);
  setState({ assertionCalls: 0, isExpectingAssertions: false }, expect);
  globalThis[GLOBAL_EXPECT] = expect;
  return expect;
};

/** `describe` and `test` that write into the list of the file being loaded: `into(file)` gives a new one. */
const collector = () => {
  const path = [];
  let file = '';
  let tests = [];
  const titled = (title, values, index) =>
    format(
      String(title).replaceAll('%#', String(index)),
      ...values.slice(0, [...String(title).matchAll(/%[sdifjoO]/g)].length),
    ).replaceAll(/\$([\w.]+)/g, (_, keys) => String(keys.split('.').reduce((value, key) => value?.[key], values[0])));
  const eachOf = (make) => (rows) => (title, run) => {
    for (const [index, row] of rows.entries()) {
      const values = Array.isArray(row) ? row : [row];
      make(titled(title, values, index), () => run(...values));
    }
  };
  const describe = (title, run) => {
    path.push(title);
    run();
    path.pop();
  };
  const test = (title, run) => {
    const name = [...path, title].join(' ');
    if (LEFT_OUT.has(title) || (file === GOLDEN && isLong(name))) return;
    const same = tests.filter((one) => one.file === file && one.name === name).length;
    tests.push({ id: `${file}#${name}${same > 0 ? ` (${same + 1})` : ''}`, name, file, run });
  };
  describe.each = eachOf(describe);
  test.each = eachOf(test);
  test.skipIf = (skip) => (skip ? () => {} : test);
  const into = (name) => {
    file = name;
    tests = [];
    return tests;
  };
  // tests/setup.ts reports to Vitest at the end of each file; here nobody listens.
  const afterAll = () => {};
  return { describe, test, it: test, afterAll, into };
};

/** The tests of the pure code, each file loaded when it is first needed; `runs`: runs of each random property. */
export const openTests = async ({ runs: most }) => {
  let runs = most;
  const { createServer, createServerModuleRunner } = await load('vite');
  const seam = { file: '' };
  const expect = await makeExpect(seam);
  const fc = await import(pathToFileURL(inProject.resolve('fast-check')).href);
  const few = (parameters = {}) => ({
    ...parameters,
    numRuns: Math.min(parameters.numRuns ?? runs, runs),
    endOnFailure: true,
  });
  const fcFew = {
    ...fc.default,
    assert: (property, parameters) => fc.assert(property, few(parameters)),
    sample: (from, parameters) =>
      fc.sample(from, typeof parameters === 'number' ? Math.min(parameters, runs) : few(parameters)),
  };
  const { into, ...collecting } = collector();
  Object.assign(seam, { fc: fcFew, vitest: { ...collecting, expect } });
  globalThis.__pureTests = seam;
  const modules = {
    vitest: 'export const { describe, test, it, expect, afterAll } = globalThis.__pureTests.vitest;',
    'fast-check': 'export default globalThis.__pureTests.fc;',
  };
  const server = await createServer({
    root: process.cwd(),
    configFile: false,
    envFile: false,
    logLevel: 'error',
    appType: 'custom',
    cacheDir: join(process.cwd(), '.vite'),
    server: { middlewareMode: true, hmr: false, watch: null, ws: false },
    optimizeDeps: { noDiscovery: true },
    ssr: { noExternal: ['vitest', 'fast-check'] },
    plugins: [
      {
        name: 'seam-of-the-tests',
        enforce: 'pre',
        resolveId: (id) => (id in modules ? `\0${id}` : undefined),
        load: (id) => (id.startsWith('\0') ? modules[id.slice(1)] : undefined),
      },
    ],
  });
  const runner = createServerModuleRunner(server.environments.ssr, { hmr: false, sourcemapInterceptor: false });
  const root = process.cwd();
  let loaded = new Map();
  const list = async (file) => {
    const tests = into(file);
    await runner.import(join(root, file));
    return tests.map(({ run, ...test }) => ({
      ...test,
      run() {
        seam.file = file;
        return run();
      },
    }));
  };
  return {
    files: testFiles(),
    /** Sets the runs of each random property. */
    setRuns(number) {
      runs = number;
    },
    /** Loads the code anew, and forgets the tests. */
    async reload() {
      runner.clearCache();
      loaded = new Map();
      for (const entry of ENTRIES) await runner.import(join(root, entry));
      await list('tests/setup.ts');
    },
    /** The tests of a file: `{ id, name, file, run }` each. */
    async testsOf(file) {
      if (!loaded.has(file)) loaded.set(file, await list(file));
      return loaded.get(file);
    },
    /** True where a test file imports a source, itself or through others. It must have been listed before. */
    imports(file, source) {
      const open = [join(root, file)];
      const seen = new Set(open);
      for (let id = open.pop(); id !== undefined; id = open.pop())
        for (const { id: imported } of server.environments.ssr.moduleGraph.getModuleById(id)?.importedModules ?? []) {
          if (imported === join(root, source)) return true;
          if (seen.has(imported)) continue;
          seen.add(imported);
          open.push(imported);
        }
      return false;
    },
    close: () => server.close(),
  };
};
