import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const path = new URL('../../machines/SPEC.md', import.meta.url);
const { inStep, missing } = (await import('../../scripts/spec.mjs' as string)) as {
  inStep(text: string): string;
  missing(text: string): string[];
};

test('SPEC.md says of every machine and rule what the code does (else: npm run spec)', () => {
  const text = readFileSync(path, 'utf8');
  expect(text).toBe(inStep(text));
});

test('SPEC.md has a place for every machine and every kind of rule', () => {
  expect(missing(readFileSync(path, 'utf8'))).toEqual([]);
});
