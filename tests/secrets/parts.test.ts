// Texts of more than one part: every secret is found wherever the text is cut, in time that grows with the text.
import { expect, test } from 'vitest';
import { PART } from '../../src/secrets/parts.ts';
import { DEFAULT_PATTERNS } from '../../src/secrets/patterns.ts';
import { redact } from '../../src/secrets/redact.ts';
import { sampled } from '../more.ts';

const WORDS = 'The middleware has a rule for this already, so that it can be extended. ';
const prose = (length: number): string => WORDS.repeat(Math.ceil(length / WORDS.length)).slice(0, length);
// Joined here, so that no file of this project holds what looks like a key.
const TOKEN = ['ghp', 'A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8'].join('_');
const KEY = `-----BEGIN RSA PRIVATE ${'KEY'}-----\n${`${'MIIEpAIBAAKCAQEA'.repeat(4)}\n`.repeat(24)}-----END RSA PRIVATE ${'KEY'}-----`;
const PAIR = 'DB_PASSWORD = "kT9!xw3pQz7Lm2Rv"';
const WORDS_OF_ONE = 'passphrase: "correct horse battery staple"';

const SECRETS = [
  ['a token', TOKEN, '[redacted:github-token]'],
  ['a private key', KEY, '[redacted:private-key]'],
  ['a named value', PAIR, undefined],
  ['a named value of several words', WORDS_OF_ONE, undefined],
] as const;

test.each(SECRETS)('%s is replaced wherever it stands around a cut', (_what, secret, marker) => {
  const [alone] = [redact(`so ${secret} is`, DEFAULT_PATTERNS).value.slice(3, -3)];
  if (marker !== undefined) expect(alone).toBe(marker);
  expect(alone).not.toBe(secret);
  const ends = [-secret.length - 1, -secret.length, -secret.length + 7];
  const within = [0.8, 0.6, 0.4, 0.2].map((share) => -Math.round(secret.length * share));
  for (const offset of sampled([...ends, ...within, -20_000, -30, -17, -9, -1, 0, 1, 16_000])) {
    const before = `${prose(PART + offset - 1)} `;
    const after = ` ${prose(PART / 4)}`;
    const { value, count } = redact(`${before}${secret}${after}`, DEFAULT_PATTERNS);
    expect(value === `${before}${alone}${after}`, `the secret begins ${offset} characters after the cut`).toBe(true);
    expect(count).toBe(1);
  }
});

test('where secrets stand everywhere, all are replaced, once', () => {
  const [line, clean] = [`user=ann ${TOKEN}\n`, `user=ann [redacted:github-token]\n`];
  const times = Math.ceil((2.5 * PART) / line.length);
  const { value, count } = redact(line.repeat(times), DEFAULT_PATTERNS);
  expect(value === clean.repeat(times)).toBe(true);
  expect(count).toBe(times);
});

test('a word of megabytes is read to its end, and a text in base64 that hides a token is replaced', () => {
  const word = 'Zm9vYmFyYmF6'.repeat(PART / 4);
  expect(redact(word, DEFAULT_PATTERNS).count).toBe(0);
  expect(redact('a'.repeat(9 * PART), DEFAULT_PATTERNS).count).toBe(0);
  const hidden = Buffer.from(`${'the token is here: '.repeat(80_000)}${TOKEN} ${'and more '.repeat(9_000)}`).toString(
    'base64',
  );
  expect(hidden.length).toBeGreaterThan(PART);
  const { value } = redact(`${prose(500)}\n${hidden}`, DEFAULT_PATTERNS);
  expect(value.includes('[redacted:github-token]')).toBe(true);
});
