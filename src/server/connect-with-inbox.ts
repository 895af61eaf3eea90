// Connects with an inbox prefix under which this user may receive answers. On a server with roles each has a prefix of its own,
// and a server of the user's own does not tell which: it is found out by subscribing.
import { type ConnectionOptions, createInbox, type NatsConnection } from '@nats-io/nats-core';
import { connect } from '@nats-io/transport-node';
import { defined } from '../../machines/defined.ts';
import { BROKER_ROLES, inboxPrefixOf } from './broker-roles.ts';

export interface WithInbox {
  readonly nc: NatsConnection;
  /** Undefined: the client library's default, `_INBOX`. */
  readonly inboxPrefix: string | undefined;
}

/** Whether answers can be received there; one round trip. */
const mayReceive = async (nc: NatsConnection, prefix: string | undefined): Promise<boolean> => {
  let isAllowed = true;
  const subscription = nc.subscribe(createInbox(prefix), {
    callback: (error) => {
      if (error !== null) isAllowed = false;
    },
  });
  await nc.flush();
  if (isAllowed) subscription.unsubscribe();
  return isAllowed;
};

/**
 * @param known the prefix, where it is known: it is not tried. Else the default is used where it may be, and after it the
 *   one that is named after the user, and those of the roles: the user of a role may have another name
 * @throws what the client library throws
 */
export const connectWithInbox = async (
  known: string | undefined,
  user: string | undefined,
  options: ConnectionOptions,
): Promise<WithInbox> => {
  const nc = await connect({ ...options, ...defined({ inboxPrefix: known }) });
  if (known !== undefined || user === undefined) return { nc, inboxPrefix: known };
  try {
    if (await mayReceive(nc, undefined)) return { nc, inboxPrefix: undefined };
    for (const name of [user, ...BROKER_ROLES]) {
      const inboxPrefix = inboxPrefixOf(name);
      if (!(await mayReceive(nc, inboxPrefix))) continue;
      await nc.close();
      return { nc: await connect({ ...options, inboxPrefix }), inboxPrefix };
    }
    // Where none may be used, the first request says so.
    return { nc, inboxPrefix: undefined };
  } catch (error) {
    await nc.close();
    throw error;
  }
};
