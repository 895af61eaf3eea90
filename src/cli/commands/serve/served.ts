// A service on an open log, for the commands that serve: started as the settings say, named in `service.json`, ended by a
// drain.
import { performance } from 'node:perf_hooks';
import { defined } from '../../../../machines/defined.ts';
import { openAdmin } from '../../../admin/open-admin.ts';
import { streamNames } from '../../../log/nats/stream-names.ts';
import { secretsFrom } from '../../../secrets/secrets-file.ts';
import { readNatsUrl } from '../../../server/external-server.ts';
import { storeFolder } from '../../../server/places.ts';
import { announceService } from '../../../server/service-file.ts';
import type { AccessOptions } from '../../../service/auth/access.ts';
import type { ReadSettings } from '../../../service/config/read-settings.ts';
import { type ServiceLog, serviceLog } from '../../../service/logs.ts';
import { type Running, startService } from '../../../service/serve.ts';
import { type OpenedLog, openLog } from '../../opened-log.ts';
import { type Terminal, wantsColour } from '../../terminal.ts';

export interface Served extends OpenedLog {
  readonly url: string;
  /** Takes its name out of `service.json`; a second call does nothing. */
  withdraw(): void;
  /** Ends it: streams close with their position, commands under way are answered; then the log is closed. */
  drain(): Promise<void>;
  /** Reads the certificate again; undefined where the service has none. */
  readonly reload?: () => void;
}

const accessOf = ({ values }: ReadSettings): AccessOptions => {
  const { tokens, tlsCert, tlsKey, behindProxy, allowedHost, corsOrigin, requestRate, maxStreams } = values;
  return {
    ...{ tokens, requestRate, maxStreams },
    ...defined({ tlsCert, tlsKey, behindProxy, allowedHosts: allowedHost, corsOrigins: corsOrigin }),
  };
};

/** The log of the service as the settings have it. */
export const logOf = ({ values }: ReadSettings, { env }: Pick<Terminal, 'env'>): ServiceLog => {
  const { logLevel, logFormat } = values;
  const pretty = logFormat === 'pretty' || (logFormat === 'auto' && process.stderr.isTTY === true);
  return serviceLog({ level: logLevel, pretty, colour: wantsColour({}, env, process.stderr) });
};

export interface ServeSources {
  readonly settings: ReadSettings;
  /** `--store`: its server is used, whatever NATS_URL is. */
  readonly store?: string | undefined;
  /** Takes a sentence for each thing that takes time. */
  readonly note: (line: string) => void;
}

/**
 * Opens the log and serves it.
 * @throws RepriseError as `openLog`; SERVER_UNAVAILABLE (a port that is taken), USAGE (an address, a secret pattern)
 */
export const serveLog = async (log: ServiceLog, { settings, store, note }: ServeSources): Promise<Served> => {
  const { values, origins, env } = settings;
  const { logger } = log;
  const opened = await openLog({ env, note }, { store, deadlineMs: values.deadlineSeconds * 1_000 });
  let running: Running;
  let withdraw: () => void;
  try {
    running = await startService({
      ...{ log: opened.log, nats: opened.server, logger, secrets: await secretsFrom(env), host: values.host },
      access: accessOf(settings),
      openAdmin: () => openAdmin({ env, deadlineMs: values.deadlineSeconds * 1_000, ...defined({ store }) }),
      mcp: async (...asked) => (await import('../../../agents/mcp/answer-http.ts')).answerMcp(...asked),
      ...defined({ port: origins.port.kind === 'default' ? undefined : values.port }),
    });
    const natsUrl = store === undefined && env.NATS_URL ? readNatsUrl(env.NATS_URL).url : undefined;
    const place = opened.server.store ?? storeFolder({ env });
    withdraw = announceService(place, { url: running.url, streams: streamNames(env), ...defined({ natsUrl }) });
  } catch (error) {
    await opened.close();
    throw error;
  }
  logger.info({ url: running.url, log: opened.server.url, store: opened.server.store }, 'serving');
  return {
    ...opened,
    url: running.url,
    ...defined({ reload: running.reload }),
    withdraw,
    async drain() {
      const began = performance.now();
      logger.info('draining');
      withdraw();
      await running.drain(values.drainSeconds * 1_000);
      await opened.close();
      logger.info({ ms: Math.round(performance.now() - began) }, 'ended');
      log.flush();
    },
  };
};
