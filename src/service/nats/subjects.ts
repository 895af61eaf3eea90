// The subjects of the operations. What a user of the broker may call follows from the subject alone: the role comes first,
// the session, where the operation has one, last.
import { OPERATIONS } from '../operations/all.ts';
import type { Operation } from '../operations/operation.ts';
import type { Role } from '../service.ts';

/** The first token of every subject of the service. */
export const PREFIX = 'reprise';

const VERBS = { reader: 'read', writer: 'write', admin: 'admin' } as const satisfies Record<Role, string>;

export interface Endpoint {
  readonly operation: Operation;
  /** As micro services have it: `session-send`. */
  readonly name: string;
  /** What is listened on: `reprise.write.session.send.*`, without the last token where no session is named. */
  readonly subject: string;
  /** The names of the subject's last tokens. */
  readonly params: readonly string[];
}

const paramsOf = ({ path }: Operation): string[] => [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);

/**
 * An endpoint for each operation that answers once. A live stream has none: on NATS the events of a session are live on
 * `live.session.ID`, and a view or a history is read again.
 */
export const ENDPOINTS: readonly Endpoint[] = OPERATIONS.filter(({ kind }) => kind !== 'live').map((operation) => {
  const params = paramsOf(operation);
  // The session last: a permission for one session is `reprise.read.session.*.ID` and what has more tokens before it.
  const ordered = [...params.filter((name) => name !== 'session'), ...params.filter((name) => name === 'session')];
  return {
    operation,
    name: operation.name.replaceAll('.', '-'),
    subject: [PREFIX, VERBS[operation.role], operation.name, ...ordered.map(() => '*')].join('.'),
    params: ordered,
  };
});

/** The subject that calls an operation. */
export const subjectFor = ({ subject, params }: Endpoint, given: Readonly<Record<string, string>>): string => {
  const values = params.map((name) => given[name] ?? '');
  let place = 0;
  return subject.replaceAll('*', () => values[place++] ?? '');
};
