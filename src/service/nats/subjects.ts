// The subjects of the operations. What a user of the broker may call follows from the subject alone: the role comes first,
// the session, where the operation has one, last. A user with a name writes under it: `reprise.as.ann.write.…`.
import { OPERATIONS } from '../operations/all.ts';
import type { Operation } from '../operations/operation.ts';
import type { Role } from '../service.ts';

/** The first token of every subject of the service. */
export const PREFIX = 'reprise';

/** Before the name of a user. */
const AS = 'as';

const VERBS = { reader: 'read', writer: 'write', admin: 'admin' } as const satisfies Record<Role, string>;

export interface Endpoint {
  readonly operation: Operation;
  /** As micro services have it: `session-send`. */
  readonly name: string;
  /** What is listened on: `reprise.write.session.send.*`, without the last token where no session is named. */
  readonly subject: string;
  /** The same for users with a name: `reprise.as.*.write.session.send.*`. Undefined for what only reads, or is an admin's. */
  readonly namedSubject?: string;
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
  const called = [VERBS[operation.role], operation.name, ...ordered.map(() => '*')];
  return {
    operation,
    name: operation.name.replaceAll('.', '-'),
    subject: [PREFIX, ...called].join('.'),
    ...(operation.role === 'writer' && { namedSubject: [PREFIX, AS, '*', ...called].join('.') }),
    params: ordered,
  };
});

/** The subject that calls an operation. @param user a user with a name, which writes under it */
export const subjectFor = (
  { subject, namedSubject, params }: Endpoint,
  given: Readonly<Record<string, string>>,
  user?: string,
): string => {
  const isNamed = user !== undefined && namedSubject !== undefined;
  const values = [...(isNamed ? [user] : []), ...params.map((name) => given[name] ?? '')];
  let place = 0;
  return (isNamed ? namedSubject : subject).replaceAll('*', () => values[place++] ?? '');
};

/** The user that a subject names, as the broker let it through; undefined for the login of a role. */
export const userIn = (subject: string): string | undefined => {
  const [, as, user] = subject.split('.', 3);
  return as === AS ? user : undefined;
};
