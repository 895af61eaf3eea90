// Keys and tokens that are recognised by their form alone: what their issuers document, or what issued ones look like.
// Each is a row of data, from which the expressions are made, so that a form is also found where line ends or invisible
// characters split it. docs/decisions.md says where the list comes from.

/** Characters, as they stand in a class of a regular expression. */
const ALNUM = 'A-Za-z0-9';
const WORD = 'A-Za-z0-9_-';
const BASE64 = 'A-Za-z0-9+/';
const CAPITALS = 'A-Z0-9';
const SMALL = 'a-z0-9';
const HEX = 'a-f0-9';
const ANY_HEX = 'A-Fa-f0-9';
const BECH32 = 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L';

/** So many characters of a class. `exactly` is what is issued; from `atLeast` on it is replaced, in case it was cut. */
export interface Run {
  readonly of: string;
  readonly exactly?: number;
  readonly atLeast: number;
}

export interface KnownForm {
  readonly name: string;
  /** How it begins, one of these. Each has three characters or more: texts without them are not searched. */
  readonly starts: readonly string[];
  /** What follows: runs, and texts as they are. */
  readonly parts: readonly (Run | string)[];
  /** False where letters or digits may stand before it. */
  readonly alone: boolean;
}

/** One that was cut is found from a little more than half of its length on. */
const run = (of: string, exactly: number): Run => ({ of, exactly, atLeast: Math.ceil(exactly * 0.55) });
const most = (of: string, atLeast: number): Run => ({ of, atLeast });
const form = (name: string, starts: string | readonly string[], ...parts: (Run | string)[]): KnownForm => ({
  ...{ name, starts: typeof starts === 'string' ? [starts] : starts, parts, alone: true },
});
const within = (known: KnownForm): KnownForm => ({ ...known, alone: false });
const digits = (before: string, after = ''): string[] =>
  Array.from({ length: 10 }, (_, digit) => `${before}${digit}${after}`);

