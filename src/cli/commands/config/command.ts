// The command line of `config`.
import type { Declare } from '../../declare.ts';
import { addSettingFlags } from '../../setting-flags.ts';

export const configCommand = ({ command }: Declare): void => {
  addSettingFlags(
    command(
      'config',
      {
        summary: 'Print each setting of a service, and where its value comes from.',
        examples: ['reprise config', 'reprise config --port 5000 --json'],
        readsSettings: true,
      },
      async () => (await import('./config.ts')).config,
    ),
  );
};
