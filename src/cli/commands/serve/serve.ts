// `serve`: the log over HTTP until it is stopped; then it drains.
import { once } from 'node:events';
import { EXIT } from '../../../errors.ts';
import { readSettings, strayVariables } from '../../../service/config/read-settings.ts';
import { jsonLine } from '../../json-line.ts';
import { serverDurability } from '../../render/durability.ts';
import { flagsIn, type SettingOptions } from '../../setting-flags.ts';
import type { Terminal } from '../../terminal.ts';
import { logOf, serveLog } from './served.ts';

export const serve = async (terminal: Terminal, options: SettingOptions): Promise<number> => {
  const { env } = terminal;
  const settings = await readSettings({ flags: flagsIn(options), env, config: options.config });
  const log = logOf(settings, terminal);
  terminal.undoAtEnd(log.flush);
  for (const { variable, near } of strayVariables(env))
    log.logger.warn(`${variable} is no setting; did you mean ${near}?`);
  const served = await serveLog(log, {
    settings,
    store: options.store,
    note: (sentence) => log.logger.info(sentence),
  });
  // From here on it is to be ended well; a second signal ends it at once.
  // A service with a certificate reads it again on SIGHUP; any other ends, as every command does.
  const signal = terminal.stopSignal(served.reload);
  terminal.undoAtEnd(served.withdraw);
  const { url, server } = served;
  if (options.json) terminal.print(jsonLine({ url, log: server.url, store: server.store, pid: process.pid }));
  else {
    terminal.print(`Reprise serves ${server.store ?? server.url} at ${url}`);
    terminal.print(serverDurability(server));
    terminal.print('Ctrl-C stops it.');
  }
  if (!signal.aborted) await once(signal, 'abort');
  if (!options.json) terminal.print('Stopping: streams close with their position, requests under way are answered ...');
  await served.drain();
  return EXIT.ok;
};
