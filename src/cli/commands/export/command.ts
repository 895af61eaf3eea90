// The command line of `export`.
import { Option } from 'commander';
import { type Declare, SESSION } from '../../declare.ts';

export const exportCommand = ({ command }: Declare): void => {
  command(
    'export',
    {
      summary: 'Write a session as NDJSON, byte for byte as recorded, as its four files, or as a trace for Perfetto.',
      examples: [
        'reprise export latest > session.ndjson',
        'reprise export a7f3 -o session.ndjson',
        'reprise export a7f3 --format session-files -o ./session',
        'reprise export latest --format trace -o trace.json',
      ],
    },
    async () => (await import('./export.ts')).exportSession,
  )
    .argument('[session]', SESSION)
    .option('-o, --output <path>', 'a file instead of standard output; for session files, the folder')
    .addOption(
      new Option(
        '--format <format>',
        'NDJSON (its head goes to standard error), the four files, or a trace (Trace Event Format)',
      )
        .choices(['ndjson', 'session-files', 'trace'])
        .default('ndjson'),
    );
};
