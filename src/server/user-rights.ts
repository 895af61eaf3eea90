// What a login may do on a server of the user's own, as the server itself reports it, and whether there is a way in without one.
import type { NatsConnection } from '@nats-io/nats-core';
import { defined } from '../../machines/defined.ts';
import { connectWithInbox } from './connect-with-inbox.ts';
import type { ServerInfo } from './server-info.ts';
import { allows, type SubjectPermission } from './subject-permission.ts';

const CONNECT_MS = 5_000;
const ANSWER_MS = 2_000;

/** What the role `service` does not need, each as the end of "may also". */
const NOT_NEEDED: readonly (readonly [what: string, kind: 'publish' | 'subscribe', subject: string])[] = [
  ['purge the log', 'publish', '$JS.API.STREAM.PURGE.REPRISE'],
  ['delete its stream', 'publish', '$JS.API.STREAM.DELETE.REPRISE'],
  ['delete a message', 'publish', '$JS.API.STREAM.MSG.DELETE.REPRISE'],
  ['change the settings of its stream', 'publish', '$JS.API.STREAM.UPDATE.REPRISE'],
  ['forge a tombstone', 'publish', 'forgotten.ID'],
  ['forge live messages', 'publish', 'live.session.ID'],
  ['read the answers to others', 'subscribe', '_INBOX_reader.ID'],
];

export interface UserRights {
  /** As the server knows it; undefined where it does not say. */
  readonly user?: string;
  /** What it may do that the role `service` does not need; undefined where the server does not report it. */
  readonly notNeeded?: readonly string[];
  /**
   * What a connection without a login may do: `refused`, or `record` where it may publish on `session.*`, or `connect`
   * where it may not, or that is not reported.
   */
  readonly withoutLogin: 'refused' | 'connect' | 'record';
}

interface UserInfo {
  readonly data?: {
    readonly user?: string;
    readonly permissions?: { readonly publish?: SubjectPermission; readonly subscribe?: SubjectPermission };
  };
}

/** Undefined where the server does not answer: this user may not ask, or it is an old one. */
const reported = async (nc: NatsConnection): Promise<UserInfo['data'] | undefined> => {
  try {
    return (await nc.request('$SYS.REQ.USER.INFO', '', { timeout: ANSWER_MS })).json<UserInfo>().data;
  } catch {
    return undefined;
  }
};

type Login = Pick<ServerInfo, 'url' | 'user' | 'password' | 'token' | 'inboxPrefix'>;

const connected = async <T>(login: Login, use: (nc: NatsConnection) => Promise<T>): Promise<T> => {
  const { url: servers, user, password: pass, token, inboxPrefix } = login;
  const { nc } = await connectWithInbox(inboxPrefix, user, {
    ...{ servers, name: 'reprise-rights', reconnect: false, timeout: CONNECT_MS },
    ...defined({ user, pass, token }),
  });
  try {
    return await use(nc);
  } finally {
    await nc.close();
  }
};

const withoutLogin = async (url: string): Promise<UserRights['withoutLogin']> => {
  try {
    const data = await connected({ url }, reported);
    return data !== undefined && allows(data.permissions?.publish ?? {}, 'session.ID') ? 'record' : 'connect';
  } catch {
    return 'refused';
  }
};

/** @throws what the client library throws when this login is not let in */
export const userRights = async (login: Login): Promise<UserRights> => {
  const data = await connected(login, reported);
  const { publish = {}, subscribe = {} } = data?.permissions ?? {};
  const notNeeded = NOT_NEEDED.filter(([, kind, subject]) => allows(kind === 'publish' ? publish : subscribe, subject));
  return {
    ...defined({ user: data?.user, notNeeded: data && notNeeded.map(([what]) => what) }),
    withoutLogin: await withoutLogin(login.url),
  };
};
