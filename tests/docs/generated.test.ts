// The pages that are read from the code say what the code says now. Where this fails: npm run docs.
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { start } from '../cli/run-cli.ts';
import { ROOT } from './pages.ts';

interface Part {
  readonly name: string;
  readonly imports: ReadonlyMap<string, number>;
}
const script = (name: string) => fileURLToPath(new URL(`../../scripts/${name}`, import.meta.url));
const { stalePages } = (await import(script('docs/generated.mjs'))) as { stalePages(root: string): Promise<string[]> };
const { directImports, layersOf } = (await import(script('docs/imports.mjs'))) as {
  directImports(parts: readonly Part[]): { from: string; to: string }[];
  layersOf(parts: readonly Part[]): Map<string, number>;
};

test('docs/generated/ is up to date (else: npm run docs)', async () => {
  expect(await stalePages(ROOT)).toEqual([]);
});

test('npm run messages lists texts with their file, line and kind', async () => {
  const { stdout } = await start(process.execPath, [script('messages.mjs'), 'There is no session']).ended;
  expect(stdout).toMatch(/^src\/\S+\.ts:\d+\terror SESSION_NOT_FOUND\tThere is no session /m);
});

test('a circle of imports is refused, with its way', () => {
  const part = (name: string, ...imports: string[]): Part => ({
    name,
    imports: new Map(imports.map((to) => [to, 1] as const)),
  });
  expect(() => layersOf([part('a', 'b'), part('b', 'c'), part('c', 'a')])).toThrow('a → b → c → a');
  const parts = [part('a', 'b', 'c'), part('b', 'c'), part('c')];
  expect([...layersOf(parts)]).toEqual([
    ['c', 0],
    ['b', 1],
    ['a', 2],
  ]);
  expect(directImports(parts)).toEqual([
    { from: 'a', to: 'b' },
    { from: 'b', to: 'c' },
  ]);
});
