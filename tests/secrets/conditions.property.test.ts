// Conditions that spare most texts most patterns, beside all patterns tried on every text: what is replaced is the same.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_PATTERNS } from '../../src/secrets/patterns.ts';
import { redact } from '../../src/secrets/redact.ts';
import type { SecretPattern } from '../../src/secrets/secret-pattern.ts';
import { runs } from '../more.ts';
import { anySample } from './samples.ts';
import { NEGATIVES, POSITIVES } from './table.ts';

/** Tried on every text. Those with a split form keep their starts, by which split forms are found. */
const ALWAYS: readonly SecretPattern[] = DEFAULT_PATTERNS.map((pattern) => {
  const { within: _, names: __, starts, ...rest } = pattern;
  return pattern.split === undefined || starts === undefined ? rest : { ...rest, starts };
});

const same = (value: unknown) => {
  const quick = redact(value, DEFAULT_PATTERNS);
  const slow = redact(value, ALWAYS);
  expect(quick.value).toEqual(slow.value);
  expect(quick.byPattern).toEqual(slow.byPattern);
};

const NAMES = [
  ...['password', 'PASSWD', 'passphrase', 'pass-phrase', 'seed phrase', 'mnemonic', 'pwd', 'DB_PASS', 'APP_PW', 'key'],
  ...[
    'api_key',
    'API-Key',
    'secretkey',
    'access.key',
    'masterKey',
    'token',
    'Secrets',
    'credential',
    'CREDENTIALS',
    'jwt',
  ],
  ...[
    'Bearer',
    'authorization',
    'X_AUTH',
    'HTTP_KEY',
    'the key',
    'cookie',
    'login',
    '--password',
    '-u',
    'aws_secret_access_key',
  ],
];
const fragment = fc.oneof(
  anySample.map(({ text }) => text),
  fc.constantFrom(...NAMES),
  fc.constantFrom(
    '=',
    ': ',
    ' ',
    '\n',
    '"',
    "'",
    '","',
    '": "',
    '=>',
    ':=',
    '</',
    '>',
    '<',
    '\u200b',
    '\\n',
    ' or ',
    '://',
    '@',
  ),
  fc.constantFrom(
    'aZ3kQ9xW7mB2',
    'hunter2hunter',
    'correct horse battery staple',
    'v1.2.3',
    'process.env.TOKEN',
    'é日本',
  ),
  fc.string({ maxLength: 8 }),
);

test('on texts that are like secrets', () => {
  fc.assert(
    fc.property(fc.array(fragment, { minLength: 1, maxLength: 8 }), (parts) => {
      same(parts.join(''));
    }),
    { numRuns: runs(2_000) },
  );
});

test('on members and lists that are like secrets', () => {
  const text = fc.array(fragment, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(''));
  fc.assert(fc.property(fc.oneof(fc.array(text, { maxLength: 4 }), fc.dictionary(text, text, { maxKeys: 3 })), same), {
    numRuns: runs(500),
  });
});

test('on every text of the table', () => {
  for (const { given } of POSITIVES) same(given);
  for (const text of NEGATIVES) same(text);
});
