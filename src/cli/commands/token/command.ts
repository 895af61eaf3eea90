// The command lines of `token create`, `token list` and `token revoke`.
import { InvalidArgumentError, Option } from 'commander';
import { type Declare, repeated } from '../../declare.ts';

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 } as const;
const LONGEST_MS = 3650 * UNITS.d;

/** `90m`, `12h`, `7d`, `4w`, in milliseconds. */
const lifetime = (text: string): number => {
  const [, count = '', unit = ''] = /^(\d{1,6})([mhdw])$/.exec(text) ?? [];
  const ms = Number(count) * (UNITS[unit as keyof typeof UNITS] ?? Number.NaN);
  if (ms > 0 && ms <= LONGEST_MS) return ms;
  throw new InvalidArgumentError('It must be a time such as 90m, 12h, 7d or 4w, at most 3650d.');
};

export const tokenCommands = ({ group }: Declare): void => {
  const token = group('token', 'Create, list and revoke the tokens that the service takes.');
  token
    .command(
      'create',
      {
        summary: 'Create a token and print it once.',
        examples: [
          'reprise token create --role reader --expires 7d',
          'reprise token create --role writer --session reset-2 --actor agent --name ci',
          'reprise token create --role writer --actor person:alice -o alice.token',
        ],
      },
      async () => (await import('./token.ts')).createToken,
    )
    .addOption(
      new Option('--role <role>', 'what it may do').choices(['reader', 'writer', 'admin']).makeOptionMandatory(),
    )
    .option('--session <id>', 'the only session that it may see or write; may be repeated (default: all)', repeated)
    .option('--actor <name>', 'the only actor that it may name, with NAME:...; may be repeated', repeated)
    .option('--expires <time>', 'how long it is valid: 90m, 12h, 7d, 4w (default: until it is revoked)', lifetime)
    .option('--name <name>', 'its name in lists and events (default: role and id)')
    .option('-o, --output <file>', 'write it into a new file that only you can read, and do not print it');
  token.command(
    'list',
    {
      summary: 'List the tokens: what each may do, until when, when it was last used.',
      examples: ['reprise token list', 'reprise token list --json'],
    },
    async () => (await import('./token.ts')).listTokens,
  );
  token
    .command(
      'revoke',
      {
        summary: 'Revoke a token: it is refused at once, its streams end within seconds.',
        examples: ['reprise token revoke ci'],
      },
      async () => (await import('./token.ts')).revokeToken,
    )
    .argument('<token>', 'its name or its id');
};
