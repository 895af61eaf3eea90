// What a service counts and measures, as Prometheus reads it (`/metrics`): a registry of its own for each service.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

const FAST_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const COUNTS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_000];

/** Names begin with `reprise_`; those of the process (memory, event loop lag) are prom-client's. */
export const createMetrics = () => {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Counter({ name: `reprise_${name}`, help, labelNames: [...labelNames], registers });
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Gauge({ name: `reprise_${name}`, help, labelNames: [...labelNames], registers });
  const histogram = <L extends string>(
    name: string,
    help: string,
    { labelNames = [], buckets = FAST_SECONDS }: { labelNames?: readonly L[]; buckets?: number[] } = {},
  ) => new Histogram({ name: `reprise_${name}`, help, labelNames: [...labelNames], buckets, registers });

  return {
    registry,
    requests: counter('http_requests_total', 'Requests that were answered, by route and status.', [
      'method',
      'route',
      'status',
    ] as const),
    requestSeconds: histogram('http_request_seconds', 'Until the answer began, by route.', {
      labelNames: ['method', 'route'] as const,
    }),
    streams: gauge('streams_open', 'Live streams (SSE) that are open.'),
    droppedReaders: counter('readers_dropped_total', 'Live streams that were ended because their reader was too slow.'),
    commands: counter('commands_total', 'Commands, by result.', ['result'] as const),
    refusals: counter('refusals_total', 'Commands that a rule refused, by its id.', ['rule'] as const),
    appends: counter('appends_total', 'Appends to the log, by result; a conflict is decided again.', [
      'result',
    ] as const),
    appendSeconds: histogram('append_seconds', 'From an append to its acknowledgement.'),
    appendEvents: histogram(
      'append_events',
      'Events of one append: commands of one session that waited go out together.',
      {
        buckets: COUNTS,
      },
    ),
    appendsWaiting: gauge('appends_waiting', 'Appends without an acknowledgement yet.'),
    batchCommits: histogram('batch_commits', 'Appends of different sessions that went out as one atomic batch.', {
      buckets: COUNTS,
    }),
    logUp: gauge('log_up', '1 while the log is connected, else 0.'),
    draining: gauge('draining', '1 while the service goes down, else 0.'),
    info: gauge('info', 'The version of the service, and the stream that it writes to.', [
      'version',
      'stream',
      'durability',
    ] as const),
  };
};

export type Metrics = ReturnType<typeof createMetrics>;
