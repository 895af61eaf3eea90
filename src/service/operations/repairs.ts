// Repair: what stands under a session and is no sound record, shown, moved aside, and read where it was moved. For an admin.
import { z } from 'zod';
import { defined } from '../../../machines/defined.ts';
import type { QuarantineEntry } from '../../log/admin-port.ts';
import { actorFor, withAdmin } from '../admin-side.ts';
import { RequestError } from '../problem.ts';
import type { FailureCode } from './operation.ts';
import { operation } from './operation.ts';
import { Actor, Head, wholeNumber } from './schemas.ts';

/** What another program may have published under: any token of a subject. */
const Name = z
  .string()
  .max(255)
  .regex(/^[^ \t\n\f\r\0.*>]+$/, 'a name under a subject of the log is one token: without spaces, dots, `*` and `>`');
const NameParams = z.object({ session: Name });

const Unsound = z.object({
  stream: z.string(),
  sequence: z.number().int(),
  bytes: z.number().int().describe('of its body'),
  begins: z.string().describe('its first bytes, printable'),
  kind: z.string().describe('`foreign`, `torn`, `data`, `copy`, or the kind of fault of its record'),
  why: z.string(),
  copyOf: z.number().int().describe('of a copy: the sequence of the sound message').optional(),
});
const look = {
  sessionId: z.string(),
  ok: z.boolean().describe('whether nothing is to be moved'),
  events: z.number().int().describe('of the sound record, which stay'),
  head: Head.describe('the end of the sound record'),
  unsound: z.array(Unsound),
};
const Look = z.object(look).meta({ id: 'RepairLook' });

const Entry = z
  .object({
    sessionId: z.string(),
    stream: z.string(),
    sequence: z.number().int(),
    storedAt: z.string(),
    movedAt: z.string(),
    movedBy: z.string(),
    authtype: z.string().describe('how who moved it was authenticated').optional(),
    authid: z.string().optional(),
    fault: z.string(),
    why: z.string(),
    note: z.string().optional(),
    headerBytes: z.number().int(),
    bodyBytes: z.number().int(),
    sha256: z.string().describe('of headers and body together'),
  })
  .describe('what is known of a message that was moved aside')
  .meta({ id: 'QuarantineEntry' });
const Repaired = z.object({
  ...look,
  moved: z.array(Entry),
  rewritten: z.number().int().describe('messages of the sound record that stand at new sequences, byte for byte'),
});
const Moved = Entry.extend({ headers: z.string().describe('base64'), body: z.string().describe('base64') });

const FAILURES: readonly FailureCode[] = ['SESSION_NOT_FOUND', 'RECORD_INVALID', 'BAD_SESSION_ID', 'NO_ADMIN_LOGIN'];
const BASE64 = 'base64';

export const REPAIR_OPERATIONS = [
  operation({
    kind: 'json',
    name: 'repair.look',
    role: 'admin',
    method: 'get',
    path: '/v1/sessions/{session}/repair',
    summary: 'What stands under a session and is no sound record. Nothing is changed.',
    description:
      'As `reprise repair SESSION --json` prints it. Repair and erasure need a token of the role admin, also where nothing ' +
      'else needs one. `session` may also be another name under which a program published.',
    params: NameParams,
    output: Look,
    failures: FAILURES,
    run: (service, { params: { session } }, { caller }) =>
      withAdmin(service, caller, async (admin) => {
        const found = await admin.look(session);
        return { ...found, unsound: found.unsound.map((one) => ({ ...one })) };
      }),
  }),
  operation({
    kind: 'json',
    name: 'repair.quarantine',
    role: 'admin',
    method: 'post',
    path: '/v1/sessions/{session}/repair',
    summary: 'Move what is no sound record of a session aside, into the quarantine. What is sound stays byte for byte.',
    description:
      'Who moved it is recorded with each message: `movedBy`, and as whom it was authenticated (`authtype`, `authid`).',
    params: NameParams,
    body: z.strictObject({
      by: Actor.max(200).describe('who moves it, as a name. Default: the name of the token').optional(),
      note: z.string().max(1_000).describe('a remark to keep with what is moved').optional(),
    }),
    output: Repaired,
    failures: [...FAILURES, 'CONFLICT'],
    run: (service, { params: { session }, body: { by, note } }, { caller }) =>
      withAdmin(service, caller, async (admin, auth) => {
        const repaired = await admin.repair(session, { by: actorFor(caller, by), auth, ...defined({ note }) });
        const { unsound, moved } = repaired;
        return {
          ...repaired,
          unsound: unsound.map((one) => ({ ...one })),
          moved: moved.map((one) => ({ ...one })),
        };
      }),
  }),
  operation({
    kind: 'json',
    name: 'quarantine.list',
    role: 'admin',
    method: 'get',
    path: '/v1/quarantine',
    summary: 'What was moved aside, of one session or of all.',
    query: z.strictObject({ session: Name.optional() }),
    output: z.object({ entries: z.array(Entry) }),
    failures: ['RECORD_INVALID', 'NO_ADMIN_LOGIN'],
    run: (service, { query: { session } }, { caller }) =>
      withAdmin(service, caller, async (admin) => {
        const entries: QuarantineEntry[] = [];
        for await (const entry of admin.quarantined(session)) entries.push({ ...entry });
        return { entries };
      }),
  }),
  operation({
    kind: 'json',
    name: 'quarantine.get',
    role: 'admin',
    method: 'get',
    path: '/v1/sessions/{session}/quarantine/{sequence}',
    summary: 'A message that was moved aside, with its bytes.',
    params: NameParams.extend({ sequence: wholeNumber(1, Number.MAX_SAFE_INTEGER) }),
    query: z.strictObject({
      stream: z.string().max(255).describe('of the log, where it stood. Default: the current one').optional(),
    }),
    output: Moved,
    failures: ['NOT_FOUND', 'RECORD_INVALID', 'NO_ADMIN_LOGIN'],
    run: (service, { params: { session, sequence }, query: { stream = service.log.stream } }, { caller }) =>
      withAdmin(service, caller, async (admin) => {
        const message = await admin.quarantinedMessage({ sessionId: session, stream, sequence });
        if (message === undefined)
          throw new RequestError(
            'NOT_FOUND',
            `Nothing of session ${session} was moved aside from ${stream} ${sequence}.`,
          );
        const { headers, body, ...entry } = message;
        return {
          ...entry,
          headers: Buffer.from(headers).toString(BASE64),
          body: Buffer.from(body).toString(BASE64),
        };
      }),
  }),
] as const;
