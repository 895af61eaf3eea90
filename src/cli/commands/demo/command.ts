// The command line of `demo`.
import type { Declare } from '../../declare.ts';

export const demoCommand = ({ command }: Declare): void => {
  command(
    'demo',
    {
      summary: 'Record the example session, replay it, show its views, then follow live sessions.',
      examples: ['reprise demo', 'reprise demo --once'],
    },
    async () => (await import('./demo.ts')).demo,
  ).option('--once', 'end after the replay');
};
