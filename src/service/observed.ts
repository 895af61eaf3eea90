// The log and the sessions of a service, counted on the way: whoever uses them, over HTTP or NATS, is in the metrics.
import { performance } from 'node:perf_hooks';
import { batchNews, connectionNews, droppedReaderNews } from '../log/news.ts';
import type { Log } from '../log/port.ts';
import type { Sessions } from '../session/write/sessions.ts';
import type { Logger } from './logs.ts';
import type { Metrics } from './metrics.ts';

/** The same log; each append is counted and timed. */
export const observedLog = (log: Log, metrics: Metrics): Log => {
  const append: Log['append'] = async (sessionId, commit, options) => {
    const began = performance.now();
    metrics.appendsWaiting.inc();
    metrics.appendEvents.observe(commit.lines.length);
    try {
      const result = await log.append(sessionId, commit, options);
      metrics.appends.inc({ result: result.kind });
      return result;
    } catch (error) {
      metrics.appends.inc({ result: 'failed' });
      throw error;
    } finally {
      metrics.appendsWaiting.dec();
      metrics.appendSeconds.observe((performance.now() - began) / 1_000);
    }
  };
  const bound = new Map<PropertyKey, unknown>([['append', append]]);
  // Whatever else a log has stays as it is, on the log itself.
  return new Proxy(log, {
    get(target, name) {
      if (bound.has(name)) return bound.get(name);
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      const method: unknown = value.bind(target);
      bound.set(name, method);
      return method;
    },
  });
};

/** The same sessions; each command is counted by its result. */
export const observedSessions = (sessions: Sessions, metrics: Metrics): Sessions => ({
  ...sessions,
  async send(sessionId, command, options) {
    try {
      const result = await sessions.send(sessionId, command, options);
      metrics.commands.inc({ result: result.kind });
      if (result.kind === 'refused') metrics.refusals.inc({ rule: result.rejection.rule });
      return result;
    } catch (error) {
      metrics.commands.inc({ result: 'failed' });
      throw error;
    }
  },
  async record(sessionId, commands, options) {
    try {
      const result = await sessions.record(sessionId, commands, options);
      const { recorded, repeated, refused } = result;
      metrics.commands.inc({ result: 'recorded' }, recorded > 0 ? 1 : 0);
      metrics.commands.inc({ result: 'repeated' }, repeated);
      if (refused !== undefined) {
        metrics.commands.inc({ result: 'refused' });
        metrics.refusals.inc({ rule: refused.rejection.rule });
      }
      return result;
    } catch (error) {
      metrics.commands.inc({ result: 'failed' });
      throw error;
    }
  },
});

export interface LogWatch {
  /** Whether every connection of the log is up. */
  isUp(): boolean;
  close(): void;
}

/** Whether the log is connected, in the metrics and the log of the service, and what went out as a batch. */
export const watchLog = (metrics: Metrics, logger: Logger): LogWatch => {
  const down = new Set<object>();
  metrics.logUp.set(1);
  const ends = [
    connectionNews.hear(({ connection, isUp, url, seen }) => {
      if (isUp === !down.has(connection)) return;
      if (isUp) {
        down.delete(connection);
        logger.info({ url }, 'the log is connected again');
      } else {
        down.add(connection);
        logger.warn({ url, seen }, 'the connection to the log is lost');
      }
      metrics.logUp.set(down.size === 0 ? 1 : 0);
    }),
    batchNews.hear(({ commits }) => metrics.batchCommits.observe(commits)),
    droppedReaderNews.hear(() => metrics.droppedReaders.inc()),
  ];
  return {
    isUp: () => down.size === 0,
    close: () => {
      for (const end of ends) end();
    },
  };
};
