// Sessions to look at: the list of them, one of them, what is legal in it now.
import { z } from 'zod';
import { inputSchema } from '../../../machines/commands/input-schema.ts';
import { COMMAND_WORDS, type CommandWord } from '../../../machines/commands/words.ts';
import { summaryOf } from '../../../machines/decide.ts';
import { defined } from '../../../machines/defined.ts';
import { legalMoves } from '../../../machines/legal.ts';
import { nearestWord } from '../../../machines/nearest-word.ts';
import type { RepriseError } from '../../errors.ts';
import type { SessionHead } from '../../log/port.ts';
import type { SessionRow } from '../catalogue/rows.ts';
import { RequestError } from '../problem.ts';
import { maySee } from '../service.ts';
import { operation } from './operation.ts';
import { Fault, Head, LegalMove, Position, SessionParams, StateSummary, wholeNumber } from './schemas.ts';

/** The most sessions that are read at once for a page. */
const AT_ONCE = 8;
/** A page ends after so long, with fewer rows than it may have. */
const PAGE_MS = 5_000;

const Overview = z
  .looseObject({
    sessionId: z.string(),
    goal: z.string().nullable(),
    profile: z.string().nullable(),
    status: z.string(),
    currentPhase: z.string().nullable(),
    currentCycle: z.number().int().nullable(),
    startedAt: z.string().nullable(),
    endedAt: z.string().nullable(),
    lastEventAt: z.string().nullable(),
    lastOrdinal: z.number().int(),
  })
  .describe('as `reprise view overview --json` prints it')
  .meta({ id: 'Overview' });

const Row = Overview.extend({ fault: Fault.optional() })
  .describe('as `reprise list --json` prints it; with a fault, of the events before that')
  .meta({ id: 'SessionRow' });

const Uninterpreted = z.looseObject({ ordinals: z.array(z.number().int()) });

const faultOf = ({ code, message, hint, fields }: RepriseError): z.input<typeof Fault> => ({
  ...{ code, message, fields },
  ...defined({ hint }),
});

const rowOf = ({ overview, fault }: SessionRow): z.input<typeof Row> => ({
  ...overview,
  ...(fault !== undefined && { fault: faultOf(fault) }),
});

/** Where a page ended. Of the newest first: the head of its last row; by id: the id. */
const cursorOf = (order: 'newest' | 'id', { sessionId, place = 0, sequence }: SessionHead): string =>
  Buffer.from(JSON.stringify(order === 'id' ? [sessionId] : [sessionId, place, sequence])).toString('base64url');

/** Whether a session comes after the cursor. @throws RequestError BAD_REQUEST */
const afterCursor = (order: 'newest' | 'id', cursor: string): ((head: SessionHead) => boolean) => {
  const invalid = () =>
    new RequestError('BAD_REQUEST', 'A value is not valid.', {
      faults: [{ in: 'query', path: ['after'], message: `expected \`next\` of a page in this order (${order})` }],
    });
  let found: unknown;
  try {
    found = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw invalid();
  }
  if (!Array.isArray(found) || typeof found[0] !== 'string') throw invalid();
  const [id, lastPlace, lastSequence] = found as [string, unknown, unknown];
  if (order === 'id') {
    if (found.length !== 1) throw invalid();
    return ({ sessionId }) => sessionId > id;
  }
  if (!Number.isSafeInteger(lastPlace) || !Number.isSafeInteger(lastSequence)) throw invalid();
  return ({ sessionId, place = 0, sequence }) =>
    sessionId !== id && (place < (lastPlace as number) || (place === lastPlace && sequence < (lastSequence as number)));
};

