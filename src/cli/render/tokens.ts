// Tokens of the service for people: what each may do, until when, and when it was last used.
import type { TokenInfo } from '../../service/auth/tokens.ts';
import { safeLine } from '../../text/safe-text.ts';
import { type Cell, table } from './columns.ts';
import { dateAndClock } from './figures.ts';
import type { Style } from './palette.ts';

const time = (at: string | undefined): string => (at === undefined ? '' : dateAndClock(at).slice(0, 16));

/** `writer of s1, as agent`. */
const rights = ({ role, sessions, actors }: TokenInfo): string =>
  [
    role,
    ...(sessions === undefined ? [] : [`of ${sessions.join(', ')}`]),
    ...(actors === undefined ? [] : [`as ${actors.join(', ')}`]),
  ].join(' ');

/** What a new token may do, in lines. */
export const tokenLines = (info: TokenInfo): string[] => [
  safeLine(`Token ${info.name} (${info.id}): ${rights(info)}.`),
  info.expiresAt === undefined ? 'It is valid until it is revoked.' : `It is valid until ${time(info.expiresAt)} UTC.`,
];

export const tokenTable = (style: Style, tokens: readonly TokenInfo[]): string => {
  const header = ['Id', 'Name', 'State', 'May', 'Until', 'Last used'].map(
    (text): Cell => ({ text, paint: style.header, whole: text === 'Id' }),
  );
  const rows = tokens.map((token): Cell[] => [
    { text: token.id, whole: true },
    token.name,
    { text: token.state, paint: token.state === 'active' ? style.good : style.faint, whole: true },
    rights(token),
    time(token.expiresAt),
    time(token.usedAt),
  ]);
  return table(style, [header, ...rows], 0).join('\n');
};
