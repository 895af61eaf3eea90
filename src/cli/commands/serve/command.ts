// The command line of `serve`.
import type { Declare } from '../../declare.ts';
import { addSettingFlags } from '../../setting-flags.ts';

export const serveCommand = ({ command }: Declare): void => {
  addSettingFlags(
    command(
      'serve',
      {
        summary: 'Serve the log over HTTP until Ctrl-C.',
        examples: ['reprise serve', 'reprise serve --port 0 --log-format json', 'reprise config'],
        readsSettings: true,
      },
      async () => (await import('./serve.ts')).serve,
    ),
  );
};
