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

const HEX = 'abcdef0123456789';
const row = (name: string, prefixes: readonly string[], alphabet: string, length: number, end = '') =>
  [name, whole(fc.tuple(fc.constantFrom(...prefixes), of(alphabet, length)).map(([a, b]) => a + b + end))] as const;
/** As their issuers document them: how they begin, of what they are made, how long they are. */
const FORMS = Object.fromEntries([
  row('vault-token', ['hvs.', 'hvb.'], WORD, 90),
  row('digitalocean-token', ['dop_v1_', 'doo_v1_'], HEX, 64),
  row('telegram-token', ['123456789:AA', '1234567890:AA'], WORD, 33),
  row('discord-webhook', ['https://discord.com/api/webhooks/123456789012345678/'], WORD, 68),
  row('discord-token', ['MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcDe.', 'NTIzNDU2Nzg5MDEyMzQ1Njc4.Gabc-e.'], WORD, 38),
  row('age-secret-key', ['AGE-SECRET-KEY-1'], 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L', 58),
  row('shopify-token', ['shpat_', 'shpss_'], HEX, 32),
  row('square-token', ['sq0atp-', 'sq0csp-'], ALNUM, 22),
  row('twilio-key', ['SK'], HEX, 32),
  row('mailgun-key', ['key-'], HEX, 32),
  row('mailchimp-key', [''], HEX, 32, '-us12'),
  row('linear-key', ['lin_api_'], ALNUM, 40),
  row('notion-token', ['ntn_'], ALNUM, 46),
  row('atlassian-token', ['ATATT3'], ALNUM, 186),
  row('databricks-token', ['dapi'], HEX, 32),
  row('docker-token', ['dckr_pat_'], WORD, 27),
  row('doppler-token', ['dp.pt.'], ALNUM, 43),
  row('fly-token', ['fo1_', 'fm2_'], ALNUM, 43),
  row('grafana-token', ['glsa_'], ALNUM, 32, '_0a1b2c3d'),
  row('postman-key', [`PMAK-${'0a1b2c'.repeat(4)}-`], HEX, 34),
  row('pulumi-token', ['pul-'], HEX, 40),
  row('rubygems-key', ['rubygems_'], HEX, 48),
  row('sentry-token', ['sntryu_'], HEX, 64),
  row('supabase-key', ['sbp_'], HEX, 40),
  row('tailscale-key', ['tskey-auth-'], ALNUM, 32),
  row('new-relic-key', ['NRAK-'], CAPITALS + DIGITS, 27),
  row('1password-token', ['ops_eyJ'], ALNUM, 250),
  row('reprise-token', ['rpt_k3v9q2xw5d_', 'rpt_0123456789_'], ALNUM, 43),
  row('reprise-ticket', ['rtk_'], ALNUM, 43),
  row('planetscale-token', ['pscale_tkn_'], ALNUM, 43),
  row('figma-token', ['figd_'], WORD, 40),
  row('netlify-token', ['nfp_'], ALNUM, 36),
  row('sonar-token', ['sqp_', 'squ_'], HEX, 40),
  row('heroku-key', ['HRKU-'], WORD, 60),
  row('airtable-token', [`pat${'aB3'.repeat(4)}aB.`], HEX, 64),
  row('hubspot-token', ['pat-na1-', 'pat-eu1-'], HEX, 36),
  row('dynatrace-token', [`dt0c01.${'A2'.repeat(12)}.`], CAPITALS + DIGITS, 64),
  row('artifactory-key', ['AKCp', 'cmVmd'], ALNUM, 59),
  row('nuget-key', ['oy2'], SMALL + DIGITS, 43),
  row('clojars-token', ['CLOJARS_'], HEX, 60),
  row('azure-secret', ['abc8Q~'], ALNUM, 34),
  row('azure-storage-key', ['AccountKey='], ALNUM, 86, '=='),
  row('terraform-token', [`${'aB3xY4z'.repeat(2)}.atlasv1.`], ALNUM, 67),
]);

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
  ...FORMS,
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
  'curl-password': after(fc.constantFrom('curl -u admin:', 'curl -s https://x.example --user "bob:'), of(ALNUM, 6, 20)),
  'netrc-password': after(fc.constant('machine x.example login bob password '), of(ALNUM, 6, 20)),
  cookie: after(fc.constantFrom('Cookie: sid=', 'Set-Cookie: theme=dark; session='), made),
  'npm-auth': after(fc.constantFrom('//r.example/:_auth=', '_auth = "'), of(ALNUM, 12, 40)),
  'docker-auth': after(
    fc.constant('{"auth": "'),
    of(ALNUM, 20, 40).map((text) => `aB${text}`),
    '"',
  ),
  passphrase: after(
    fc.constantFrom('passphrase: "', '"mnemonic": "', "backup_phrase = '"),
    fc
      .array(fc.constantFrom('correct', 'horse', 'battery', 'staple', 'violet', 'anchor'), {
        minLength: 4,
        maxLength: 12,
      })
      .map((words) => words.join(' ')),
    '"',
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
