// The command line of `up`, `status` and `down`.
import type { Declare } from '../../declare.ts';
import { wholeNumber } from '../../whole-number.ts';

export const serverCommands = ({ command }: Declare): void => {
  command(
    'up',
    {
      summary: 'Start the server and keep it running until Ctrl-C.',
      examples: ['reprise up', 'reprise up --detach --store ./log', 'reprise up --cluster --store ./three'],
    },
    async () => (await import('./server.ts')).up,
  )
    .option('--detach', 'leave it running until `reprise down`')
    .option('--cluster', 'three servers with replicated streams, to try what a cluster does')
    .option('--port <n>', 'the port (default: 4222, or a free one)', wholeNumber(0, 65_535));
  command(
    'status',
    { summary: 'Show whether a server runs, and where.', examples: ['reprise status', 'reprise status --json'] },
    async () => (await import('./server.ts')).status,
  );
  command(
    'down',
    { summary: 'Stop the server after it has written everything to disk.', examples: ['reprise down'] },
    async () => (await import('./server.ts')).down,
  );
};
