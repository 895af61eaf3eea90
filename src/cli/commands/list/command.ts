// The command line of `list`.
import type { Declare } from '../../declare.ts';
import { wholeNumber } from '../../whole-number.ts';

export const listCommand = ({ command }: Declare): void => {
  command(
    'list',
    {
      summary: 'List the sessions, the newest first.',
      examples: ['reprise list', 'reprise list --limit 1000 --json', 'reprise list --forgotten'],
      takesUrl: true,
    },
    async () => (await import('./list.ts')).list,
  )
    .option('--limit <n>', 'list at most this many', wholeNumber(1), 100)
    .option('--forgotten', 'list what was forgotten: when, by whom and why');
};
