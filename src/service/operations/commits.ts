// The log itself, to be read by another process: its commits with their lines byte for byte, and its sessions. What the
// library's interface over HTTP is made of (src/client/remote/). Nothing appends so: lines come of commands and imports.
import { z } from 'zod';
import { defined } from '../../../machines/defined.ts';
import { isRepriseError } from '../../errors.ts';
import type { Followed, From, Position as LogPosition, StoredCommit } from '../../log/port.ts';
import { type Problem, problemOf, RequestError } from '../problem.ts';
import { maySee } from '../service.ts';
import { operation, type StreamItem } from './operation.ts';
import { Position, SessionIds, SessionParams, wholeNumber } from './schemas.ts';

const Commit = z.object({ sessionId: z.string(), position: Position, lines: z.array(z.string()) });
const Failed = z.object({ problem: z.looseObject({ code: z.string(), detail: z.string() }) });
const Head = z.object({
  sessionId: z.string(),
  sequence: z.number(),
  stream: z.string().optional(),
  place: z.number().optional(),
});

/** A line of NDJSON for each item; a failure on the way is the last line. */
async function* jsonLines(items: AsyncIterable<object>): AsyncGenerator<string> {
  try {
    for await (const item of items) yield `${JSON.stringify(item)}\n`;
  } catch (error) {
    if (!isRepriseError(error)) throw error;
    yield `${JSON.stringify({ problem: problemOf(error) })}\n`;
  }
}

const shown = ({ sessionId, position, lines }: StoredCommit): z.input<typeof Commit> => ({
  sessionId,
  position: { ...position },
  lines: [...lines],
});

/** Where the streams of a log were read to, as the text of an `id`: `STREAM:SEQUENCE`, separated by commas. */
class Cursor {
  readonly #sequences = new Map<string, number>();

  /** @throws RequestError BAD_REQUEST */
  constructor(text: string | undefined) {
    for (const one of text?.split(',') ?? []) {
      const [, stream, sequence] = /^([^:\s]+):(\d{1,15})$/.exec(one) ?? [];
      if (stream === undefined)
        throw new RequestError('BAD_REQUEST', `${JSON.stringify(one)} is no position: it reads STREAM:SEQUENCE.`);
      this.#sequences.set(stream, Number(sequence));
    }
  }

