// The health checks of who may do what on the broker. Of a server of the user's own only what this login is shown is known.
import type { ServerInfo } from '../../../server/server-info.ts';
import type { UserRights } from '../../../server/user-rights.ts';
import { counted } from '../../render/figures.ts';
import { fail, pass, type Result, warn } from './health-check.ts';
import type { Inspection } from './inspection.ts';

const GUIDE = 'docs/guides/who-may-do-what.md has the permissions to copy.';

const listed = (all: readonly string[]): string =>
  all.length < 2 ? all.join() : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;

const ofLogin = ({ user, notNeeded }: UserRights): Result => {
  const who = user === undefined || user === '' ? 'The login of NATS_URL' : `User ${user} of NATS_URL`;
  if (notNeeded === undefined)
    return warn(
      `What the login of NATS_URL may do is not known: the server does not report it.`,
      'Let it publish on $SYS.REQ.USER.INFO, where it is answered.',
    );
  return notNeeded.length === 0
    ? pass(`${who} may record, and neither erase nor change the log.`)
    : warn(`${who} may also ${listed(notNeeded)}.`, GUIDE);
};

const ofOthers = ({ withoutLogin }: UserRights): Result => {
  switch (withoutLogin) {
    case 'record':
      return fail('Whoever reaches the server may publish on session.* without a login, past every rule.', GUIDE);
    case 'connect':
      return warn('Whoever reaches the server is let in without a login; what that may do is not known.', GUIDE);
    case 'refused':
      return pass(
        'Nobody is let in without a login. Whether another login may publish on session.* is not shown to this one.',
      );
    default:
      return withoutLogin satisfies never;
  }
};

const ofManaged = ({ inboxPrefix }: ServerInfo, users: number): Result =>
  inboxPrefix === undefined
    ? warn(
        'The server runs without roles: with settings of an earlier version, or started by one.',
        '`reprise down` and `reprise up` start it anew; a copy that REPRISE_NATS_CONF names has to be made anew.',
      )
    : pass(
        `The roles service, writer, reader and admin have a login each${users === 0 ? '' : `, and so has ${counted(users, 'user')} with a name`}.`,
      );

export const roles = ({ server, rights, natsUsers }: Inspection): Result[] => {
  if (server === undefined) return [];
  if (server.lifetime !== 'external') return [ofManaged(server, natsUsers)];
  return rights === undefined ? [] : [ofLogin(rights), ofOthers(rights)];
};
