// JUnit XML that build servers read, whatever stands in the results.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type JunitCase, junitText } from '../../../src/cli/render/junit.ts';
import { elementsOf } from './well-formed.ts';

const failure = (text: string): JunitCase => ({
  name: text,
  result: { kind: 'failure', type: text, message: text, text },
});

it('counts its cases, in all and by suite', () => {
  const text = junitText('check', [
    { name: 'a', durationMs: 1_234, cases: [{ name: 'x', result: { kind: 'passed' } }, failure('bad')] },
    {
      name: 'b',
      cases: [
        { name: 'y', result: { kind: 'skipped', message: 'other' } },
        { name: 'z', result: { kind: 'error', type: 'RECORD_INVALID', message: 'm', text: 't' } },
      ],
    },
  ]);
  expect(text).toContain('<testsuites name="check" tests="4" failures="1" errors="1" skipped="1">');
  expect(text).toContain('<testsuite name="a" tests="2" failures="1" errors="0" skipped="0" time="1.234">');
  expect(elementsOf(text)).toEqual([
    'testsuites',
    'testsuite',
    'testcase',
    'testcase',
    'failure',
    'testsuite',
    'testcase',
    'skipped',
    'testcase',
    'error',
  ]);
});

it('is well formed for any text', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(']]>', '\u0000\ufffe\ud800', '<a b="&#1;">')),
      (text) => {
        expect(elementsOf(junitText(text, [{ name: text, cases: [failure(text)] }]))).toHaveLength(4);
      },
    ),
  );
});