export const KNOWN_FORMS: readonly KnownForm[] = [
  form('aws-access-key', ['AKIA', 'ASIA', 'ABIA', 'ACCA'], { of: CAPITALS, exactly: 16, atLeast: 16 }),
  within(form('github-token', ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'], run(ALNUM, 36))),
  within(form('github-token', 'github_pat_', { of: `${ALNUM}_`, exactly: 82, atLeast: 22 })),
  within(
    form(
      'gitlab-token',
      ['pat', 'dt', 'rt', 'ptt', 'cbt', 'ft', 'soat', 'agent', 'imt'].map((kind) => `gl${kind}-`),
      most(WORD, 20),
    ),
  ),
  within(
    form(
      'slack-token',
      ['a', 'b', 'e', 'o', 'p', 'r', 's'].map((kind) => `xox${kind}-`),
      most('A-Za-z0-9-', 10),
    ),
  ),
  within(form('slack-token', 'xapp-', run('0-9', 1), '-', most('A-Za-z0-9-', 10))),
  form('stripe-key', ['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_', 'whsec_'], most(ALNUM, 16)),
  form(
    'ai-key',
    ['ant', 'proj', 'svcacct', 'admin', 'or', 'lf'].map((kind) => `sk-${kind}-`),
    most(WORD, 16),
  ),
  form('ai-key', 'sk-', most(ALNUM, 20), { of: WORD, atLeast: 0 }),
  form('ai-key', ['gsk_', 'xai-', 'pplx-', 'csk-', 'fw_'], most(ALNUM, 22)),
  form('ai-key', 'r8_', run(ALNUM, 37)),
  within(form('google-key', 'AIza', { of: WORD, exactly: 35, atLeast: 35 })),
  within(form('google-key', 'GOCSPX-', run(WORD, 28))),
  form('google-key', 'ya29.', most(WORD, 20)),
  within(form('npm-token', 'npm_', { of: ALNUM, exactly: 36, atLeast: 36 })),
  within(form('pypi-token', 'pypi-AgE', most(WORD, 40))),
  form('hugging-face-token', 'hf_', { of: ALNUM, exactly: 34, atLeast: 30 }),
  form('sendgrid-key', 'SG.', { of: WORD, exactly: 22, atLeast: 16 }, '.', { of: WORD, exactly: 43, atLeast: 16 }),
  form('vault-token', ['hvs.', 'hvb.', 'hvr.'], most(WORD, 20)),
  form('digitalocean-token', ['dop_v1_', 'doo_v1_', 'dor_v1_'], run(HEX, 64)),
  within(
    form(
      'discord-webhook',
      ['discord.com/api/webhooks/', 'discordapp.com/api/webhooks/'],
      most('0-9', 10),
      '/',
      most(WORD, 30),
    ),
  ),
  form('age-secret-key', 'AGE-SECRET-KEY-1', run(BECH32, 58)),
  form('shopify-token', ['shpat_', 'shpca_', 'shppa_', 'shpss_'], run(ANY_HEX, 32)),
  form('square-token', ['sq0atp-', 'sq0csp-', 'sq0idp-'], most(WORD, 22)),
  form('twilio-key', digits('SK'), { of: HEX, exactly: 31, atLeast: 31 }),
  form('twilio-key', ['SKa', 'SKb', 'SKc', 'SKd', 'SKe', 'SKf'], { of: HEX, exactly: 31, atLeast: 31 }),
  form('mailgun-key', 'key-', { of: HEX, exactly: 32, atLeast: 32 }),
  form('linear-key', ['lin_api_', 'lin_oauth_'], most(ALNUM, 24)),
  form('notion-token', 'ntn_', run(ALNUM, 46)),
  form('atlassian-token', ['ATATT3', 'ATCTT3'], most('A-Za-z0-9_=-', 60)),
  form('databricks-token', 'dapi', { of: HEX, exactly: 32, atLeast: 32 }),
  form('docker-token', ['dckr_pat_', 'dckr_oat_'], most(WORD, 20)),
  form('doppler-token', ['dp.pt.', 'dp.st.', 'dp.ct.', 'dp.sa.', 'dp.scim.', 'dp.audit.'], most('A-Za-z0-9._-', 24)),
  form('fly-token', ['fo1_', 'fm1a_', 'fm1r_', 'fm2_'], most('A-Za-z0-9+/=_-', 30)),
  form('grafana-token', ['glsa_', 'glc_'], most('A-Za-z0-9+/=_', 30)),
  form('postman-key', 'PMAK-', run(HEX, 24), '-', run(HEX, 34)),
  form('pulumi-token', 'pul-', { of: HEX, exactly: 40, atLeast: 40 }),
  form('rubygems-key', 'rubygems_', run(HEX, 48)),
  form('sentry-token', ['sntrys_', 'sntryu_'], most('A-Za-z0-9+/=_', 40)),
  form('supabase-key', ['sbp_', 'sb_secret_'], most(WORD, 30)),
  form('tailscale-key', ['tskey-auth-', 'tskey-api-', 'tskey-client-', 'tskey-webhook-'], most(WORD, 16)),
  form('new-relic-key', ['NRAK-', 'NRRA-', 'NRII-', 'NRJS-'], most(ALNUM, 19)),
  form('1password-token', 'ops_eyJ', most('A-Za-z0-9+/=_-', 60)),
  form('planetscale-token', ['pscale_tkn_', 'pscale_pw_', 'pscale_oauth_'], most('A-Za-z0-9_.-', 32)),
  form('figma-token', 'figd_', most(WORD, 30)),
  form('netlify-token', ['nfp_', 'nfc_', 'nfo_'], most(ALNUM, 30)),
  form('sonar-token', ['sqp_', 'squ_', 'sqa_'], { of: HEX, exactly: 40, atLeast: 40 }),
  form('heroku-key', 'HRKU-', most(WORD, 36)),
  form('airtable-token', 'pat', { of: ALNUM, exactly: 14, atLeast: 14 }, '.', { of: HEX, exactly: 64, atLeast: 64 }),
  form('hubspot-token', ['pat-na1-', 'pat-na2-', 'pat-eu1-'], most('a-f0-9-', 36)),
  form('dynatrace-token', 'dt0c01.', most(CAPITALS, 24), '.', most(CAPITALS, 60)),
  form('artifactory-key', ['AKCp', 'cmVmd'], { of: ALNUM, exactly: 59, atLeast: 59 }),
  form('nuget-key', 'oy2', { of: SMALL, exactly: 43, atLeast: 43 }),
  form('clojars-token', ['CLOJARS_', 'clojars_'], run(ALNUM, 60)),
  within(form('azure-secret', digits('', 'Q~'), most('A-Za-z0-9_.~-', 31))),
  within(form('azure-storage-key', 'AccountKey=', { of: BASE64, exactly: 86, atLeast: 60 }, '==')),
  // Of the service of this project: src/service/auth/token-form.ts.
  within(form('reprise-token', 'rpt_', { of: SMALL, exactly: 10, atLeast: 10 }, '_', run(ALNUM, 43))),
  within(form('reprise-ticket', 'rtk_', run(ALNUM, 43))),
  within(form('terraform-token', '.atlasv1.', most('A-Za-z0-9=_-', 60))),
];
