// From which address, and for whom, a service may listen: beyond this machine only with tokens and TLS.
import { RepriseError } from '../../errors.ts';
import { isLoopback } from './hosts.ts';
import { originFrom } from './origins.ts';

export interface AccessOptions {
  /** Whether a request needs a token. Default `optional`: on loopback nobody does. */
  readonly tokens?: 'optional' | 'required';
  /** Names by which the service is reached, beside loopback and the address that it listens on. */
  readonly allowedHosts?: readonly string[];
  /** Origins whose pages may use it, as a browser writes them: `https://board.example`. */
  readonly corsOrigins?: readonly string[];
  /** Files of its certificate (with those that signed it) and private key, PEM. */
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  /** Addresses and ranges of proxies that end TLS and whose `X-Forwarded-…` headers are believed. */
  readonly behindProxy?: readonly string[];
  /** Requests a second of one token. Default 500. */
  readonly requestRate?: number;
  /** Streams of one token at a time. Default 100. */
  readonly maxStreams?: number;
}

const usage = (sentence: string, hint: string, fields: Record<string, unknown> = {}): RepriseError =>
  new RepriseError('USAGE', sentence, { hint, fields });

/** @throws RepriseError USAGE: a sentence of what is missing */
export const requireSafeAccess = (host: string, options: AccessOptions): void => {
  const { tokens, corsOrigins = [], tlsCert, tlsKey, behindProxy = [] } = options;
  if ((tlsCert === undefined) !== (tlsKey === undefined))
    throw usage('TLS needs a certificate and its key.', 'Name both: --tls-cert FILE --tls-key FILE.');
  const wrong = corsOrigins.find((origin) => originFrom(origin) === undefined);
  if (wrong !== undefined)
    throw usage(
      `${JSON.stringify(wrong)} is not an origin.`,
      'Name origins one by one, as a browser writes them: --cors-origin https://board.example. There is no `*`.',
      { origin: wrong },
    );
  if (isLoopback(host)) return;
  const isTls = tlsCert !== undefined || behindProxy.length > 0;
  if (tokens === 'required' && isTls) return;
  const missing = [...(tokens === 'required' ? [] : ['tokens']), ...(isTls ? [] : ['TLS'])].join(' and ');
  throw usage(
    `Beyond this machine (${host}) the service is served with tokens and TLS only: ${missing} ${missing === 'TLS' ? 'is' : 'are'} missing.`,
    'Add --tokens required, and --tls-cert FILE --tls-key FILE or --behind-proxy ADDRESS; or leave --host out.',
    { host },
  );
};
