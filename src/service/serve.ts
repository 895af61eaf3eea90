// The service: HTTP and NATS on a log, from its start to a drain that loses nothing.
import type { ServerResponse } from 'node:http';
import type { MiddlewareHandler } from 'hono';
import { RepriseError } from '../errors.ts';
import type { ConnectionOptions } from '../log/nats/connection.ts';
import type { Log } from '../log/port.ts';
import { packageVersion } from '../package-root.ts';
import type { SecretOptions } from '../secrets/secret-options.ts';
import { recorderOn } from '../session/write/recorder.ts';
import { DEFAULT_PORT } from './config/settings.ts';
import { httpApp } from './http/app.ts';
import { listen } from './http/listen.ts';
import { observeRequests } from './http/observe.ts';
import { type Logger, noLog } from './logs.ts';
import { createMetrics } from './metrics.ts';
import { startNatsService } from './nats/nats-service.ts';
import { type LogWatch, observedLog, observedSessions, watchLog } from './observed.ts';
import { RequestError } from './problem.ts';
import type { Service } from './service.ts';

export interface ServeOptions {
  readonly log: Log;
  /** Default: nothing is written. */
  readonly logger?: Logger;
  readonly secrets?: SecretOptions;
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** 0 takes one that is free. Default: 4280, or one that is free where that is taken. */
  readonly port?: number;
  /** The server on which the same operations are answered over NATS. Default: none. */
  readonly nats?: ConnectionOptions;
}

export interface Running {
  readonly url: string;
  /**
   * Ends it: streams close with their position, requests under way are answered, new ones get 503.
   * @param graceMs after so long what is still under way is cut off. Default 10,000
   */
  drain(graceMs?: number): Promise<void>;
}

/** Answered as long as the process lives. */
const WHILE_DRAINING = ['/healthz', '/readyz', '/metrics'];

/** Refuses what comes after the drain began, and lets no connection be used again. */
const refuseWhileDraining =
  (draining: AbortSignal): MiddlewareHandler =>
  async (c, next) => {
    if (draining.aborted) {
      (c.env as { outgoing?: ServerResponse }).outgoing?.setHeader('connection', 'close');
      if (!WHILE_DRAINING.includes(c.req.path)) throw new RequestError('DRAINING', 'The service is going down.');
    }
    await next();
  };

/** Who asks whether it is ready does not wait for a log that is known to be away. */
const notReadyWithoutLog =
  ({ isUp }: LogWatch): MiddlewareHandler =>
  async (c, next) => {
    if (c.req.path === '/readyz' && !isUp()) throw new RepriseError('LOG_UNREACHABLE', 'The log is not connected.');
    await next();
  };

/** @throws RepriseError SERVER_UNAVAILABLE for a port that is taken, USAGE for an address that cannot be listened on */
export const startService = async (options: ServeOptions): Promise<Running> => {
  const { logger = noLog(), secrets, host = '127.0.0.1', port, nats } = options;
  const metrics = createMetrics();
  const log = observedLog(options.log, metrics);
  const recorder = recorderOn(log, secrets);
  const draining = new AbortController();
  const watch = watchLog(metrics, logger);
  const service: Service = {
    log,
    recorder: { ...recorder, sessions: observedSessions(recorder.sessions, metrics) },
    draining: draining.signal,
  };
  metrics.info.set({ version: packageVersion(), stream: log.stream, durability: log.durability }, 1);
  const onDefect = (err: unknown): void => logger.error({ err }, 'a defect of Reprise');
  const app = httpApp(service, {
    onDefect,
    before: [observeRequests(metrics, logger), refuseWhileDraining(draining.signal), notReadyWithoutLog(watch)],
    metrics: async () =>
      new Response(await metrics.registry.metrics(), { headers: { 'content-type': metrics.registry.contentType } }),
  });
  try {
    const requests = nats === undefined ? undefined : await startNatsService(service, { connection: nats, onDefect });
    const server = await listen({
      ...{ host, port: port ?? DEFAULT_PORT, orFree: port === undefined },
      fetch: (request, env) => app.fetch(request, env),
    }).catch(async (error: unknown) => {
      await requests?.drain(0);
      throw error;
    });
    return {
      url: server.url,
      async drain(graceMs = 10_000) {
        metrics.draining.set(1);
        draining.abort();
        const [cutOff] = await Promise.all([server.close(graceMs), requests?.drain(graceMs)]);
        if (cutOff > 0) logger.warn({ requests: cutOff, graceMs }, 'requests were cut off');
        watch.close();
      },
    };
  } catch (error) {
    watch.close();
    throw error;
  }
};
