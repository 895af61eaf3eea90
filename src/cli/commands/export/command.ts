// The command line of `export`.
import { Option } from 'commander';
import { type Declare, SESSION } from '../../declare.ts';

export const exportCommand = ({ command }: Declare): void => {
  command(
    'export',
    {
      summary: 'Write a session as NDJSON, byte for byte as recorded, as one HTML file, or as its four files.',
      examples: [
        'reprise export latest > session.ndjson',
        'reprise export a7f3 -o session.ndjson',
        'reprise export a7f3 --format html -o session.html',
        'reprise export a7f3 --format session-files -o ./session',
      ],
      takesUrl: true,
    },
    async () => (await import('./export.ts')).exportSession,
  )
    .argument('[session]', SESSION)
    .option('-o, --output <path>', 'a file instead of standard output; for session files, the folder')
    .addOption(
      new Option('--format <format>', 'NDJSON (its head goes to standard error), one HTML file, or the four files')
        .choices(['ndjson', 'html', 'session-files'])
        .default('ndjson'),
    );
};
