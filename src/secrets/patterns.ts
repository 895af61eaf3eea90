// The forms of keys and tokens that are looked for without being asked. Each is linear in the text: what follows an
// unbounded repetition is optional or not there, looks ahead are bounded. Specific forms come first: what they replaced
// is no value any more for the general ones at the end.

/** A form of secret. The whole match is replaced; where the expression has groups named `secret...`, only that one. */
export interface SecretPattern {
  /** 1 to 64 of `a-z 0-9 -`; stands in the text that replaces the secret: `[redacted:NAME]`. */
  readonly name: string;
  /** With the flags `d` and `g`. */
  readonly expression: RegExp;
  /** True for a value that only the name beside it makes a secret: looked for in members of records too. */
  readonly byName?: boolean;
}

const pattern = (name: string, source: string, flags = ''): SecretPattern => ({
  name,
  expression: new RegExp(source, `dg${flags}`),
});
const named = (name: string, source: string, flags = ''): SecretPattern => ({
  ...pattern(name, source, flags),
  byName: true,
});
/** In capitals, small letters or both; for sources in which letters stand for themselves only. */
const anyCase = (source: string): string => source.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);

const NOT_AFTER_WORD = '(?<![A-Za-z0-9])';
const QUOTE = String.raw`\\?["'\x60]`;
/** What stands between a name and its value, with the quote that ends the name, also an escaped one. */
const ASSIGNED = String.raw`(?:${QUOTE})?\]?\s{0,4}(?::=|=>|[:=])\s{0,4}`;
/** After `--password`, `--api-key`. */
const OPTION = String.raw`\s{1,4}(?<=--[a-z-]{1,64}\s{1,4})`;
const VALUE = '[A-Za-z0-9_.~+/=@!#$%^&*?|-]';
/** Tokens are narrower: in `?token=...&next=...` what comes after is none of it. */
const TOKEN = '[A-Za-z0-9_.~+/=@!#$%-]';
/** A digit soon, and a letter soon: what a machine made, not a word of prose. */
const MADE = `(?=${TOKEN}{0,200}?[0-9])(?=${TOKEN}{0,200}?[A-Za-z])`;
/** No value: an expression of a program, the name of an environment variable, a path, a place to be filled in. */
const NO_VALUE = [
  String.raw`\$[{(A-Za-z_]`,
  String.raw`[A-Za-z_$][\w$.]{0,128}[([{]`,
  String.raw`(?:process|os|import|env|config|secrets|req|this|self|ctx|params|args|options|data|body)\.[A-Za-z]`,
  '[A-Z][A-Z0-9]{0,64}(?:_[A-Z0-9]{1,64}){1,8}(?![A-Za-z0-9_])',
  String.raw`[.~]{0,2}/[\w.-]{1,64}/`,
  String.raw`[\w.-]{1,64}(?:/[\w.-]{1,64}){1,8}\.[A-Za-z]{1,5}(?![A-Za-z0-9_])`,
  String.raw`x{4}|\*{3}|\.{3}`,
  `${anyCase('your')}[_-]|${anyCase('change')}[_-]?${anyCase('me')}|${anyCase('(?:example|placeholder|redacted)')}`,
]
  .map((form) => `(?!${form})`)
  .join('');
const PASSWORD_NAME = anyCase('(?:password|passwd|passphrase|pwd)');
/** A name may be the end of a longer one: `DB_PASSWORD`, `resetToken`. */
const TOKEN_NAME = anyCase(
  '(?:(?:api|access|secret|private|signing|encryption|auth|account|service|license|master)[_.-]?key|' +
    'secret|token|credentials?|bearer|jwt)',
);

