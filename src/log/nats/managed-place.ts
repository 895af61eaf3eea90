// Where a log is, by what a program named: a url, else a store, else what the environment names.
import { defined } from '../../../machines/defined.ts';
import { RepriseError } from '../../errors.ts';
import type { ManagedLogOptions } from './open-managed.ts';

export interface PlaceOptions {
  readonly url?: string;
  readonly store?: string;
  readonly streams?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly deadlineMs?: number;
  readonly onProgress?: (sentence: string) => void;
}

/** @throws RepriseError USAGE for a url and a store */
export const managedPlace = (options: PlaceOptions): ManagedLogOptions => {
  const { url, store, streams, env = process.env, deadlineMs, onProgress } = options;
  if (url !== undefined && store !== undefined)
    throw new RepriseError('USAGE', 'A url and a store are both named.', {
      hint: 'A store is the folder of a server that is started here; a url is a server that runs.',
    });
  // A named store has its own server, whatever NATS_URL is.
  const { NATS_URL, ...rest } = env;
  const address = url ?? (store === undefined ? NATS_URL : undefined);
  return {
    store,
    env: address === undefined ? rest : { ...rest, NATS_URL: address },
    ...defined({ deadlineMs, onProgress, streams }),
  };
};