  reached({ stream, sequence }: LogPosition): void {
    if (sequence > (this.#sequences.get(stream) ?? -1)) this.#sequences.set(stream, sequence);
  }

  get text(): string | undefined {
    const texts = [...this.#sequences].map(([stream, sequence]) => `${stream}:${sequence}`);
    return texts.length === 0 ? undefined : texts.join();
  }

  from(otherwise: 'start' | 'now'): From {
    const [position, ...more] = [...this.#sequences].map(([stream, sequence]) => ({ stream, sequence }));
    if (position === undefined) return { kind: otherwise };
    return { kind: 'after', position, ...(more.length > 0 && { more }) };
  }
}

const FollowedData = z.object({
  sessionId: z.string().optional(),
  position: Position.optional(),
  lines: z.array(z.string()).optional(),
  positions: z.array(Position).optional(),
  problem: z.looseObject({ code: z.string(), detail: z.string() }).optional(),
  reason: z.string().describe('of `closing`').optional(),
  after: z.string().nullable().describe('of `closing`: the position after which the stream goes on').optional(),
});

/** What an item is called, and its data. */
const itemOf = (followed: Followed, cursor: Cursor): StreamItem => {
  const withId = (event: string, data: object): StreamItem => ({ ...defined({ id: cursor.text }), event, data });
  switch (followed.kind) {
    case 'commit':
      cursor.reached(followed.commit.position);
      return withId('commit', shown(followed.commit));
    case 'invalid': {
      const { sessionId, position, error } = followed;
      cursor.reached(position);
      return withId('invalid', { sessionId, position, problem: problemOf(error) });
    }
    default: {
      const { kind, ...data } = followed;
      const { positions = [] } = data as { positions?: readonly LogPosition[] };
      for (const position of positions) cursor.reached(position);
      return withId(kind, data);
    }
  }
};

const failed = (problem: Problem): StreamItem => ({ event: 'failed', data: { problem } });

export const COMMIT_OPERATIONS = [
  operation({
    kind: 'json',
    name: 'log.describe',
    role: 'reader',
    method: 'get',
    path: '/v1/log',
    summary: 'The log: its stream, what an acknowledgement promises, the most bytes of a commit.',
    output: z.object({
      stream: z.string(),
      durability: z.string(),
      maxCommitBytes: z.number(),
      deadlineMs: z.number().optional(),
    }),
    failures: [],
    async run({ log: { stream, durability, maxCommitBytes, deadlineMs } }) {
      return { stream, durability, maxCommitBytes, ...defined({ deadlineMs }) };
    },
  }),
  operation({
    kind: 'lines',
    name: 'log.sessions',
    role: 'reader',
    method: 'get',
    path: '/v1/log/sessions',
    summary: 'Every session of the log with the sequence of its newest commit, in order of id.',
    output: z.union([Head, Failed]),
    failures: ['LOG_UNREACHABLE'],
    async run({ log }, _input, { caller }) {
      const heads = (await log.sessions()).filter(({ sessionId }) => maySee(caller, sessionId));
      return {
        lines: (async function* () {
          for (const head of heads) yield `${JSON.stringify(head)}\n`;
        })(),
      };
    },
  }),
  operation({
    kind: 'lines',
    name: 'session.commits',
    role: 'reader',
    method: 'get',
    path: '/v1/sessions/{session}/commits',
    summary:
      'The commits of a session, each with its position and its lines byte for byte; none for an unknown session.',
    params: SessionParams,
    query: z.strictObject({
      after: wholeNumber(0, Number.MAX_SAFE_INTEGER).default(0).describe('only the commits after this stream sequence'),
    }),
    output: z.union([Commit, Failed]),
    failures: ['RECORD_INVALID', 'LOG_UNREACHABLE'],
    async run({ log }, { params: { session }, query: { after } }) {
      const { read } = log;
      const commits = async function* () {
        for await (const commit of read(session, { after })) yield shown(commit);
      };
      return { lines: jsonLines(commits()) };
    },
  }),
  operation({
    kind: 'json',
    name: 'session.last-commit',
    role: 'reader',
    method: 'get',
    path: '/v1/sessions/{session}/commits/last',
    summary: 'The newest commit of a session; none for an unknown session.',
    params: SessionParams,
    output: z.object({ commit: Commit.optional() }),
    failures: ['RECORD_INVALID', 'LOG_UNREACHABLE'],
    async run({ log }, { params: { session } }) {
      const last = await log.last(session);
      return last === undefined ? {} : { commit: shown(last) };
    },
  }),
  operation({
    kind: 'live',
    name: 'commits.follow',
    role: 'reader',
    method: 'get',
    path: '/v1/commits',
    summary: 'Commits as they are recorded, history first, byte for byte, of one session, some, or all.',
    query: z.strictObject({
      session: SessionIds.describe('ids with commas between them; default: all sessions').optional(),
      from: z.enum(['start', 'now']).default('start'),
      after: z
        .string()
        .max(4_096)
        .describe('the `id` of the last item received; `Last-Event-ID` counts before it')
        .optional(),
    }),
    output: FollowedData,
    failures: ['BAD_SESSION_ID', 'BAD_INPUT', 'LOG_UNREACHABLE'],
    run({ log, draining }, { query }, { caller, signal, lastEventId }) {
      for (const session of query.session ?? [])
        if (!maySee(caller, session))
          throw new RequestError('FORBIDDEN', `This caller may not see session ${session}.`);
      const sessions = query.session ?? caller.sessions;
      const cursor = new Cursor(lastEventId ?? query.after);
      const from = cursor.from(query.from);
      const ends = AbortSignal.any([signal, draining]);
      return (async function* (): AsyncGenerator<StreamItem> {
        try {
          for await (const followed of log.follow({ from, signal: ends, ...defined({ sessions }) }))
            yield itemOf(followed, cursor);
        } catch (error) {
          if (!isRepriseError(error)) throw error;
          yield failed(problemOf(error));
        }
        const after = cursor.text;
        if (draining.aborted)
          yield { ...defined({ id: after }), event: 'closing', data: { reason: 'draining', after: after ?? null } };
      })();
    },
  }),
] as const;
