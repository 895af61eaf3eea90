// `up`, `status` and `down` with this command line's options.
import { defined } from '../../../../machines/defined.ts';
import type { CommonOptions } from '../../options.ts';
import type { Terminal } from '../../terminal.ts';
import { runDown, runStatus, runUp } from './server-commands.ts';

interface UpCommandOptions extends CommonOptions {
  readonly detach?: boolean;
  readonly cluster?: boolean;
  readonly port?: number;
}

export const up = (terminal: Terminal, { store, detach, cluster, port, json }: UpCommandOptions): Promise<number> =>
  runUp(
    {
      store,
      env: terminal.env,
      detach: detach === true,
      cluster: cluster === true,
      json: json === true,
      signal: terminal.stopSignal(),
      ...defined({ port }),
    },
    terminal,
  );

export const status = (terminal: Terminal, { store, json }: CommonOptions): Promise<number> =>
  runStatus({ store, env: terminal.env, json: json === true }, terminal);

export const down = (terminal: Terminal, { store, json }: CommonOptions): Promise<number> =>
  runDown({ store, env: terminal.env, json: json === true }, terminal);
