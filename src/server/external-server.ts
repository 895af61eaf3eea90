// The user's own server, named by `NATS_URL`: checked before it is used, never started or stopped.
import { defined } from '../../machines/defined.ts';
import { RepriseError } from '../errors.ts';
import { readGreeting } from './greeting.ts';
import type { ServerInfo } from './server-info.ts';
import { requireServerVersion } from './server-version.ts';

const DEFAULT_PORT = 4222;

interface Address {
  host: string;
  port: number;
  url: string;
  user?: string;
  password?: string;
  token?: string;
}

const badAddress = (): RepriseError =>
  new RepriseError('USAGE', 'NATS_URL is not a valid address; expected nats://user:password@host:port.', {
    hint: 'A `%` in a name or password is written %25, an `@` %40. Correct NATS_URL, or unset it: Reprise then starts its own server.',
  });

/**
 * Reads an address, `nats://user:password@host:port`. Only the host is required; a name without a password is a token. Of
 * several addresses, separated by commas, the first is used.
 * @throws RepriseError USAGE
 */
export const parseNatsUrl = (text: string): Address => {
  const first = text.split(',')[0]?.trim() ?? '';
  let url: URL;
  let user: string;
  let password: string;
  try {
    url = new URL(first.includes('://') ? first : `nats://${first}`);
    user = decodeURIComponent(url.username);
    password = decodeURIComponent(url.password);
  } catch {
    // Also for a `%` that begins no escape.
    throw badAddress();
  }
  if (url.protocol !== 'nats:' || url.hostname === '') throw badAddress();
  const port = url.port === '' ? DEFAULT_PORT : Number(url.port);
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port,
    url: `nats://${url.hostname}:${port}`,
    ...(user === '' ? {} : password === '' ? { token: user } : { user, password }),
  };
};

/**
 * The server at `NATS_URL`, when its version may be used.
 * @throws RepriseError USAGE, LOG_UNREACHABLE, SERVER_TOO_OLD
 */
export const externalServer = async (natsUrl: string): Promise<ServerInfo> => {
  const { host, port, url, ...login } = parseNatsUrl(natsUrl);
  const greeting = await readGreeting(host, port).catch((cause: Error) => {
    throw new RepriseError('LOG_UNREACHABLE', `The server at ${url} (NATS_URL) cannot be used: ${cause.message}.`, {
      hint: 'Start that server, correct NATS_URL, or unset it: Reprise then starts its own.',
      fields: { url },
      cause,
    });
  });
  const warning = requireServerVersion(greeting.version);
  return { url, ...login, version: greeting.version, lifetime: 'external', ...defined({ warning }) };
};
