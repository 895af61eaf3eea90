// The record of a session: byte for byte as it was written, and whether it is complete and within the rules.
import { z } from 'zod';
import { defined } from '../../../machines/defined.ts';
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { headFrom, headText } from '../../session/record/head-text.ts';
import { checkedEvent, recordCheck } from '../../session/record/record-check.ts';
import type { Source } from '../../session/record/source.ts';
import { verify } from '../../session/record/verify.ts';
import { operation } from './operation.ts';
import { Event, Head, SessionParams } from './schemas.ts';
import { sourceOfSession } from './views.ts';

const FileDocument = z.record(z.string(), z.unknown());
/** The four files of a session, by their kinds. */
export const SessionFiles = z.object({
  planning: FileDocument,
  todo: FileDocument,
  workbook: FileDocument,
  events: FileDocument,
});

/** The lines up to an ordinal, checked on the way. */
async function* linesUntil(source: Source, ordinal: number): AsyncGenerator<string, void> {
  const record = recordCheck(source.sessionId);
  for await (const line of source.lines()) {
    const event = checkedEvent(record, line, source.name);
    yield `${line.text}\n`;
    if (event.ordinal >= ordinal) return;
  }
}

const Report = z
  .looseObject({
    sessionId: z.string(),
    ok: z.boolean(),
    events: z.number().int().describe('that are sound: all, or those before the fault'),
    head: Head,
    fault: z.looseObject({ kind: z.string(), ordinal: z.number().int() }).optional(),
    rules: z.array(
      z.looseObject({
        rule: z.string(),
        today: z.array(z.number().int()),
        recorded: z.array(z.number().int()),
      }),
    ),
  })
  .describe('as `reprise verify --json` prints it')
  .meta({ id: 'VerifyReport' });

export const RECORD_OPERATIONS = [
  operation({
    kind: 'lines',
    name: 'session.export',
    role: 'reader',
    method: 'get',
    path: '/v1/sessions/{session}/export',
    summary: 'Export a session: its record byte for byte, or as its four files.',
    description:
      'NDJSON, an event on each line, as it was recorded. `Reprise-Head` holds the head: with it `reprise verify --head` ' +
      'finds a loss of the newest events. Where the record has a fault further on, the answer is cut off there. With ' +
      '`Accept: application/json` the four session files as one document.',
    headers: { 'reprise-head': 'The ordinal and the hash of the last event, `47:<64 hex digits>`.' },
    params: SessionParams,
    output: Event,
    failures: ['SESSION_NOT_FOUND', 'RECORD_INVALID'],
    async run(service, { params: { session } }, { caller }) {
      const source = await sourceOfSession(service, session, caller);
      const last = (await service.log.last(session))?.lines.at(-1) ?? '';
      const { ordinal, hash } = JSON.parse(last) as RecordedEvent;
      return { headers: { 'reprise-head': headText({ ordinal, hash }) }, lines: linesUntil(source, ordinal) };
    },
    also: {
      kind: 'json',
      output: SessionFiles,
      async run(service, { params: { session } }, { caller }) {
        const source = await sourceOfSession(service, session, caller);
        const { sessionAsFiles } = await import('../../formats/session-files/session-as-files.ts');
        const events: RecordedEvent[] = [];
        for await (const { event } of source.events()) events.push(event);
        return sessionAsFiles(session, events);
      },
    },
  }),
  operation({
    kind: 'json',
    name: 'session.verify',
    role: 'reader',
    method: 'get',
    path: '/v1/sessions/{session}/verify',
    summary: 'Verify a session: whether its record is complete, unchanged and within the rules.',
    description: 'What is wrong is in the report, not a problem: `ok` says whether the record verifies.',
    params: SessionParams,
    query: z.strictObject({
      head: z.string().max(80).describe('the head that an export gave, which the record must have').optional(),
      as: z.literal('enforce').describe('also lists what an enforced session would have refused').optional(),
    }),
    output: Report,
    failures: ['SESSION_NOT_FOUND', 'USAGE'],
    async run(service, { params: { session }, query: { head, as } }, { caller }) {
      const expected = head === undefined ? undefined : headFrom(head);
      const source = await sourceOfSession(service, session, caller);
      return (await verify(source, defined({ head: expected, as }))) as unknown as z.input<typeof Report>;
    },
  }),
] as const;
