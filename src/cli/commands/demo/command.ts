// The command line of `demo`.
import type { Declare } from '../../declare.ts';
import { addSettingFlags } from '../../setting-flags.ts';

export const demoCommand = ({ command }: Declare): void => {
  addSettingFlags(
    command(
      'demo',
      {
        summary: 'Record the examples in an empty log and show one; serve the log, and follow live sessions.',
        examples: ['reprise demo', 'reprise demo --once', 'reprise demo --port 0'],
        readsSettings: true,
      },
      async () => (await import('./demo.ts')).demo,
    ).option('--once', 'end after the replay; without a service'),
  );
};