export const SESSION_OPERATIONS = [
  operation({
    kind: 'json',
    name: 'session.list',
    role: 'reader',
    method: 'get',
    path: '/v1/sessions',
    summary: 'List the sessions, the newest first.',
    description:
      'In pages: `next` is given as `after` for the page that follows. The newest are those with the newest event: a session ' +
      'that goes on while you turn pages is at the front again. `order=id` gives each session once. A page may hold ' +
      'fewer rows than `limit` where reading them takes long.',
    query: z.strictObject({
      limit: wholeNumber(1, 1_000).default(100),
      order: z.enum(['newest', 'id']).default('newest'),
      after: z.string().max(400).describe('`next` of the page before').optional(),
    }),
    output: z.object({
      sessions: z.array(Row),
      total: z.number().int().describe('how many there are in all'),
      next: z.string().optional(),
    }),
    failures: [],
    async run({ catalogue }, { query: { limit, order, after } }, { caller, signal }) {
      const newestFirst = (await catalogue.newestFirst()).filter(({ sessionId }) => maySee(caller, sessionId));
      const heads = order === 'newest' ? newestFirst : newestFirst.sort((a, b) => (a.sessionId < b.sessionId ? -1 : 1));
      const from = after === undefined ? 0 : heads.findIndex(afterCursor(order, after));
      const until = performance.now() + PAGE_MS;
      const sessions: z.input<typeof Row>[] = [];
      let at = from < 0 ? heads.length : from;
      while (at < heads.length && sessions.length < limit && performance.now() < until && !signal.aborted) {
        const some = heads.slice(at, at + Math.min(AT_ONCE, limit - sessions.length));
        const rows = await Promise.all(some.map(({ sessionId, sequence }) => catalogue.row(sessionId, sequence)));
        for (const [index, row] of rows.entries())
          if (row === undefined) catalogue.forget((some[index] as SessionHead).sessionId);
          else sessions.push(rowOf(row));
        at += some.length;
      }
      const last = at < heads.length ? heads[at - 1] : undefined;
      return { sessions, total: heads.length, ...(last !== undefined && { next: cursorOf(order, last) }) };
    },
  }),
  operation({
    kind: 'json',
    name: 'session.get',
    role: 'reader',
    method: 'get',
    path: '/v1/sessions/{session}',
    summary: 'One session: its overview, where its record ends, and whether that can be read.',
    params: SessionParams,
    output: z.object({
      session: z.string(),
      overview: Overview,
      head: Head.describe('of its last sound event: what `verify --head` checks'),
      position: Position.describe('of its newest message').optional(),
      health: z.object({
        fault: Fault.optional(),
        uninterpreted: z.array(Uninterpreted).describe('events that only a newer version interprets'),
      }),
    }),
    failures: ['SESSION_NOT_FOUND'],
    async run({ catalogue }, { params: { session } }, { caller }) {
      const row = await catalogue.row(session);
      if (row === undefined) throw await catalogue.notFound(session, (id) => maySee(caller, id));
      const { overview, head, position, fault, uninterpreted } = row;
      return {
        ...{ session, overview: { ...overview }, head },
        ...defined({ position }),
        health: {
          ...(fault !== undefined && { fault: faultOf(fault) }),
          uninterpreted: uninterpreted.map((report) => ({ ...report, ordinals: [...report.ordinals] })),
        },
      };
    },
  }),
  operation({
    kind: 'json',
    name: 'session.legal',
    role: 'reader',
    method: 'get',
    path: '/v1/sessions/{session}/legal',
    summary: 'What is legal now, as data.',
    description:
      'The commands that would be accepted now: of each its word, the data that is fixed, and what you still give, with the ' +
      'schema of its value. What can always be recorded (entries, metrics, tokens, ...) is left out. With `word` only its ' +
      'moves, and the JSON Schema of all that it takes.',
    params: SessionParams,
    query: z.strictObject({ word: z.string().max(64).describe('of a command, `task.start`').optional() }),
    output: z.object({
      session: z.string(),
      state: StateSummary,
      moves: z.array(LegalMove),
      schema: z.record(z.string(), z.unknown()).describe('JSON Schema of what the word takes').optional(),
    }),
    failures: ['SESSION_NOT_FOUND', 'RECORD_INVALID'],
    async run({ recorder, catalogue }, { params: { session }, query: { word } }, { caller }) {
      if (word !== undefined && !(COMMAND_WORDS as readonly string[]).includes(word)) {
        const near = nearestWord(word, COMMAND_WORDS);
        const message = `there is no word ${JSON.stringify(word)}${near === undefined ? '' : `; did you mean ${near}?`}`;
        throw new RequestError('BAD_REQUEST', 'A value is not valid.', {
          faults: [{ in: 'query', path: ['word'], message }],
        });
      }
      const { state } = await recorder.sessions.load(session);
      if (state.ordinal === 0) throw await catalogue.notFound(session, (id) => maySee(caller, id));
      const moves = legalMoves(state).filter((move) => word === undefined || move.word === word);
      return {
        ...{ session, state: summaryOf(state) as z.input<typeof StateSummary> },
        moves: moves as unknown as z.input<typeof LegalMove>[],
        ...(word !== undefined && { schema: { ...inputSchema(word as CommandWord) } }),
      };
    },
  }),
] as const;
