// `ask`: asks a person, and waits for the answer; one that does not come in time is asked for again with the ticket.
import { z } from 'zod';
import { defined } from '../../../../machines/defined.ts';
import type { RecordedEvent } from '../../../../machines/events/envelope.ts';
import { RequestError } from '../../../service/problem.ts';
import type { Service } from '../../../service/service.ts';
import { type McpAccess, scoped, sessionMeant } from '../access.ts';
import { call } from '../call.ts';
import { Session, tool } from '../tool.ts';

/** Below the minute after which most clients give a call up. */
const DEFAULT_SECONDS = 45;
const MOST_SECONDS = 3_600;
/** A client that asked for progress receives it so often while the call waits. */
const PROGRESS_MS = 10_000;

interface Answer {
  readonly answer: string;
  readonly by: string;
}

interface Waited {
  /** Undefined: nobody has answered. */
  readonly answer: Answer | undefined;
  readonly isKnown: boolean;
}

const fieldsOf = ({ data }: RecordedEvent) => data as { entryId?: string; answer?: string; by?: string };

/** Waits until a question is answered, or the signal aborts. */
const waitForAnswer = async (
  { hub }: Service,
  session: string,
  entryId: string,
  signal: AbortSignal,
): Promise<Waited> => {
  let answer: Answer | undefined;
  let isKnown = false;
  let isCaughtUp = false;
  const types = ['workbook_entry_added', 'question_resolved', 'question_reopened'] as const;
  for await (const item of hub.subscribe({ sessions: session, types, signal })) {
    if (item.kind === 'fault') throw item.error;
    if (item.kind === 'caught-up') isCaughtUp = true;
    if (item.kind === 'event' && fieldsOf(item.event).entryId === entryId) {
      isKnown = true;
      const { type, actor } = item.event;
      const { answer: given = '', by = actor } = fieldsOf(item.event);
      if (type === 'question_resolved') answer = { answer: given, by };
      else if (type === 'question_reopened') answer = undefined;
    }
    // Of a session of the past only its newest answer counts.
    if (isCaughtUp && (answer !== undefined || !isKnown)) break;
  }
  return { answer, isKnown };
};

const ticketOf = (session: string, entryId: string): string => `${session}/${entryId}`;

const asked = async (
  access: McpAccess,
  session: string,
  data: Record<string, unknown>,
  actor: string | undefined,
): Promise<string> => {
  const { events } = await call(access, 'session.send', {
    params: { session },
    body: { name: 'question.ask', data, ...defined({ actor }) },
  });
  return String((events[0]?.data as { entryId?: unknown } | undefined)?.entryId);
};

export const askTool = tool({
  name: 'ask',
  description:
    'Asks a person and waits for the answer. Comes none in time, you get a `ticket`: call `ask` again with it, and do not ' +
    'the same a second time. People answer with `reprise answer SESSION`.',
  input: z.strictObject({
    question: z.string().min(1).max(10_000).optional(),
    options: z.array(z.string()).max(100).describe('answers to choose from').optional(),
    content: z.string().describe('what one has to know to answer').optional(),
    ticket: z.string().max(400).describe('of an earlier call; without `question`').optional(),
    waitSeconds: z.number().min(0).max(MOST_SECONDS).describe(`default ${DEFAULT_SECONDS}`).optional(),
    actor: z.string().max(1_000).describe('who asks').optional(),
    session: Session,
  }),
  reads: false,
  async run(access, input, { mcpReq }) {
    const { question, options, content, ticket, waitSeconds = DEFAULT_SECONDS, actor, session: given } = input;
    if ((question === undefined) === (ticket === undefined))
      throw new RequestError('BAD_REQUEST', 'Give either `question`, or the `ticket` of one that was asked.');
    const [named, ofTicket] = ticket?.includes('/') ? ticket.split('/', 2) : [given, ticket];
    const session = await sessionMeant(access, named);
    const entryId =
      ofTicket ?? (await asked(access, session, { title: question, ...defined({ options, content }) }, actor));
    const { _meta, signal, notify } = mcpReq;
    const token = _meta?.progressToken;
    const began = performance.now();
    const telling =
      token === undefined
        ? undefined
        : setInterval(() => {
            const progress = Math.round((performance.now() - began) / 1_000);
            const params = { progressToken: token, progress, message: 'nobody has answered yet' };
            notify({ method: 'notifications/progress', params }).catch(() => undefined);
          }, PROGRESS_MS);
    try {
      const service = await scoped(access);
      const until = AbortSignal.any([signal, access.ends, AbortSignal.timeout(waitSeconds * 1_000)]);
      const { answer, isKnown } = await waitForAnswer(service, session, entryId, until);
      if (answer !== undefined) return { session, entryId, ...answer };
      if (!isKnown && !until.aborted)
        throw new RequestError('NOT_FOUND', `No question ${entryId} was asked in session ${session}.`);
      return {
        ...{ session, entryId, ticket: ticketOf(session, entryId), waiting: true },
        hint: 'Nobody has answered yet. Call `ask` again with this ticket, or go on with what does not depend on it.',
      };
    } finally {
      clearInterval(telling);
    }
  },
});
