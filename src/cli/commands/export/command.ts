// The command line of `export`.
import { Option } from 'commander';
import { type Declare, SESSION } from '../../declare.ts';

export const exportCommand = ({ command }: Declare): void => {
  command(
    'export',
    {
      summary: 'Write a session as NDJSON, byte for byte as recorded, as one HTML file, its four files, or a trace.',
      examples: [
        'reprise export latest > session.ndjson',
        'reprise export a7f3 -o session.ndjson',
        'reprise export a7f3 --format html -o session.html',
        'reprise export a7f3 --format session-files -o ./session',
        'reprise export latest --format trace -o trace.json',
      ],
      takesUrl: true,
    },
    async () => (await import('./export.ts')).exportSession,
  )
    .argument('[session]', SESSION)
    .option('-o, --output <path>', 'a file instead of standard output; for session files, the folder')
    .addOption(
      new Option(
        '--format <format>',
        'NDJSON (its head goes to standard error), one HTML file, the four files, or a trace (Trace Event Format)',
      )
        .choices(['ndjson', 'html', 'session-files', 'trace'])
        .default('ndjson'),
    );
};
