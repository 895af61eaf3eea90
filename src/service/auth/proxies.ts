// Who is at the other end of a connection: the client itself, or a proxy whose headers name it. Only a proxy that was named
// is believed; whoever else sends such headers is taken for what its connection says.
import { BlockList, isIP } from 'node:net';
import { RepriseError } from '../../errors.ts';
import { isLoopback } from './hosts.ts';

/** What a request came by. */
export interface Way {
  /** The address of the client. */
  readonly address: string;
  /** The host that it named. */
  readonly host: string | undefined;
  readonly isSecure: boolean;
  /** Whether it came by a proxy that is believed. */
  readonly isProxied: boolean;
}

export interface Connection {
  readonly address: string;
  readonly isTls: boolean;
}

export type WayOf = (connection: Connection, header: (name: string) => string | null) => Way;

const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/, '');

/** @throws RepriseError USAGE for what is no address and no range of them */
const listOf = (addresses: readonly string[]): BlockList => {
  const list = new BlockList();
  for (const text of addresses) {
    const [address = '', bits, more] = text.split('/');
    const kind = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    const most = kind === 'ipv6' ? 128 : 32;
    const isRange = bits !== undefined && /^\d{1,3}$/.test(bits) && Number(bits) <= most && more === undefined;
    if (isIP(address) === 0 || (bits !== undefined && !isRange))
      throw new RepriseError('USAGE', `${JSON.stringify(text)} is not an address of a proxy.`, {
        hint: 'Name the addresses or ranges from which it connects: --behind-proxy 10.0.0.7 or 10.0.0.0/24.',
        fields: { address: text },
      });
    if (bits === undefined) list.addAddress(address, kind);
    else list.addSubnet(address, Number(bits), kind);
  }
  return list;
};

const holds = (list: BlockList, address: string): boolean => {
  const kind = isIP(address);
  return kind !== 0 && list.check(address, kind === 6 ? 'ipv6' : 'ipv4');
};

/** The nearest address of the chain that is no proxy of ours: what stands before it, its sender may have made up. */
const clientOf = (proxies: BlockList, forwarded: string | null, nearest: string): string => {
  const chain = (forwarded ?? '').split(',').map((one) => plain(one.trim().replace(/^\[|\]$/g, '')));
  for (const address of chain.reverse()) {
    if (isIP(address) === 0) return nearest;
    if (!holds(proxies, address)) return address;
  }
  return nearest;
};

/** @param proxies addresses and ranges that are believed; none: nobody is. @throws RepriseError USAGE */
export const wayBy = (proxies: readonly string[]): WayOf => {
  const list = listOf(proxies);
  return (connection, header) => {
    const address = plain(connection.address);
    const host = header('host') ?? undefined;
    if (proxies.length === 0 || !holds(list, address))
      return { address, host, isSecure: connection.isTls, isProxied: false };
    return {
      address: clientOf(list, header('x-forwarded-for'), address),
      host: header('x-forwarded-host')?.split(',')[0]?.trim() ?? host,
      isSecure: header('x-forwarded-proto')?.split(',')[0]?.trim() === 'https',
      isProxied: true,
    };
  };
};

export const isLocal = (address: string): boolean => isLoopback(plain(address));
