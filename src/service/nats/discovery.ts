// What a micro service says of itself on `$SRV`: PING, INFO and STATS, in the shapes of NATS's service protocol (ADR-32).
// `@nats-io/services` has no version that goes with the client in use, so the protocol is spoken here.
import type { Endpoint } from './subjects.ts';

export const QUEUE = 'reprise';
export const SERVICE_NAME = 'reprise';

export interface Identity {
  /** Unique among the processes that serve. */
  readonly id: string;
  /** Of the package. */
  readonly version: string;
  /** ISO 8601, UTC. */
  readonly started: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** What is counted of an endpoint. Times are nanoseconds, as the protocol has them. */
export interface Counted {
  requests: number;
  errors: number;
  lastError: string;
  processingTime: number;
}

export const newCount = (): Counted => ({ requests: 0, errors: 0, lastError: '', processingTime: 0 });

const identity = ({ id, version, metadata }: Identity) => ({ name: SERVICE_NAME, id, version, metadata });

export const pingAnswer = (self: Identity) => ({ type: 'io.nats.micro.v1.ping_response', ...identity(self) });

export const infoAnswer = (self: Identity, endpoints: readonly Endpoint[]) => ({
  type: 'io.nats.micro.v1.info_response',
  ...identity(self),
  description: 'Sessions of work: commands, events and views',
  endpoints: endpoints.map(({ name, subject, namedSubject, params, operation }) => ({
    name,
    subject,
    queue_group: QUEUE,
    metadata: {
      summary: operation.summary,
      role: operation.role,
      ...(namedSubject !== undefined && { 'subject of a user with a name': namedSubject }),
      ...(params.length > 0 && { tokens: params.join(',') }),
      answer: operation.kind === 'lines' ? 'messages, an empty one at the end' : 'one message',
    },
  })),
});

export const statsAnswer = (
  self: Identity,
  endpoints: readonly Endpoint[],
  countOf: (endpoint: Endpoint) => Counted,
) => ({
  type: 'io.nats.micro.v1.stats_response',
  ...identity(self),
  started: self.started,
  endpoints: endpoints.map((endpoint) => {
    const { requests, errors, lastError, processingTime } = countOf(endpoint);
    return {
      name: endpoint.name,
      subject: endpoint.subject,
      queue_group: QUEUE,
      num_requests: requests,
      num_errors: errors,
      last_error: lastError,
      processing_time: Math.round(processingTime),
      average_processing_time: requests === 0 ? 0 : Math.round(processingTime / requests),
    };
  }),
});
