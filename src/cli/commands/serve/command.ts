// The command line of `serve`.
import { Option } from 'commander';
import type { Declare } from '../../declare.ts';
import { wholeNumber } from '../../whole-number.ts';

export const serveCommand = ({ command }: Declare): void => {
  command(
    'serve',
    {
      summary: 'Serve the log over HTTP until Ctrl-C.',
      examples: ['reprise serve', 'reprise serve --port 0'],
    },
    async () => (await import('./serve.ts')).serve,
  )
    .option('--port <port>', 'the port on loopback; 0 takes one that is free (default: 4280)', wholeNumber(0, 65_535))
    .addOption(
      new Option('--tokens <when>', 'whether a request needs a token')
        .choices(['optional', 'required'])
        .default('optional'),
    );
};
