// Erasure on request: a session goes from every place of the log, and a tombstone stays.
import { z } from 'zod';
import { defined } from '../../../machines/defined.ts';
import { actorFor, withAdmin } from '../admin-side.ts';
import { operation } from './operation.ts';
import { Actor, Flag, SessionParams } from './schemas.ts';

const Tombstone = z
  .object({
    id: z.string(),
    sessionId: z.string(),
    at: z.string(),
    by: z.string().describe('who erased it, as a name'),
    authtype: z.string().describe('how who erased it was authenticated').optional(),
    authid: z.string().optional(),
    reason: z.string(),
    head: z.object({ ordinal: z.number().int() }),
    events: z.number().int(),
    messages: z.number().int(),
    earlier: z.array(z.string()).describe('tombstones of sessions that had this id before'),
  })
  .meta({ id: 'Tombstone' });

const Forgotten = z.object({
  kind: z.enum(['forgotten', 'finished', 'already', 'would-forget']),
  sessionId: z.string(),
  tombstone: Tombstone,
  places: z.array(z.object({ place: z.string(), stream: z.string(), erased: z.number().int() })),
});

const Report = z.object({
  sessionId: z.string(),
  ok: z.boolean().describe('whether nothing is left, and the fence stands'),
  tombstone: Tombstone.optional(),
  fenced: z.boolean(),
  begunAgain: z.boolean(),
  places: z.array(z.object({ place: z.string(), stream: z.string(), found: z.number().int() })),
});

const tombstoneOf = ({ earlier, ...tombstone }: z.input<typeof Tombstone> | StoredTombstone) => ({
  ...tombstone,
  earlier: [...earlier],
});
type StoredTombstone = Omit<z.input<typeof Tombstone>, 'earlier'> & { readonly earlier: readonly string[] };

export const ERASURE_OPERATIONS = [
  operation({
    kind: 'json',
    name: 'session.forget',
    role: 'admin',
    method: 'post',
    path: '/v1/sessions/{session}/forget',
    summary: 'Erase a session in every place of the log; a tombstone stays.',
    description:
      'Repeated, it says what was done before, and finishes what was interrupted. The tombstone keeps who erased it (`by`, ' +
      'and as whom it was authenticated: `authtype`, `authid`), when and why.',
    params: SessionParams,
    body: z.strictObject({
      reason: z.string().max(1_000).describe('why; it stays, and whoever asks for the session reads it'),
      by: Actor.max(200).describe('who erases it, as a name. Default: the name of the token').optional(),
      dryRun: Flag.describe('only says what would be erased').optional(),
    }),
    output: Forgotten,
    failures: ['SESSION_NOT_FOUND', 'RECORD_INVALID', 'USAGE', 'CONFLICT', 'STORE_FULL', 'NO_ADMIN_LOGIN'],
    run: (service, { params: { session }, body: { reason, by, dryRun } }, { caller }) =>
      withAdmin(service, caller, async (admin, auth) => {
        const { secrets } = service.recorder;
        const who = { by: actorFor(caller, by), auth };
        const { tombstone, places, ...result } = await admin.forget(session, {
          ...{ reason, secrets, ...who },
          ...defined({ dryRun }),
        });
        return { ...result, tombstone: tombstoneOf(tombstone), places: places.map((place) => ({ ...place })) };
      }),
  }),
  operation({
    kind: 'json',
    name: 'session.verify-forgotten',
    role: 'admin',
    method: 'get',
    path: '/v1/sessions/{session}/forget',
    summary: 'Whether nothing is left of a session that was forgotten, place by place.',
    params: SessionParams,
    output: Report,
    failures: ['SESSION_NOT_FOUND', 'RECORD_INVALID', 'NO_ADMIN_LOGIN'],
    run: (service, { params: { session } }, { caller }) =>
      withAdmin(service, caller, async (admin) => {
        const { tombstone, places, ...report } = await admin.verifyForgotten(session);
        return {
          ...report,
          ...(tombstone !== undefined && { tombstone: tombstoneOf(tombstone) }),
          places: places.map((place) => ({ ...place })),
        };
      }),
  }),
  operation({
    kind: 'json',
    name: 'log.forgotten',
    role: 'reader',
    method: 'get',
    path: '/v1/log/forgotten',
    summary: 'The tombstones of the sessions that were forgotten, the oldest first.',
    output: z.object({ tombstones: z.array(Tombstone) }),
    failures: ['RECORD_INVALID'],
    async run({ log }) {
      return { tombstones: ((await log.forgotten?.()) ?? []).map(tombstoneOf) };
    },
  }),
] as const;
