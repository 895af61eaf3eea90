// The command line of `health`.
import type { Declare } from '../../declare.ts';

export const healthCommand = ({ command }: Declare): void => {
  command(
    'health',
    {
      summary: 'Ask the service that runs on the store whether it is ready, as a container does.',
      examples: ['reprise health', 'reprise health --json'],
    },
    async () => (await import('./health.ts')).health,
  );
};
