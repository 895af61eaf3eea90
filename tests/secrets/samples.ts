// Secrets that nobody has, one arbitrary for each default pattern: `text` as it would stand in a text, `secret` the part
// that must be gone. They are put together here, so that no file of this project holds one.
import fc from 'fast-check';

export interface Sample {
  readonly text: string;
  readonly secret: string;
}

const of = (alphabet: string, minLength: number, maxLength = minLength): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength, maxLength });
const CAPITALS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const SMALL = CAPITALS.toLowerCase();
const DIGITS = '0123456789';
const ALNUM = CAPITALS + SMALL + DIGITS;
const WORD = `${ALNUM}_-`;

const whole = (secret: fc.Arbitrary<string>): fc.Arbitrary<Sample> => secret.map((text) => ({ text, secret: text }));
const after = (before: fc.Arbitrary<string>, secret: fc.Arbitrary<string>, end = ''): fc.Arbitrary<Sample> =>
  fc.tuple(before, secret).map(([name, value]) => ({ text: name + value + end, secret: value }));
const prefixed = (prefixes: readonly string[], rest: fc.Arbitrary<string>): fc.Arbitrary<Sample> =>
  whole(fc.tuple(fc.constantFrom(...prefixes), rest).map((parts) => parts.join('')));
/** What a machine made: letters and digits, no word of prose and no name of a variable. */
const made = fc.tuple(of(SMALL, 3), of(DIGITS, 2), of(ALNUM, 6, 40)).map((parts) => parts.join(''));

export const SAMPLES: Readonly<Record<string, fc.Arbitrary<Sample>>> = {
  'private-key': fc
    .tuple(
      fc.constantFrom('', 'RSA ', 'EC ', 'OPENSSH ', 'ENCRYPTED '),
      fc.array(of(ALNUM, 64), { minLength: 2, maxLength: 4 }),
    )
    .map(([kind, lines]) => {
      const edge = (word: string) => `-----${word} ${kind}PRIVATE KEY-----`;
      return { text: [edge('BEGIN'), ...lines, edge('END')].join('\n'), secret: lines.at(-1) as string };
    }),
  'aws-access-key': prefixed(['AKIA', 'ASIA'], of(CAPITALS + DIGITS, 16)),
  'aws-secret-key': after(
    fc.constantFrom('aws_secret_access_key = ', 'AWS_SECRET_ACCESS_KEY=', '"secretAccessKey": "'),
    of(ALNUM, 40),
  ),
  'github-token': fc.oneof(
    prefixed(['ghp_', 'gho_', 'ghs_', 'ghu_'], of(ALNUM, 36)),
    prefixed(['github_pat_'], of(`${ALNUM}_`, 82)),
  ),
  'gitlab-token': prefixed(['glpat-', 'gldt-'], of(WORD, 20)),
  'slack-token': prefixed(['xoxb-', 'xoxp-', 'xoxa-'], of(`${ALNUM}-`, 12, 60)),
  'slack-webhook': after(fc.constant('https://hooks.slack.com/services/'), of(ALNUM, 24, 44)),
  'stripe-key': prefixed(['sk_live_', 'rk_live_', 'sk_test_'], of(ALNUM, 24, 99)),
  'ai-key': prefixed(['sk-', 'sk-ant-api03-', 'sk-proj-'], of(ALNUM, 40, 90)),
  'google-key': prefixed(['AIza'], of(WORD, 35)),
  'npm-token': prefixed(['npm_'], of(ALNUM, 36)),
  'pypi-token': prefixed(['pypi-AgEIcHlwaS5vcmc'], of(WORD, 50, 100)),
  'hugging-face-token': prefixed(['hf_'], of(ALNUM, 34)),
  'sendgrid-key': whole(fc.tuple(of(WORD, 22), of(WORD, 43)).map(([a, b]) => `SG.${a}.${b}`)),
  jwt: whole(fc.tuple(of(WORD, 20, 40), of(WORD, 20, 80), of(WORD, 0, 43)).map(([a, b, c]) => `eyJ${a}.${b}.${c}`)),
  'url-password': after(
    fc.constantFrom('postgres://bob:', 'nats://app:', 'https://:'),
    of(`${ALNUM}!%+`, 5, 30),
    '@host/x',
  ),
  authorization: after(fc.constantFrom('Authorization: Basic ', '"authorization": "Token '), of(ALNUM, 12, 60)),
  'bearer-token': after(
    fc.constantFrom('Bearer ', 'bearer '),
    fc.tuple(made, of(ALNUM, 6)).map((parts) => parts.join('')),
  ),
  password: fc.oneof(
    after(fc.constantFrom('password=', 'DB_PASSWORD=', 'pwd: ', 'passphrase = "', '--password '), made),
    after(fc.constantFrom('password="', '{"password":"'), of(SMALL, 8, 20), '"'),
  ),
  'assigned-secret': after(
    fc.constantFrom(
      'api_key=',
      'apiKey: "',
      'API-KEY: ',
      'client_secret = ',
      'secret=',
      'token: ',
      'resetToken=',
      '--token ',
    ),
    made,
  ),
};

/** A secret of any default pattern. */
export const anySample: fc.Arbitrary<Sample> = fc.oneof(...Object.values(SAMPLES));
