// Messages that no append wrote, of every kind, for tests of what they do to others. Each is published under a session of its
// own (`alone`), and behind a sound first event (`after`).
import { randomBytes } from 'node:crypto';
import { headers, type MsgHdrs } from '@nats-io/nats-core';
import { CHAIN_START, encodeEvent, type UnchainedEvent } from '../../machines/events/envelope.ts';
import { history, sha256 } from '../history.ts';

export interface ForeignKind {
  readonly name: string;
  /** @param session the id under which it is published @param most bytes of a message */
  body(session: string, most: number): string | Uint8Array;
  readonly headers?: () => MsgHdrs;
}

/** The second event of a session that begins as `beginning`. */
const second = (session: string): string =>
  history(session).start().add('warning_issued', { message: 'second' }).lines[1] as string;

/** The line of the first event, for a session that the second one then continues. */
export const beginning = (session: string): string => `${history(session).start().lines[0]}\n`;

const withHeaders =
  (values: Readonly<Record<string, string>>, code?: number): (() => MsgHdrs) =>
  () => {
    const made = code === undefined ? headers() : headers(code, 'forged');
    for (const [name, value] of Object.entries(values)) made.append(name, value);
    return made;
  };

/** A line whose hash is right and whose ordinal is not. */
const misplaced = (session: string): string => {
  const { hash: _, ...event } = history(session).start().events[0] as object & { hash: string };
  return encodeEvent({ ...event, ordinal: 7 } as unknown as UnchainedEvent, CHAIN_START, sha256).line;
};

export const FOREIGN_KINDS: readonly ForeignKind[] = [
  { name: 'no-json', body: () => 'hello\n' },
  { name: 'no-line-feed', body: () => 'hello' },
  { name: 'empty', body: () => '' },
  { name: 'no-event', body: () => '{"json": true}\n' },
  { name: 'null', body: () => 'null\n' },
  { name: 'deep', body: () => `${'['.repeat(100_000)}${']'.repeat(100_000)}\n` },
  { name: 'forged-hash', body: (session) => `${second(session).replace(/[0-9a-f]{8}"\}$/, '00000000"}')}\n` },
  { name: 'changed', body: (session) => `${second(session).replace('"second"', '"changed"')}\n` },
  { name: 'ordinal', body: (session) => `${misplaced(session)}\n` },
  { name: 'other-session', body: () => beginning('good') },
  { name: 'torn', body: (session) => beginning(session).slice(0, -200) },
  { name: 'no-utf8', body: () => new Uint8Array([0xff, 0xfe, 0x0a]) },
  { name: 'obeyed', body: () => '\u001b[2J\u001b]0;title\u0007\r\n' },
  { name: 'large', body: (_, most) => randomBytes(most - 1_024) },
  { name: 'large-line', body: (_, most) => `"${'x'.repeat(most - 2_048)}"\n` },
  {
    name: 'headers-only',
    body: () => '',
    headers: withHeaders({ 'Nats-Sequence': '1', 'Nats-Subject': 'session.good' }),
  },
  { name: 'as-last', body: () => 'x\n', headers: withHeaders({ 'Nats-Sequence': '999999', 'Nats-Num-Pending': '0' }) },
  {
    name: 'as-fence',
    body: () => '{"reprise":"forgotten","tombstone":"forged-1"}',
    headers: withHeaders({ 'Reprise-Forgotten': '1' }),
  },
  { name: 'as-status', body: () => '', headers: withHeaders({ 'Nats-Pending-Messages': '9' }, 408) },
  { name: 'as-no-responders', body: () => '', headers: withHeaders({}, 503) },
];
