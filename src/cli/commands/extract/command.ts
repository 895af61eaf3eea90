// The command line of `extract`.
import { type Declare, SESSION } from '../../declare.ts';

export const extractCommand = ({ command }: Declare): void => {
  command(
    'extract',
    {
      summary: 'Show on one page what is needed to continue a session.',
      examples: ['reprise extract', 'reprise extract a7f3 --no-color'],
      takesUrl: true,
    },
    async () => (await import('./extract.ts')).extract,
  ).argument('[session]', SESSION);
};
