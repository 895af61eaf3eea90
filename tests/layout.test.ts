// The layout: imports point one way and never in a circle, the pure folders stay pure, files stay small.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = ['machines', 'projections', 'src']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(root, folder, name)),
  )
  .filter((name) => /\.tsx?$/.test(name));

const imports = (file: string): string[] =>
  [
    ...readFileSync(file, 'utf8').matchAll(
      /^(?:import|export)\s[^'"]*?from\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]|^import\s+['"]([^'"]+)['"]/gm,
    ),
  ].map(([, from, lazy, bare]) => (from ?? lazy ?? bare) as string);
const named = (file: string): string => relative(root, file).split(sep).join('/');
/** `machines`, `projections`, `src`, or the package that is imported. */
const target = (file: string, specifier: string): string =>
  specifier.startsWith('.') ? (named(join(file, '..', specifier)).split('/')[0] as string) : specifier;
/** Of each file, by its path from the root, the files of the project that it imports; types and lazy imports count. */
const graph = new Map(
  files.map((file) => [
    named(file),
    imports(file)
      .filter((specifier) => specifier.startsWith('.'))
      .map((specifier) => named(join(file, '..', specifier))),
  ]),
);

const MAY: Record<string, (specifier: string) => boolean> = {
  machines: (to) => ['machines', 'zod', 'xstate'].includes(to),
  projections: (to) => ['projections', 'machines', 'zod', 'xstate'].includes(to),
  src: (to) => to !== 'tests' && to !== 'bench' && to !== 'examples',
};

/** One circle for each file that closes one, as the way around it from its first file. */
const circlesIn = (edges: ReadonlyMap<string, readonly string[]>): string[] => {
  const done = new Set<string>();
  const circles = new Set<string>();
  const visit = (name: string, way: readonly string[]): void => {
    const begin = way.indexOf(name);
    if (begin >= 0) {
      const around = way.slice(begin);
      const first = around.indexOf([...around].sort()[0] as string);
      const turned = [...around.slice(first), ...around.slice(0, first)];
      circles.add([...turned, turned[0]].join(' -> '));
      return;
    }
    if (done.has(name)) return;
    for (const to of edges.get(name) ?? []) visit(to, [...way, name]);
    done.add(name);
  };
  for (const name of [...edges.keys()].sort()) visit(name, []);
  return [...circles].sort();
};

/** The folders of src from the top: a folder imports only itself, its row, and rows below. */
const LAYERS = [
  ['page'],
  ['cli'],
  ['agents'],
  ['client'],
  ['service'],
  ['testing'],
  ['check'],
  ['admin', 'import', 'plan-sync', 'export', 'chart'],
  ['session'],
  ['formats'],
  ['log'],
  ['server'],
  ['secrets'],
  ['text'],
];
/** Files of no folder, below all layers. */
const BASE = [
  'src/clock.ts',
  'src/deadline.ts',
  'src/errors.ts',
  'src/given-path.ts',
  'src/make-folder.ts',
  'src/sha256.ts',
  'src/package-root.ts',
];
/** The entry point of the package and what it opens, above all layers. */
const ENTRIES = ['src/index.ts', 'src/open.ts'];

/** The place of a file among the layers, 0 at the top; undefined for one that no layer has. */
const layerOf = (name: string): number | undefined => {
  if (ENTRIES.includes(name)) return -1;
  if (BASE.includes(name)) return LAYERS.length;
  const place = LAYERS.findIndex((row) => row.includes(name.split('/')[1] as string));
  return place < 0 ? undefined : place;
};

describe('imports', () => {
  test.each(files.map((file) => [named(file), file]))('of %s point the right way', (name, file) => {
    const may = MAY[name.split('/')[0] as string] as (specifier: string) => boolean;
    expect(
      imports(file)
        .map((specifier) => target(file, specifier))
        .filter((to) => !may(to)),
    ).toEqual([]);
  });

  test('inside src reach only the same layer or a lower one', () => {
    const ofSrc = [...graph].filter(([name]) => name.startsWith('src/'));
    expect(ofSrc.map(([name]) => name).filter((name) => layerOf(name) === undefined)).toEqual([]);
    const upward = ofSrc.flatMap(([name, targets]) =>
      targets
        .filter((to) => to.startsWith('src/') && (layerOf(to) as number) < (layerOf(name) as number))
        .map((to) => `${name} imports ${to}`),
    );
    expect(upward).toEqual([]);
  });

  test('never form a circle', () => {
    expect(circlesIn(graph), 'files that import each other in a circle').toEqual([]);
  });

  test('in a circle are reported by the way around it', () => {
    const circle = new Map([
      ['a.ts', ['b.ts']],
      ['b.ts', ['c.ts', 'd.ts']],
      ['c.ts', ['a.ts']],
      ['d.ts', []],
    ]);
    expect(circlesIn(circle)).toEqual(['a.ts -> b.ts -> c.ts -> a.ts']);
  });

  test('reach NATS only from src/log/nats/, src/server/ and src/service/nats/', () => {
    const knowing = files
      .filter((file) => imports(file).some((to) => to.startsWith('@nats-io/') || to === 'nats'))
      .map(named);
    const may = ['src/log/nats/', 'src/server/', 'src/service/nats/'];
    expect(knowing.filter((name) => !may.some((folder) => name.startsWith(folder)))).toEqual([]);
    expect(knowing.length).toBeGreaterThan(0);
  });
});

/** What Node starts, or a program imports: nothing in the project imports it. */
const STARTED = ['src/cli/main.ts', 'src/server/supervisor.ts', 'src/page/main.tsx', 'src/page/style.d.ts'];

test('every file is an entry point or is imported, so that no command, view or event type is forgotten in its list', () => {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { exports: object };
  const published = [...JSON.stringify(exports).matchAll(/dist\/([\w/-]+)\.js"/g)].map(([, name]) => `${name}.ts`);
  const imported = new Set([...graph.values()].flat());
  const roots = [...STARTED, ...published];
  expect(roots.filter((name) => !graph.has(name))).toEqual([]);
  expect(
    [...graph.keys()].filter((name) => !imported.has(name) && !roots.includes(name)),
    'files that nothing imports: is each registered?',
  ).toEqual([]);
});

test('the pure folders know no clock, no chance and no process', () => {
  const impure =
    /\b(Date\.now|new Date\(\)|performance\.|Math\.random|process\.\w|setTimeout|setInterval|(?<!#)fetch\(|crypto\.)/;
  const found = files
    .filter((file) => !named(file).startsWith('src/'))
    .filter((file) => impure.test(readFileSync(file, 'utf8')))
    .map(named);
  expect(found).toEqual([]);
});

test('folders are created by makeFolder: the recursive mkdir of Node never returns on some file systems', () => {
  const found = files.filter((file) => /\bmkdir(Sync)?\([^;]*recursive: true/.test(readFileSync(file, 'utf8')));
  expect(found.map(named)).toEqual([]);
});

test('a file of more than 300 lines has two things in it', () => {
  const long = files.filter((file) => readFileSync(file, 'utf8').split('\n').length > 301).map(named);
  expect(long).toEqual([]);
});

test('every file begins with what it is and why', () => {
  const silent = files.filter((file) => !/^(#!.*\n)?\/[/*]/.test(readFileSync(file, 'utf8'))).map(named);
  expect(silent).toEqual([]);
});
