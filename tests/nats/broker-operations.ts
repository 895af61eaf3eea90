// Operations on the broker, and who may do each: tried by tests as every role, on the managed server and on one of the user's
// own.
import { createInbox, type NatsConnection, PermissionViolationError } from '@nats-io/nats-core';
import { BROKER_ROLES } from '../../src/server/broker-roles.ts';

export const WHO = [...BROKER_ROLES.slice(0, 3), 'reader of s1', 'admin'] as const;
export type Who = (typeof WHO)[number];

export interface Operation {
  readonly what: string;
  readonly kind: 'publish' | 'subscribe';
  readonly subject: string | ((who: Who) => string);
  readonly body?: object | string;
  /** Who may. */
  readonly may: readonly Who[];
}

export const LIMITED = 'reader of s1';
export const ALL_READERS: readonly Who[] = ['writer', 'reader', LIMITED];
/** Who reads all sessions. */
const READING: readonly Who[] = ['service', 'writer', 'reader', 'admin'];
export const SERVICE: readonly Who[] = ['service', 'admin'];
/** The stream that an operation which would destroy it is tried on: the log, for all that may not. */
const target = (who: Who): string => (who === 'admin' ? 'THROWAWAY' : 'REPRISE');
const api = (what: string, subject: (stream: string) => string, may: readonly Who[], body?: object): Operation => ({
  ...{ what, kind: 'publish', subject: (who: Who) => `$JS.API.${subject(target(who))}`, may },
  ...(body !== undefined && { body }),
});
const subscribing = (what: string, subject: string, may: readonly Who[]): Operation => ({
  ...{ what, kind: 'subscribe', subject, may },
});
const publishing = (what: string, subject: string, may: readonly Who[], body: object | string = '{}'): Operation => ({
  ...{ what, kind: 'publish', subject, may, body },
});

const consumer = (more: object = {}) => ({
  ...{ stream_name: 'REPRISE', action: 'create' },
  config: { ack_policy: 'none', mem_storage: true, inactive_threshold: 1_000_000_000, ...more },
});

