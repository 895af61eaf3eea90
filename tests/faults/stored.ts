// What the log holds, read as bytes by the plain client of NATS, and what `reprise verify` states about it.
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { expect } from 'vitest';
import { defined } from '../../machines/defined.ts';
import { cliProcess } from '../cli/run-cli.ts';
import type { Stored, StoredLine } from './oracle.ts';

/** How to reach the server, and how commands reach it. */
export interface Reach {
  readonly url: string;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** Undefined for a server of the user's own. */
  readonly store?: string | undefined;
}

const STREAM = 'REPRISE';
const READ_AT_ONCE = 500;

const linesIn = async (nc: NatsConnection): Promise<Stored> => {
  const stored = new Map<string, StoredLine[]>();
  const { state } = await (await jetstreamManager(nc)).streams.info(STREAM);
  if (state.messages === 0) return stored;
  const consumer = await jetstream(nc).consumers.get(STREAM, { filter_subjects: 'session.>' });
  for (let sequence = 0; sequence < state.last_seq; )
    for await (const message of await consumer.fetch({ max_messages: READ_AT_ONCE, expires: 2_000 })) {
      sequence = message.seq;
      const session = message.subject.slice('session.'.length);
      const lines = stored.get(session) ?? [];
      const bodyLines = message.string().split('\n').slice(0, -1);
      lines.push(...bodyLines.map((line) => ({ line, sequence })));
      stored.set(session, lines);
      if (sequence >= state.last_seq) break;
    }
  return stored;
};

export const readStored = async ({ url, user, password }: Reach): Promise<Stored> => {
  const nc = await connect({ servers: url, ...defined({ user, pass: password }) });
  try {
    return await linesIn(nc);
  } finally {
    await nc.close();
  }
};

/** `reprise verify`, as people run it. */
export const verifyClean = async (sessions: readonly string[], { url, store }: Reach): Promise<void> => {
  for (const session of sessions) {
    const where = store === undefined ? { env: { NATS_URL: url } } : {};
    const args = ['verify', session, '--json', ...(store === undefined ? [] : ['--store', store])];
    const { code, stdout, stderr } = await cliProcess(args, where);
    expect({ code, ok: (JSON.parse(stdout || 'null') as { ok?: boolean } | null)?.ok, stderr }).toEqual({
      code: 0,
      ok: true,
      stderr: '',
    });
  }
};
