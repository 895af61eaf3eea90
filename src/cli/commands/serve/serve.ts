// `serve`: the log over HTTP, on loopback, until it is stopped; then it drains.
import { once } from 'node:events';
import { defined } from '../../../../machines/defined.ts';
import { EXIT } from '../../../errors.ts';
import { secretsFrom } from '../../../secrets/secrets-file.ts';
import { startService } from '../../../service/serve.ts';
import { jsonLine } from '../../json-line.ts';
import { withLog } from '../../opened-log.ts';
import type { CommonOptions } from '../../options.ts';
import { serverDurability } from '../../render/durability.ts';
import type { Terminal } from '../../terminal.ts';

export interface ServeOptions extends CommonOptions {
  readonly port?: number;
}

export const serve = async (terminal: Terminal, options: ServeOptions): Promise<number> =>
  withLog(terminal, { store: options.store, lifetime: 'foreground' }, async ({ log, server }) => {
    const signal = terminal.stopSignal();
    const secrets = await secretsFrom(terminal.env);
    const running = await startService({ log, secrets, nats: server, ...defined({ port: options.port }) });
    if (options.json) terminal.print(jsonLine({ url: running.url, log: server.url, store: server.store }));
    else {
      terminal.print(`Reprise serves ${server.store ?? server.url} at ${running.url}`);
      terminal.print(serverDurability(server));
      terminal.print('Ctrl-C stops it.');
    }
    // Neither a promise nor a listener for a signal keeps a process alive; the listening server does.
    if (!signal.aborted) await once(signal, 'abort');
    terminal.note('Stopping: streams close with their position, requests under way are answered ...');
    await running.drain();
    return EXIT.ok;
  });
