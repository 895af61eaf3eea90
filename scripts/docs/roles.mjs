// The page of roles: each operation of the service, and who may use it. It is written from the table of operations; a test
// tries each as everyone over HTTP, and compares what it saw with the page.
import { join } from 'node:path';

const ROLES = ['reader', 'writer', 'admin'];
const ADDRESS = (operation) => `${operation.method.toUpperCase()} ${operation.path}`;

/** @param rows each operation with the roles that may use it */
export const roleTable = (rows) =>
  [
    '# Who may use which operation',
    '',
    'Written by `npm run docs` from the table of operations. `tests/service/auth/roles.test.ts` tries each of them over HTTP',
    'without a token, with a wrong, an expired and a revoked one, and as each role with and without a limit of sessions, and',
    'compares what it saw with this page: what is not allowed is answered with 401 or 403, gives away no text of a session',
    'and leaves the log as it was.',
    '',
    'Without a valid token none of them may be used where tokens are required. A token that is limited to sessions may use',
    'the same operations for these sessions: any other session is answered with 403, and is in no list and no stream.',
    '',
    '| operation | address | reader | writer | admin |',
    '| --- | --- | :-: | :-: | :-: |',
    ...rows.map(
      ({ operation, may }) =>
        `| \`${operation.name}\` | \`${ADDRESS(operation)}\` | ${ROLES.map((role) => (may.includes(role) ? 'yes' : '–')).join(' | ')} |`,
    ),
    '',
    'Anybody may ask `/healthz`, `/readyz`, `/openapi.json`, `/asyncapi.json` and `/schemas`: they say nothing of a session.',
    '',
  ].join('\n');

export const rolesPage = async (root) => {
  const { OPERATIONS } = await import(join(root, 'dist', 'src', 'service', 'operations', 'all.js'));
  return roleTable(OPERATIONS.map((operation) => ({ operation, may: ROLES.slice(ROLES.indexOf(operation.role)) })));
};