/** In the order in which the page has them. */
export const OPERATIONS: readonly Operation[] = [
  publishing('record: publish on `session.ID`', 'session.forged', SERVICE, 'forged\n'),
  publishing('record a large text: publish on `session-data.ID.HASH.N`', 'session-data.forged.hash.0', SERVICE, 'text'),
  publishing('forge a live message: publish on `live.session.ID`', 'live.session.s1', ['admin'], 'forged\n'),
  publishing('say that a session was forgotten: publish on `forgotten.ID`', 'forgotten.s1', ['admin'], 'forged\n'),
  publishing('write into the quarantine: publish on `quarantine.ID`', 'quarantine.s1', ['admin'], 'forged\n'),
  api('purge the log', (stream) => `STREAM.PURGE.${stream}`, ['admin']),
  api('purge one session', (stream) => `STREAM.PURGE.${stream}`, ['admin'], { filter: 'session.s1' }),
  api('delete a message', (stream) => `STREAM.MSG.DELETE.${stream}`, ['admin'], { seq: 1 }),
  api('change the settings of a stream', (stream) => `STREAM.UPDATE.${stream}`, ['admin'], { max_msgs: 1 }),
  api('delete a stream', (stream) => `STREAM.DELETE.${stream}`, ['admin']),
  api('create a stream', () => 'STREAM.CREATE.OTHER', SERVICE, { name: 'OTHER', subjects: ['other.>'] }),
  api('copy a stream (snapshot)', (stream) => `STREAM.SNAPSHOT.${stream}`, ['admin'], { deliver_subject: 'nowhere' }),
  api('restore a stream', () => 'STREAM.RESTORE.RESTORED', ['admin'], { config: { name: 'RESTORED' } }),
  api('names of the streams', () => 'STREAM.NAMES', SERVICE),
  api('state of a stream', (stream) => `STREAM.INFO.${stream}`, SERVICE),
  api('read a message', (stream) => `STREAM.MSG.GET.${stream}`, SERVICE, { seq: 1 }),
  api('read a message from any replica', (stream) => `DIRECT.GET.${stream}`, SERVICE, { seq: 1 }),
  api('read the last message of a subject', () => 'DIRECT.GET.REPRISE.session.s1', SERVICE),
  api('create a consumer of all sessions', () => 'CONSUMER.CREATE.REPRISE', SERVICE, consumer()),
  api('create a consumer of one session', () => 'CONSUMER.CREATE.REPRISE.spy.session.s1', SERVICE, {
    ...consumer({ name: 'spy', filter_subject: 'session.s1' }),
  }),
  api('create a consumer with a name, and any filter', () => 'CONSUMER.CREATE.REPRISE.spy2', SERVICE, {
    ...consumer({ name: 'spy2', filter_subject: 'session.s2' }),
  }),
  api('create a durable consumer (old subject)', () => 'CONSUMER.DURABLE.CREATE.REPRISE.spy3', ['admin'], {
    ...consumer({ durable_name: 'spy3' }),
  }),
  api("pull from another's consumer", () => 'CONSUMER.MSG.NEXT.REPRISE.of-service', SERVICE, { batch: 1 }),
  api("delete another's consumer", () => 'CONSUMER.DELETE.REPRISE.nobody', SERVICE),
  publishing('acknowledge for a consumer', '$JS.ACK.REPRISE.nobody.1.1.1.1.0', SERVICE, ''),
  api('state of JetStream', () => 'INFO', SERVICE),
  subscribing('subscribe to everything (`>`)', '>', []),
  subscribing('subscribe to what is recorded (`session.>`)', 'session.>', []),
  subscribing('subscribe to the requests of others (`$JS.>`)', '$JS.>', []),
  subscribing('subscribe to `$SYS.>`', '$SYS.>', []),
  publishing('ask the system account (`$SYS.REQ.SERVER.PING`)', '$SYS.REQ.SERVER.PING', ['admin']),
  publishing('what this login may do (`$SYS.REQ.USER.INFO`)', '$SYS.REQ.USER.INFO', SERVICE),
  subscribing("subscribe to every client's inbox (`_INBOX.>`)", '_INBOX.>', ['service']),
  ...BROKER_ROLES.map((role) =>
    subscribing(`receive the answers to ${role} (\`_INBOX_${role}.>\`)`, `_INBOX_${role}.>`, [role]),
  ),
  subscribing('receive the answers to a user with a name', '_INBOX_ann.>', [LIMITED]),
  subscribing('follow all sessions live (`live.session.>`)', 'live.session.>', [
    'service',
    'writer',
    'reader',
    'admin',
  ]),
  subscribing('follow session s1 live (`live.session.s1`)', 'live.session.s1', WHO),
  subscribing('follow session s2 live (`live.session.s2`)', 'live.session.s2', [
    ...(['service', 'writer', 'reader', 'admin'] as const),
  ]),
  subscribing('answer in place of a service (`reprise.>`)', 'reprise.>', ['service']),
  publishing('ask a service for a list (`reprise.read.session.list`)', 'reprise.read.session.list', READING),
  publishing('ask a service for session s1 (`reprise.read.session.get.s1`)', 'reprise.read.session.get.s1', WHO),
  publishing('ask a service for session s2 (`reprise.read.session.get.s2`)', 'reprise.read.session.get.s2', READING),
  publishing(
    'ask for a view of s2 (`reprise.read.session.view.plan.s2`)',
    'reprise.read.session.view.plan.s2',
    READING,
  ),
  publishing('send a command to a service (`reprise.write.>`)', 'reprise.write.session.send.s1', [
    ...(['service', 'writer', 'admin'] as const),
  ]),
  publishing('send a command as the user ann (`reprise.as.ann.>`)', 'reprise.as.ann.write.session.send.s1', SERVICE),
  publishing('ask a service to erase or repair (`reprise.admin.>`)', 'reprise.admin.session.forget.s1', ['admin']),
  publishing('record a token (`reprise-token.ID`)', 'reprise-token.forged', SERVICE, 'forged'),
  publishing('say that tokens changed (`reprise.tokens-changed`)', 'reprise.tokens-changed', SERVICE, ''),
  publishing('read a record of a token', '$JS.API.STREAM.MSG.GET.REPRISE_TOKENS', SERVICE, { last_by_subj: 'x.y' }),
  publishing('delete the tokens', '$JS.API.STREAM.PURGE.REPRISE_TOKENS', ['admin'], { filter: 'reprise-token.x' }),
  publishing('discover services (`$SRV.>`)', '$SRV.PING', WHO),
];

/** Whether the server lets a connection do it: a violation comes before the answer to the ping that follows. */
export const isAllowed = async (
  nc: NatsConnection,
  { kind, subject, body = {} }: Operation,
  who: Who,
  inboxPrefix: string | undefined,
): Promise<boolean> => {
  const at = typeof subject === 'string' ? subject : subject(who);
  let violation: PermissionViolationError | undefined;
  if (kind === 'subscribe') {
    const subscription = nc.subscribe(at, {
      callback: (error) => {
        if (error instanceof PermissionViolationError) violation = error;
      },
    });
    await nc.flush();
    if (violation === undefined) subscription.unsubscribe();
    return violation === undefined;
  }
  const status = nc.status();
  const seen = (async () => {
    for await (const one of status)
      if (one.type === 'error' && one.error instanceof PermissionViolationError && one.error.subject === at)
        violation = one.error;
  })();
  nc.publish(at, typeof body === 'string' ? body : JSON.stringify(body), {
    reply: createInbox(inboxPrefix),
  });
  await nc.flush();
  (status as AsyncIterable<unknown> & { stop?(): void }).stop?.();
  await Promise.race([seen, nc.flush()]);
  return violation === undefined;
};
