// Whether a server stores what is published to the log: a message that no session sees, purged again. After a full disk
// nats-server answers everything but a write of the stream whose write failed, until it is started again (seen with 2.15.1).
import { setTimeout as delay } from 'node:timers/promises';
import { type NatsConnection, NoRespondersError, RequestError, TimeoutError } from '@nats-io/nats-core';
import { connect } from '@nats-io/transport-node';
import { defined } from '../../machines/defined.ts';
import { adminLogin } from './broker-roles.ts';
import type { ServerInfo } from './server-info.ts';

/** The last token of its subject. It is no valid session id: the log leaves it out wherever it lists or follows sessions. */
export const WRITE_CHECK_ID = '$write-check';

const CONNECT_MS = 5_000;
const ANSWER_MS = 3_000;

/** The part of a stream's description that is read. */
interface StreamInfo {
  readonly config: { readonly subjects?: readonly string[] };
}

/** `stuck`: the server answers, but does not acknowledge a write. */
export type WriteCheck =
  | { readonly kind: 'written' }
  | { readonly kind: 'no-log' }
  | { readonly kind: 'stuck' | 'failed'; readonly reason: string };

const failed = (error: unknown): WriteCheck => ({
  kind: 'failed',
  reason: error instanceof Error ? error.message : String(error),
});

/** Tries a write on one subject. @throws what the client library throws, but for a write that is not answered */
const writeOn = async (nc: NatsConnection, subject: string): Promise<WriteCheck> => {
  try {
    const ack = (await nc.request(subject, 'check\n', { timeout: ANSWER_MS })).json<{
      stream?: string;
      error?: { description: string };
    }>();
    if (ack.error !== undefined) return { kind: 'failed', reason: ack.error.description };
    // One that cannot be purged now goes with the next one.
    const purge = JSON.stringify({ filter: subject });
    await nc.request(`$JS.API.STREAM.PURGE.${ack.stream}`, purge, { timeout: ANSWER_MS }).catch(() => undefined);
    return { kind: 'written' };
  } catch (error) {
    if (error instanceof NoRespondersError || (error instanceof RequestError && error.isNoResponders()))
      return { kind: 'no-log' };
    if (!(error instanceof TimeoutError)) throw error;
    const isAnswered = await Promise.race([
      nc.flush().then(
        () => true,
        () => false,
      ),
      delay(ANSWER_MS, false),
    ]);
    return isAnswered
      ? { kind: 'stuck', reason: 'the server answers, but does not acknowledge a write' }
      : { kind: 'failed', reason: 'the server does not answer' };
  }
};

/** The subjects of this check, one in each stream of the log; that of stream REPRISE first, also where there is none. */
const subjectsOf = async (nc: NatsConnection): Promise<string[]> => {
  const reply = await nc.request('$JS.API.STREAM.LIST', '', { timeout: ANSWER_MS }).catch(() => undefined);
  const { streams } = reply?.json<{ streams?: readonly StreamInfo[] | null }>() ?? {};
  const roots = (streams ?? []).flatMap(
    ({ config }) => /^(session[^.]*)\.\*$/.exec(config.subjects?.[0] ?? '')?.[1] ?? [],
  );
  return [...new Set(['session', ...roots])].map((root) => `${root}.${WRITE_CHECK_ID}`);
};

/**
 * Tries a write on each stream of the log, with the admin's login, which may purge it.
 * @returns the first that was not written; undefined where the login is not known: an external server
 */
export const checkWrite = async (info: ServerInfo): Promise<WriteCheck | undefined> => {
  const admin = adminLogin(info);
  if (admin === undefined) return undefined;
  const { url: servers, user, password: pass, inboxPrefix } = admin;
  const login = { servers, user, pass, ...defined({ inboxPrefix }) };
  const nc = await connect({ ...login, name: 'reprise-check', reconnect: false, timeout: CONNECT_MS }).catch(failed);
  if ('kind' in nc) return nc;
  try {
    let result: WriteCheck = { kind: 'no-log' };
    for (const subject of await subjectsOf(nc)) {
      const one = await writeOn(nc, subject);
      if (one.kind === 'stuck' || one.kind === 'failed') return one;
      if (one.kind === 'written') result = one;
    }
    return result;
  } catch (error) {
    return failed(error);
  } finally {
    await nc.close();
  }
};
