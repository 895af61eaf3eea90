// `send`: any command of the table.
import { z } from 'zod';
import { COMMAND_WORDS } from '../../../../machines/commands/words.ts';
import { defined } from '../../../../machines/defined.ts';
import { sessionMeant } from '../access.ts';
import { call, type OutputOf } from '../call.ts';
import { Data, Session, tool } from '../tool.ts';

/** The most events that an answer names. */
const MOST_NAMED = 20;

/** What an agent needs of an event that it caused: the ids in it, which may have been made for it. */
const named = ({ ordinal, type, data }: OutputOf<'session.send'>['events'][number]): Record<string, unknown> => ({
  ...{ ordinal, type },
  ...Object.fromEntries(
    Object.entries((data ?? {}) as Record<string, unknown>).filter(
      ([name, value]) => name.endsWith('Id') && typeof value === 'string',
    ),
  ),
});

/** The answer to a command, without what its sender knows. */
export const sentText = (session: string, answer: OutputOf<'session.send'>): Record<string, unknown> => {
  const { kind, ordinal, events, violations, ended, why, redacted } = answer;
  return {
    ...{ session, kind, ordinal, events: events.slice(0, MOST_NAMED).map(named) },
    ...(events.length > MOST_NAMED && { moreEvents: events.length - MOST_NAMED }),
    ...(violations.length > 0 && { violations }),
    ...(redacted > 0 && { redacted }),
    ...defined({ ended, why }),
  };
};

export const sendTool = tool({
  name: 'send',
  description:
    `Sends one command. Commands: ${COMMAND_WORDS.join(', ')}. ` +
    'Their data: `legal` with `command`. A refusal is an error with `rule`, `sentence` and `legal`, the moves that would be accepted.',
  input: z.strictObject({
    command: z.string().max(256).describe('such as task.start'),
    data: Data.describe('such as {"taskId": "t1"}').optional(),
    session: Session,
    actor: z.string().max(1_000).describe('who acts').optional(),
    id: z.string().max(256).describe('sent again with the same id it counts once').optional(),
    expect: z.number().int().min(0).describe('recorded only if the session is at this ordinal').optional(),
  }),
  reads: false,
  async run(access, { command, data, session: given, actor, id, expect }) {
    const session = await sessionMeant(access, given);
    const answer = await call(access, 'session.send', {
      params: { session },
      query: { expect },
      body: { name: command, data: data ?? {}, ...defined({ actor, id }) },
    });
    return sentText(session, answer);
  },
});
