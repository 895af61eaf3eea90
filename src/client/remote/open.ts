// A service as the library opens it: its log to read, and what is recorded into.
import { defined } from '../../../machines/defined.ts';
import { RepriseError } from '../../errors.ts';
import type { Recorder } from '../../session/write/recorder.ts';
import { type Fetch, Transport } from '../transport.ts';
import { remoteLog } from './log.ts';
import { type RemoteRecorderOptions, remoteRecorder } from './recorder.ts';

export interface OpenRemoteOptions extends RemoteRecorderOptions {
  readonly url: string;
  readonly token?: string | undefined;
  readonly deadlineMs?: number | undefined;
  readonly fetch?: Fetch | undefined;
  readonly store?: string | undefined;
  readonly streams?: readonly string[] | undefined;
  readonly queue?: object | undefined;
}

/** @throws RepriseError USAGE (an address, or an option that only a server takes), LOG_UNREACHABLE */
export const openRemote = async (
  options: OpenRemoteOptions,
): Promise<{ recorder: Recorder; close: () => Promise<void> }> => {
  const { url, token, deadlineMs, fetch, store, streams, queue } = options;
  for (const [name, value] of Object.entries({ store, streams, queue }))
    if (value !== undefined)
      throw new RepriseError('USAGE', `A service takes no \`${name}\`.`, {
        hint: 'It is set where the service is started. Leave it out here.',
        fields: { url, option: name },
      });
  const transport = new Transport({ url, ...defined({ token, deadlineMs, fetch }) });
  const log = await remoteLog(transport);
  const { secrets, cache } = options;
  return { recorder: remoteRecorder(transport, log, { secrets, cache }), close: () => log.close() };
};
