// The admin's side of a log behind a service: each method is a request, which needs a token of the role admin.
import { defined } from '../../../machines/defined.ts';
import type { Admin } from '../../admin/admin.ts';
import type { ForgottenReport } from '../../admin/verify-forgotten.ts';
import { isRepriseError } from '../../errors.ts';
import type { QuarantineEntry } from '../../log/admin-port.ts';
import { type CallInput, type Transport, thrown } from '../transport.ts';
import type { NamesOf } from '../types.ts';

/** Erasing or moving much takes as long as it needs. */
const LONG_MS = 3_600_000;
const BASE64 = 'base64';

interface Moved extends QuarantineEntry {
  readonly headers: string;
  readonly body: string;
}

export const remoteAdmin = (transport: Transport): Admin => {
  const ask = async <T>(name: NamesOf<'json'>, input: CallInput, isChange = false): Promise<T> => {
    try {
      return (await (await transport.ask(name, { deadlineMs: LONG_MS, ...input }, isChange)).json()) as T;
    } catch (error) {
      throw thrown(error);
    }
  };
  const verified = async (session: string): Promise<ForgottenReport> => {
    const { tombstone, ...report } = await ask<ForgottenReport>('session.verify-forgotten', { params: { session } });
    return { ...report, tombstone };
  };
  return {
    look: (session) => ask('repair.look', { params: { session } }),
    repair: (session, { by, note }) =>
      ask('repair.quarantine', { params: { session }, body: defined({ by, note }) }, true),
    async *quarantined(session) {
      const { entries } = await ask<{ entries: QuarantineEntry[] }>('quarantine.list', { query: { session } });
      yield* entries;
    },
    async quarantinedMessage({ sessionId: session, stream, sequence }) {
      try {
        const found = await ask<Moved>('quarantine.get', { params: { session, sequence }, query: { stream } });
        const { headers, body, ...entry } = found;
        return { ...entry, headers: Buffer.from(headers, BASE64), body: Buffer.from(body, BASE64) };
      } catch (error) {
        if (isRepriseError(error) && error.fields.problem === 'NOT_FOUND') return undefined;
        throw error;
      }
    },
    forget: (session, { reason, by, dryRun }) =>
      ask('session.forget', { params: { session }, body: { reason, by, ...defined({ dryRun }) } }, true),
    verifyForgotten: verified,
    tombstone: async (session) => (await verified(session)).tombstone,
  };
};
