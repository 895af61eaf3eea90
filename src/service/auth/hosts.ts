// Which `Host` a request may name. A page of another site can make a browser resolve its own name to this machine (DNS
// rebinding): its requests name that host, and are refused.
import { isIP } from 'node:net';

/** The host without its port, in lower case: `[::1]:4280` is `::1`. */
export const hostOf = (authority: string): string => {
  const [, v6, name = ''] = /^(?:\[([^\]]*)\]|([^:]*))(?::\d{1,5})?$/.exec(authority.trim().toLowerCase()) ?? [];
  return (v6 ?? name).replace(/\.$/, '');
};

export const isLoopback = (host: string): boolean =>
  host === 'localhost' ||
  host.endsWith('.localhost') ||
  host === '::1' ||
  (isIP(host) === 4 && host.startsWith('127.')) ||
  /^::ffff:127\.\d+\.\d+\.\d+$/.test(host);

/** Listening there takes connections to any address of the machine. */
export const isEveryAddress = (host: string): boolean => host === '0.0.0.0' || host === '::' || host === '';

const withoutMapping = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/, '');

export interface AllowedHosts {
  /** The address that is listened on. */
  readonly bound: string;
  /** Names that people gave. */
  readonly names: readonly string[];
}

/**
 * Whether a request may name this host.
 * @param local the address that its connection came to; a request may name it where the service listens on all
 */
export const isAllowedHost = (
  authority: string | undefined,
  { bound, names }: AllowedHosts,
  local: string | undefined,
): boolean => {
  const host = authority === undefined ? '' : hostOf(authority);
  if (host === '') return false;
  if (isLoopback(host) || names.some((name) => hostOf(name) === host)) return true;
  if (!isEveryAddress(bound)) return host === hostOf(isIP(bound) === 6 ? `[${bound}]` : bound);
  return isIP(host) !== 0 && local !== undefined && withoutMapping(local) === withoutMapping(host);
};
