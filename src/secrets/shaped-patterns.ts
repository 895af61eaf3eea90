// Secrets whose form has no beginning of its own: blocks, headers, command lines, files of credentials. Each expression is
// linear in the length of the text: nothing required follows an unbounded repetition, and lookaheads are bounded.
import type { SecretPattern } from './secret-pattern.ts';

type Gate = Pick<SecretPattern, 'starts' | 'within' | 'byName'>;
const pattern = (name: string, source: string, gate: Gate, flags = ''): SecretPattern => ({
  ...{ name, expression: new RegExp(source, `dg${flags}`) },
  ...gate,
});

/** What stands for a password in examples. */
const PLACEHOLDER = String.raw`(?:password|passwd|pass|pwd?|secret|token|x{3,}|\*{3,}|\.{3})`;
const END = String.raw`(?![^\s"'\x60,;)])`;
/** What follows `user:`, not the name of a variable or an example. */
const PASSWORD = String.raw`(?!${PLACEHOLDER}${END}|[$<{[%])(?<secret>[^\s"'\x60]{3,256})`;

export const PRIVATE_KEY = pattern(
  'private-key',
  '-----BEGIN (?:[A-Z0-9]{1,16} ){0,4}PRIVATE KEY(?: BLOCK)?-----' +
    '(?:[^-]*(?:-{1,4}(?!-)[^-]*){0,64}-----END [A-Z0-9 ]{1,64}-----' +
    String.raw`|(?:(?:\s|\\[nr])+[A-Za-z0-9+/]{16,}={0,2})+)`,
  { within: 'PRIVATE KEY' },
);

export const SHAPED_PATTERNS: readonly SecretPattern[] = [
  pattern('slack-webhook', String.raw`hooks\.slack\.com/services/(?<secret>[A-Za-z0-9/]{20,})`, { starts: ['hoo'] }),
  pattern('telegram-token', '(?<![A-Za-z0-9])[0-9]{8,10}:AA[A-Za-z0-9_-]{32,}', { starts: [':AA'] }),
  pattern(
    'discord-token',
    String.raw`(?<![A-Za-z0-9_.-])[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6,7}\.[A-Za-z0-9_-]{27,}`,
    // The first part is the base64 of a decimal number.
    {
      starts: [
        'MTA',
        'MTE',
        'MTI',
        'MTM',
        'MTQ',
        'MTU',
        'MTY',
        'MTc',
        'MTg',
        'MTk',
        'Mj',
        'Mz',
        'ND',
        'NT',
        'Nj',
        'Nz',
        'OD',
        'OT',
      ].flatMap((start) => (start.length === 3 ? [start] : [...'AEIMQUYcgk'].map((letter) => start + letter))),
    },
  ),
  pattern('mailchimp-key', '(?<![A-Za-z0-9])[a-f0-9]{32}-us[0-9]{1,2}', { starts: ['-us'] }),
  pattern(
    'jwt',
    String.raw`(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}(?:\.|\\?\r?\n[ \t]{0,16})[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?` +
      String.raw`(?:\\?\r?\n[ \t]{0,16}(?=[A-Za-z0-9_.-]{0,80}?[0-9])(?=[A-Za-z0-9_.-]{0,80}?[a-z])(?=[A-Za-z0-9_.-]{0,80}?[A-Z])[A-Za-z0-9_.-]{6,})*`,
    { starts: ['eyJ'] },
  ),
  pattern(
    'url-password',
    String.raw`://[^\s/?#@:"'\x60<>]{0,256}:` +
      String.raw`(?!(?:password|passwd|pass|pw|secret|x{3,}|\*{3,})@)(?<secret>[^\s/?#@"'\x60<>$[\]{}]{1,256})(?=@)`,
    { within: '://' },
    'i',
  ),
  pattern(
    'curl-password',
    String.raw`(?<=(?:\bcurl|\bwget|\bhttps?)\s[^\n]{0,256}?)(?<=\s)(?:-u[ \t]{0,4}|--(?:proxy-)?user[ \t=]{1,4})["'\x60]?` +
      String.raw`(?![-"'\x60])[^\s:"'\x60]{1,128}:${PASSWORD}`,
    { within: '-u' },
  ),
  pattern(
    'netrc-password',
    String.raw`\b(?:machine\s{1,8}\S{1,128}|default)\s{1,8}login\s{1,8}\S{1,128}\s{1,8}password\s{1,8}(?!${PLACEHOLDER}${END})${'(?<secret>[^\\s]{3,256})'}`,
    { within: 'login' },
  ),
  pattern(
    'cookie',
    String.raw`cookie2?["'\x60]?\s{0,2}[:=,]\s{0,4}["'\x60]?(?:[\w.-]{1,64}=[^\s;"'\x60,]{0,64};\s{0,2}){0,12}?[\w.-]{1,64}=` +
      String.raw`(?=[^\s;"'\x60,]{0,100}?[0-9])(?=[^\s;"'\x60,]{0,100}?[A-Za-z])(?!(?:19|20)\d\d-)(?<secret>[^\s;"'\x60,]{8,}(?:;\s{0,2}[\w.-]{1,64}=[^\s;"'\x60,]{0,512}){0,50})`,
    { within: 'ookie', byName: true },
    'i',
  ),
  pattern('npm-auth', String.raw`_auth\s{0,4}=\s{0,4}["'\x60]?(?<secret>[A-Za-z0-9+/=_-]{8,})`, { within: '_auth' }),
  pattern(
    'docker-auth',
    String.raw`"auth\\?"\s{0,4}:\s{0,4}\\?"(?<secret>(?=[A-Za-z0-9+/]{0,100}?[A-Z])(?=[A-Za-z0-9+/]{0,100}?[a-z])[A-Za-z0-9+/]{12,}={0,2})(?=\\?")`,
    { within: 'auth', byName: true },
  ),
];
