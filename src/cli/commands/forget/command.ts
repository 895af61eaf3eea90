// The command line of `forget`.
import type { Declare } from '../../declare.ts';

export const forgetCommand = ({ command }: Declare): void => {
  command(
    'forget',
    {
      summary: 'Erase a session in every place of the log; a tombstone stays. For an admin.',
      examples: [
        'reprise forget a7f3c8e2-9b1d-4f6a-8e2c-1d5a9f8b3c7e --reason "the customer asked for it"',
        'reprise forget pay-1 --reason test --dry-run',
        'reprise verify --forgotten pay-1',
        'reprise list --forgotten',
      ],
      takesUrl: true,
    },
    async () => (await import('./forget.ts')).forget,
  )
    .argument('<session>', 'the whole id')
    .requiredOption('--reason <text>', 'why; it stays, and whoever asks for the session reads it')
    .option('--by <name>', 'who erases it (default: $USER)')
    .option('--dry-run', 'only show what would be erased');
};