export const DEFAULT_PATTERNS: readonly SecretPattern[] = [
  pattern(
    'private-key',
    '-----BEGIN (?:[A-Z0-9]{1,16} ){0,4}PRIVATE KEY(?: BLOCK)?-----' +
      '(?:[^-]*(?:-{1,4}(?!-)[^-]*){0,64}-----END [A-Z0-9 ]{1,64}-----' +
      String.raw`|(?:(?:\s|\\[nr])+[A-Za-z0-9+/]{16,}={0,2})+)`,
  ),
  pattern('aws-access-key', '(?<![A-Z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Z0-9])'),
  named(
    'aws-secret-key',
    `(?:aws[_.-]?)?secret[_.-]?(?:access[_.-]?)?key${ASSIGNED}(?:${QUOTE})?(?<secret>[A-Za-z0-9/+=]{40})(?![A-Za-z0-9/+=])`,
    'i',
  ),
  pattern('github-token', 'gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{22,}'),
  pattern('gitlab-token', 'gl(?:pat|dt|rt|ptt|cbt|ft|soat|agent|imt)-[A-Za-z0-9_-]{20,}'),
  pattern('slack-token', 'xox[abeoprs]-[A-Za-z0-9-]{10,}|xapp-[0-9]-[A-Za-z0-9-]{10,}'),
  pattern('slack-webhook', String.raw`hooks\.slack\.com/services/(?<secret>[A-Za-z0-9/]{20,})`),
  pattern('stripe-key', `${NOT_AFTER_WORD}(?:(?:sk|rk)_(?:live|test)|whsec)_[A-Za-z0-9]{16,}`),
  pattern(
    'ai-key',
    `${NOT_AFTER_WORD}sk-(?:(?:ant|proj|svcacct|admin|or|lf)-[A-Za-z0-9_-]{16,}|[A-Za-z0-9]{20,}[A-Za-z0-9_-]*)`,
  ),
  pattern(
    'google-key',
    String.raw`AIza[A-Za-z0-9_-]{35,}|GOCSPX-[A-Za-z0-9_-]{20,}|(?<![A-Za-z0-9])ya29\.[A-Za-z0-9_-]{20,}`,
  ),
  pattern('npm-token', 'npm_[A-Za-z0-9]{36,}'),
  pattern('pypi-token', 'pypi-AgE[A-Za-z0-9_-]{40,}'),
  pattern('hugging-face-token', `${NOT_AFTER_WORD}hf_[A-Za-z0-9]{30,}`),
  pattern('sendgrid-key', String.raw`${NOT_AFTER_WORD}SG\.[A-Za-z0-9_-]{16,64}\.[A-Za-z0-9_-]{16,}`),
  pattern('jwt', String.raw`(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?`),
  pattern(
    'url-password',
    String.raw`://[^\s/?#@:"'\x60<>]{0,256}:` +
      String.raw`(?!(?:password|passwd|pass|pw|secret|x{3,}|\*{3,})@)(?<secret>[^\s/?#@"'\x60<>$[\]{}]{1,256})(?=@)`,
    'i',
  ),
  named(
    'authorization',
    `authorization${ASSIGNED}(?:${QUOTE})?(?:basic|bearer|token|digest|apikey)\\s{1,4}(?<secret>[A-Za-z0-9._~+/=-]{8,})`,
    'i',
  ),
  pattern(
    'bearer-token',
    `${NOT_AFTER_WORD}bearer\\s{1,4}(?=[A-Za-z0-9._~+/=-]{0,200}?[0-9])(?<secret>[A-Za-z0-9._~+/=-]{16,})`,
    'i',
  ),
  named(
    'password',
    `${PASSWORD_NAME}(?:` +
      // In quotes, or without a space around `=`, a word is a password too; elsewhere it may be prose.
      `${ASSIGNED}${QUOTE}${NO_VALUE}(?<secret1>${VALUE}{8,})(?=${QUOTE})` +
      `|=${NO_VALUE}(?<secret2>${VALUE}{8,})` +
      `|(?:${ASSIGNED}|${OPTION})(?:${QUOTE})?${NO_VALUE}${MADE}(?<secret3>${VALUE}{8,}))`,
  ),
  named(
    'assigned-secret',
    `${TOKEN_NAME}(?:${ASSIGNED}|${OPTION})(?:${QUOTE})?${NO_VALUE}${MADE}(?<secret>${TOKEN}{8,})`,
  ),
];
