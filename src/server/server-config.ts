// The configuration that a managed server is started with: nats.conf, and the users that have a name. It is written anew at
// each start and at each change of the users, which the server then reads again.
import { readFileSync, realpathSync } from 'node:fs';
import { join, relative } from 'node:path';
import { inboxPrefixOf } from './broker-roles.ts';
import { type NatsUser, natsUsers } from './nats-users.ts';
import { writePrivateFile } from './private-file.ts';

/**
 * Whether a configuration file has the four roles. A copy that was made of an earlier version has two users only: it is
 * used as it is.
 */
export const hasRoles = (config: string): boolean => {
  try {
    return /\$REPRISE_READER_USER\b/.test(readFileSync(config, 'utf8'));
  } catch {
    // nats-server says what is wrong with the file.
    return false;
  }
};

/**
 * The requests of a role, by the first tokens of their subjects. What a user with a name sends has the name in its subject,
 * and nobody else may publish there: so a service knows who it was.
 */
const requestsOf = ({ role, user }: Pick<NatsUser, 'role' | 'user'>): readonly string[] =>
  role === 'reader' ? ['reprise.read'] : ['reprise.read', `reprise.as.${user}.write`];

/**
 * What nats.conf allows the roles, once more for a user with a name: its own inbox, and only the sessions that it may follow
 * and ask for. Their id is the last token of a live subject, and of a request about a session.
 */
export const permissionsOf = ({ role, sessions, user }: Pick<NatsUser, 'role' | 'sessions' | 'user'>) => {
  const inbox = `${inboxPrefixOf(user)}.>`;
  const allowed = (requests: readonly string[], live: readonly string[]) => ({
    publish: { allow: [...requests, '$SRV.>'] },
    subscribe: { allow: [...live, inbox] },
  });
  if (sessions === undefined) {
    return allowed(
      requestsOf({ role, user }).map((first) => `${first}.>`),
      ['live.>'],
    );
  }
  return allowed(
    requestsOf({ role, user }).flatMap((first) =>
      // A name of a view, for example, stands before the id.
      sessions.flatMap((id) => [`${first}.session.*.${id}`, `${first}.session.*.*.${id}`]),
    ),
    sessions.map((id) => `live.*.${id}`),
  );
};

const ROLE_USERS = [
  '{ user: $REPRISE_USER, password: $REPRISE_PASSWORD, permissions: $SERVICE }',
  '{ user: $REPRISE_WRITER_USER, password: $REPRISE_WRITER_PASSWORD, permissions: $WRITER }',
  '{ user: $REPRISE_READER_USER, password: $REPRISE_READER_PASSWORD, permissions: $READER }',
  '{ user: $REPRISE_ADMIN_USER, password: $REPRISE_ADMIN_PASSWORD, permissions: $ADMIN }',
];

/** The line that includes a file. nats-server takes its path from the folder of the one that includes it, an absolute one too. */
export const includeLine = (folder: string, config: string): string =>
  `include ${JSON.stringify(relative(realpathSync(folder), realpathSync(config)))}`;

/** The block of all users of a store: it replaces that of nats.conf, which has those of the roles. */
export const usersBlock = (store: string): string => {
  const named = natsUsers(store).users.map((one) =>
    JSON.stringify({ user: one.user, password: one.password, permissions: permissionsOf(one) }),
  );
  return `authorization {
  users: [
${[...ROLE_USERS, ...named].map((line) => `    ${line}`).join('\n')}
  ]
}
`;
};

/**
 * Writes the configuration of a store's single server.
 * @param config path of nats.conf, or of a copy
 * @returns the path of what to start the server with
 */
export const writeServerConfig = (store: string, config: string): string => {
  if (!hasRoles(config)) return config;
  const path = join(store, 'server.conf');
  const text = `# Written at each start of the server, and when its users change.\n${includeLine(store, config)}\n\n${usersBlock(store)}`;
  writePrivateFile(path, text);
  return path;
};
