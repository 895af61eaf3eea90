// The command line of `verify`.
import { Option } from 'commander';
import { type Declare, SESSION } from '../../declare.ts';

export const verifyCommand = ({ command }: Declare): void => {
  command(
    'verify',
    {
      summary: 'Check a record: ordinals, ids, hash chain, rules, and that an export replays to the same views.',
      examples: [
        'reprise verify latest',
        'reprise verify session.ndjson --head 63:2c26b46b...',
        'reprise verify latest --as enforce',
        'reprise verify --forgotten pay-1',
      ],
      takesUrl: true,
    },
    async () => (await import('./verify.ts')).verify,
  )
    .argument('[session]', SESSION)
    .option('--head <ordinal:hash>', 'the expected end of the record, as `export` printed it')
    .option('--forgotten', 'look in every place for what is left of a session that was forgotten (for an admin)')
    .addOption(new Option('--as <enforcement>', 'show what enforcing would have refused').choices(['enforce']));
};
