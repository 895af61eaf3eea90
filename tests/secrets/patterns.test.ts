// What the built-in patterns treat as a secret, what they do not, and that searching is linear.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_PATTERNS } from '../../src/secrets/patterns.ts';
import { redact } from '../../src/secrets/redact.ts';
import { SAMPLES } from './samples.ts';

describe('the default patterns', () => {
  it('have a sample each', () => {
    expect([...new Set(DEFAULT_PATTERNS.map(({ name }) => name))].toSorted()).toEqual(Object.keys(SAMPLES).toSorted());
  });

  it.each(Object.entries(SAMPLES))('find a %s in the middle of a text', (name, sample) => {
    fc.assert(
      fc.property(sample, fc.constantFrom('', 'Found ', 'see: ', '(', '\n'), ({ text, secret }, before) => {
        const { value, count } = redact(`${before}${text} and more`, DEFAULT_PATTERNS);
        expect(value).not.toContain(secret);
        expect(value).toContain('[redacted:');
        expect(value.endsWith(' and more')).toBe(true);
        expect(count).toBeGreaterThan(0);
        if (before !== '(') expect(value.startsWith(before)).toBe(true);
      }),
    );
    expect(redact(fc.sample(sample, { seed: 7, numRuns: 1 })[0]?.text, DEFAULT_PATTERNS).byPattern).toEqual({
      [name]: 1,
    });
  });

  it.each([
    'Password reset tokens are hashed with SHA-256 and valid for 15 minutes.',
    'password: must be at least 8 characters',
    'Password: required field',
    'The secret: keep it simple. The key: read before writing.',
    'token budget: 150000, tokens: 35000, token=42',
    '550e8400-e29b-41d4-a716-446655440000',
    'session a7f3c8e2-9b1d-4f6a-8e2c-1d5a9f8b3c7e',
    '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'tokenHash: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'SENDGRID_API_KEY',
    'Set SENDGRID_API_KEY=SENDGRID_API_KEY_V2 in the environment',
    'secret: STRIPE_SECRET_KEY_2',
    'apiKey: process.env.SENDGRID_API_KEY_2',
    'api_key = os.environ["KEY_2"]',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as a shell has it
    'api_key=${API_KEY_2}, password=$DB_PASSWORD1, password=<your password>',
    'token = crypto.randomBytes(32).toString("hex")',
    'token: src/auth/reset-token-v2.ts:120',
    'secret: /run/secrets/db_password_1',
    'src/tokens/password.test.ts, docs/secret-rotation-2025.md',
    'nats://user:password@host:4222, https://localhost:3000/a@b',
    'git@github.com:owner/name.git, see https://example.org:8080/x?y=z@w',
    'bearer authentication-middleware, basic auth, a task-sk-learn',
    'password=********, password=xxxxxxxx, api_key=your-api-key-1',
    'eyJ is how a JWT begins; -----BEGIN CERTIFICATE----- is no private key',
    'const token = await createToken(user1234)',
  ])('leave alone: %s', (text) => {
    expect(redact(text, DEFAULT_PATTERNS)).toEqual({ value: text, count: 0, byPattern: {} });
  });

  it('leave every text of the example session alone', () => {
    const folder = fileURLToPath(new URL('../../examples/password-reset', import.meta.url));
    const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
    expect(files).toHaveLength(4);
    for (const file of files) {
      const value: unknown = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8'));
      expect(redact(value, DEFAULT_PATTERNS).byPattern).toEqual({});
      expect(redact(value, DEFAULT_PATTERNS).value).toBe(value);
    }
  });
});

/** Pieces that, repeated, make patterns of this kind slow when they are written carelessly. */
const HOSTILE = [
  '-----BEGIN PRIVATE KEY-----',
  '-----BEGIN PRIVATE KEY-----\naaaaaaaaaaaaaaaaaaaaaaaa\n',
  '-',
  '-a',
  'eyJ',
  'eyJaaaaaaaa.',
  'password=',
  'password="aaaaaaaa(',
  'password: a',
  'token=',
  'token=a1',
  'token: aa/',
  '--token a ',
  'secret_key=',
  'authorization: basic ',
  'bearer a',
  '://',
  'a://a:',
  'sk-',
  'ghp_',
  'SG.',
  'a',
  'A_',
  ' ',
  '\\"',
  '[redacted:',
  '[redacted:jwt]',
];

describe('on hostile texts', () => {
  // A ratio of processor times in one process, the least of some runs: 10 is linear, 100 quadratic.
  it.each(HOSTILE)('the time grows with the text, not with its square: %j', (piece) => {
    const textOf = (length: number) => piece.repeat(Math.ceil(length / piece.length));
    const [short, long] = [textOf(100_000), textOf(1_000_000)];
    const timeOf = (text: string, runs: number): number => {
      let least = Number.POSITIVE_INFINITY;
      for (let run = 0; run < runs; run += 1) {
        const start = process.cpuUsage();
        redact(text, DEFAULT_PATTERNS);
        const { user, system } = process.cpuUsage(start);
        least = Math.min(least, (user + system) / 1_000);
      }
      return least;
    };
    // Below a millisecond a ratio has no meaning.
    const shortMs = Math.max(1, timeOf(short, 5));
    expect(timeOf(long, 4) / shortMs).toBeLessThan(50);
  });

  it('eight million characters are redacted', () => {
    for (const piece of ['-a', 'a', 'token=', '-----BEGIN PRIVATE KEY-----'])
      expect(redact(piece.repeat(8_000_000 / piece.length), DEFAULT_PATTERNS).count).toBe(0);
  });
});
