// The service: HTTP and NATS on a log, from its start to a drain that loses nothing.
import type { ServerResponse } from 'node:http';
import type { MiddlewareHandler } from 'hono';
import { defined } from '../../machines/defined.ts';
import { RepriseError } from '../errors.ts';
import type { Log } from '../log/port.ts';
import { packageVersion } from '../package-root.ts';
import type { SecretOptions } from '../secrets/secret-options.ts';
import { type AccessOptions, requireSafeAccess } from './auth/access.ts';
import { type CertificateFiles, readCertificate, watchCertificate } from './auth/certificate.ts';
import { gateOf } from './auth/gate.ts';
import { DEFAULT_LIMITS, Limits } from './auth/limits.ts';
import { wayBy } from './auth/proxies.ts';
import { Tickets } from './auth/tickets.ts';
import { lazyBook } from './auth/token-book.ts';
import { DEFAULT_PORT } from './config/settings.ts';
import { type AnswerMcp, httpApp } from './http/app.ts';
import { listen } from './http/listen.ts';
import { observeRequests } from './http/observe.ts';
import { type Logger, noLog } from './logs.ts';
import { createMetrics } from './metrics.ts';
import { startNatsService } from './nats/nats-service.ts';
import { openTokenStream, type TokenStreamOptions } from './nats/token-stream.ts';
import { type LogWatch, observedLog, observedSessions, watchLog } from './observed.ts';
import { RequestError } from './problem.ts';
import { type OpenAdmin, type Service, serviceOn } from './service.ts';

export interface ServeOptions {
  readonly log: Log;
  /** Default: nothing is written. */
  readonly logger?: Logger;
  readonly secrets?: SecretOptions;
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** 0 takes one that is free. Default: 4280, or one that is free where that is taken. */
  readonly port?: number;
  /** The server on which the same operations are answered over NATS, and that has the tokens. Default: none. */
  readonly nats?: TokenStreamOptions;
  /** Opens the admin's side of the log, for one repair or erasure. Default: the service does neither. */
  readonly openAdmin?: OpenAdmin;
  /** Who may use it, from where. */
  readonly access?: AccessOptions;
  /** What answers at `/mcp`. Default: nothing. */
  readonly mcp?: AnswerMcp;
}

export interface Running {
  readonly url: string;
  /** Reads the certificate again; undefined where there is none. */
  readonly reload?: () => void;
  /**
   * Ends it: streams close with their position, requests under way are answered, new ones get 503.
   * @param graceMs after so long what is still under way is cut off. Default 10,000
   */
  drain(graceMs?: number): Promise<void>;
}

const certificateFiles = ({ tlsCert, tlsKey }: AccessOptions): CertificateFiles | undefined =>
  tlsCert === undefined || tlsKey === undefined ? undefined : { cert: tlsCert, key: tlsKey };

/** Answered as long as the process lives. */
const WHILE_DRAINING = ['/healthz', '/readyz', '/metrics'];

/** Refuses what comes after the drain began, and lets no connection be used again. */
const refuseWhileDraining =
  (draining: AbortSignal): MiddlewareHandler =>
  (c, next) => {
    if (draining.aborted) {
      (c.env as { outgoing?: ServerResponse }).outgoing?.setHeader('connection', 'close');
      if (!WHILE_DRAINING.includes(c.req.path)) throw new RequestError('DRAINING', 'The service is going down.');
    }
    return next();
  };

/** Who asks whether it is ready does not wait for a log that is known to be away. */
const notReadyWithoutLog =
  ({ isUp }: LogWatch): MiddlewareHandler =>
  (c, next) => {
    if (c.req.path === '/readyz' && !isUp()) throw new RepriseError('LOG_UNREACHABLE', 'The log is not connected.');
    return next();
  };

/** @throws RepriseError SERVER_UNAVAILABLE for a port that is taken, USAGE for an address that cannot be listened on, or not so; BAD_INPUT for a certificate */
export const startService = async (options: ServeOptions): Promise<Running> => {
  const { logger = noLog(), secrets, host = '127.0.0.1', port, nats, openAdmin, access = {}, mcp } = options;
  requireSafeAccess(host, access);
  const certificate = certificateFiles(access);
  const tls = certificate && readCertificate(certificate);
  const metrics = createMetrics();
  const log = observedLog(options.log, metrics);
  const draining = new AbortController();
  const plain = serviceOn(log, { secrets, draining: draining.signal });
  const watch = watchLog(metrics, logger);
  const service: Service = {
    ...plain,
    ...defined({ openAdmin }),
    recorder: { ...plain.recorder, sessions: observedSessions(plain.recorder.sessions, metrics) },
  };
  const book = lazyBook(async () => {
    if (nats === undefined) throw new RequestError('UNAUTHENTICATED', 'This service knows no tokens.');
    return openTokenStream(nats);
  });
  const tickets = new Tickets();
  const gate = gateOf({
    ...{ book, tickets, required: access.tokens === 'required', wayOf: wayBy(access.behindProxy ?? []) },
    ...{ hosts: { bound: host, names: access.allowedHosts ?? [] }, origins: access.corsOrigins ?? [] },
    limits: new Limits({
      requestsPerSecond: access.requestRate ?? DEFAULT_LIMITS.requestsPerSecond,
      streams: access.maxStreams ?? DEFAULT_LIMITS.streams,
    }),
  });
  metrics.info.set({ version: packageVersion(), stream: log.stream, durability: log.durability }, 1);
  const onDefect = (err: unknown): void => logger.error({ err }, 'a defect of Reprise');
  const app = httpApp(
    { ...service, tickets },
    {
      ...{ onDefect, mcp },
      callerOf: gate.callerOf,
      before: [
        observeRequests(metrics, logger),
        gate.middleware,
        refuseWhileDraining(draining.signal),
        notReadyWithoutLog(watch),
      ],
      metrics: async () =>
        new Response(await metrics.registry.metrics(), { headers: { 'content-type': metrics.registry.contentType } }),
    },
  );
  try {
    if (access.tokens === 'required') await book.open();
    const requests = nats === undefined ? undefined : await startNatsService(service, { connection: nats, onDefect });
    const server = await listen({
      ...{ host, port: port ?? DEFAULT_PORT, orFree: port === undefined, tls },
      fetch: (request, env) => app.fetch(request, env),
    }).catch(async (error: unknown) => {
      await requests?.drain(0);
      throw error;
    });
    const watched =
      certificate &&
      watchCertificate(
        certificate,
        (pair) => {
          server.useCertificate(pair);
          logger.info({ cert: certificate.cert }, 'the certificate was read again');
        },
        (error) => logger.error({ cert: certificate.cert, why: (error as Error).message }, 'the old certificate stays'),
      );
    return {
      url: server.url,
      ...(watched !== undefined && { reload: watched.reload }),
      async drain(graceMs = 10_000) {
        metrics.draining.set(1);
        draining.abort();
        const [cutOff] = await Promise.all([server.close(graceMs), requests?.drain(graceMs)]);
        if (cutOff > 0) logger.warn({ requests: cutOff, graceMs }, 'requests were cut off');
        watched?.close();
        await book.close();
        watch.close();
      },
    };
  } catch (error) {
    await book.close();
    watch.close();
    throw error;
  }
};
