// The house: arrows of import point one way, the pure folders stay pure, files stay small.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = ['machines', 'projections', 'src']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(root, folder, name)),
  )
  .filter((name) => name.endsWith('.ts'));

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

const MAY: Record<string, (specifier: string) => boolean> = {
  machines: (to) => ['machines', 'zod', 'xstate'].includes(to),
  projections: (to) => ['projections', 'machines', 'zod', 'xstate'].includes(to),
  src: (to) => to !== 'tests' && to !== 'bench' && to !== 'examples',
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

  test('reach NATS only from src/log/nats/ and src/server/', () => {
    const knowing = files
      .filter((file) => imports(file).some((to) => to.startsWith('@nats-io/') || to === 'nats'))
      .map(named);
    expect(knowing.filter((name) => !name.startsWith('src/log/nats/') && !name.startsWith('src/server/'))).toEqual([]);
    expect(knowing.length).toBeGreaterThan(0);
  });
});

test('the pure folders know no clock, no chance and no process', () => {
  const impure =
    /\b(Date\.now|new Date\(\)|performance\.|Math\.random|process\.|setTimeout|setInterval|(?<!#)fetch\(|crypto\.)/;
  const found = files
    .filter((file) => !named(file).startsWith('src/'))
    .filter((file) => impure.test(readFileSync(file, 'utf8')))
    .map(named);
  expect(found).toEqual([]);
});

test('a file of more than 300 lines has two things in it', () => {
  const long = files.filter((file) => readFileSync(file, 'utf8').split('\n').length > 301).map(named);
  expect(long).toEqual([]);
});

test('every file begins with what it is and why', () => {
  const silent = files.filter((file) => !/^(#!.*\n)?\/[/*]/.test(readFileSync(file, 'utf8'))).map(named);
  expect(silent).toEqual([]);
});
