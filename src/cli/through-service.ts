// The service that a command goes through: one that `--url` names; else one that runs on the log, found by the file beside
// the store and asked before it is used. Of these one that is gone, or does not answer this user, is passed over at once: the
// log is there all the same.
import { existsSync } from 'node:fs';
import { defined } from '../../machines/defined.ts';
import type { Admin } from '../admin/admin.ts';
import type { CallInput, Transport } from '../client/transport.ts';
import { isRepriseError, RepriseError } from '../errors.ts';
import { STREAM_NAME, streamNames } from '../log/nats/stream-names.ts';
import { storeFolder } from '../server/places.ts';
import { serviceFile, serviceOf } from '../server/service-file.ts';
import type { LogOptions, UsedLog } from './used-log.ts';

/** A service that takes longer to say what its log is, is not worth the wait. */
const ASK_MS = 2_000;

/** Whether a service answered that this token may not. */
const isRefused = (error: unknown): boolean =>
  isRepriseError(error) && ['UNAUTHENTICATED', 'FORBIDDEN'].includes(String(error.fields.problem));

const usage = (sentence: string, hint: string): RepriseError => new RepriseError('USAGE', sentence, { hint });

/** @throws RepriseError USAGE for a log that is named in two ways */
const requireOneLog = ({ store, service }: LogOptions): void => {
  if (store !== undefined)
    throw usage('--url and --store name two logs.', '--url is that of a service, --store the folder of a log here.');
  if (service === false)
    throw usage('--url names a service, and --no-service says that none is used.', 'Leave one of them out.');
};

/** Requests to a service, as the command line sends them. */
const transportTo = async (url: string, { REPRISE_TOKEN: token }: NodeJS.ProcessEnv): Promise<Transport> => {
  const [{ Transport: Made }, { nodeFetch }] = await Promise.all([
    import('../client/transport.ts'),
    import('../client/remote/node-fetch.ts'),
  ]);
  return new Made({ url, fetch: nodeFetch(), ...defined({ token: token || undefined }) });
};

const usedThrough = async (transport: Transport, first?: CallInput): Promise<UsedLog> => {
  const log = await (await import('../client/remote/log.ts')).remoteLog(transport, first);
  return {
    log,
    recorder: async (secrets) =>
      (await import('../client/remote/recorder.ts')).remoteRecorder(transport, log, { secrets }),
    close: () => log.close(),
  };
};

/** The admin's side of the log through the service that `--url` names. @throws RepriseError USAGE */
export const adminThrough = async (
  env: NodeJS.ProcessEnv,
  { url, ...options }: LogOptions & { readonly url: string },
): Promise<Admin> => {
  requireOneLog(options);
  return (await import('../client/remote/admin.ts')).remoteAdmin(await transportTo(url, env));
};

/**
 * The log through its service; undefined where none is used.
 * @throws RepriseError USAGE, LOG_UNREACHABLE for a service that `--url` names
 */
export const throughService = async (
  env: NodeJS.ProcessEnv,
  { store, service = true, url }: LogOptions,
): Promise<UsedLog | undefined> => {
  if (url !== undefined) {
    requireOneLog({ store, service });
    return usedThrough(await transportTo(url, env));
  }
  const folder = storeFolder({ store, env });
  if (!service || env.REPRISE_NO_SERVICE || !existsSync(serviceFile(folder))) return undefined;
  const { NATS_URL, REPRISE_STREAMS } = env;
  // A named store has its own server, whatever NATS_URL is.
  const natsUrl =
    store === undefined && NATS_URL
      ? (await import('../server/external-server.ts')).readNatsUrl(NATS_URL).url
      : undefined;
  const streams = REPRISE_STREAMS === undefined ? [STREAM_NAME] : streamNames(env);
  const running = serviceOf(folder, { streams, ...defined({ natsUrl }) });
  if (running === undefined) return undefined;
  try {
    return await usedThrough(await transportTo(running.url, env), {
      deadlineMs: 0,
      signal: AbortSignal.timeout(ASK_MS),
    });
  } catch (error) {
    // Who gave a token wants to act by it: another way in would hide that it is wrong.
    if (env.REPRISE_TOKEN && isRefused(error)) throw error;
    return undefined;
  }
};
