// The service that runs on the log of a command: found by the file beside the store, asked before it is used. One that is
// gone, or does not answer this user, is passed over at once: the log is there all the same.
import { existsSync } from 'node:fs';
import { defined } from '../../machines/defined.ts';
import { isRepriseError } from '../errors.ts';
import { STREAM_NAME, streamNames } from '../log/nats/stream-names.ts';
import { storeFolder } from '../server/places.ts';
import { serviceFile, serviceOf } from '../server/service-file.ts';
import type { LogOptions, UsedLog } from './used-log.ts';

/** A service that takes longer to say what its log is, is not worth the wait. */
const ASK_MS = 2_000;

/** Whether a service answered that this token may not. */
const isRefused = (error: unknown): boolean =>
  isRepriseError(error) && ['UNAUTHENTICATED', 'FORBIDDEN'].includes(String(error.fields.problem));

/** The log through its service; undefined where none is used. */
export const throughService = async (
  env: NodeJS.ProcessEnv,
  { store, service = true }: LogOptions,
): Promise<UsedLog | undefined> => {
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
  const [{ Transport }, { nodeFetch }, { remoteLog }] = await Promise.all([
    import('../client/transport.ts'),
    import('../client/remote/node-fetch.ts'),
    import('../client/remote/log.ts'),
  ]);
  const { REPRISE_TOKEN: token } = env;
  try {
    const transport = new Transport({ url: running.url, fetch: nodeFetch(), ...defined({ token }) });
    const log = await remoteLog(transport, { deadlineMs: 0, signal: AbortSignal.timeout(ASK_MS) });
    return {
      log,
      recorder: async (secrets) =>
        (await import('../client/remote/recorder.ts')).remoteRecorder(transport, log, { secrets }),
      close: () => log.close(),
    };
  } catch (error) {
    // Who gave a token wants to act by it: another way in would hide that it is wrong.
    if (token !== undefined && isRefused(error)) throw error;
    return undefined;
  }
};
