// What people do: answer a question, approve, ask for changes. Each is one command, under the name of who does it.
import { project, workbook } from '../../../../projections/index.ts';
import type { Question } from '../../../../projections/workbook.ts';
import { RepriseError } from '../../../errors.ts';
import type { Log } from '../../../log/port.ts';
import { secretsFrom } from '../../../secrets/secrets-file.ts';
import { logSource } from '../../../session/record/source.ts';
import type { Sessions } from '../../../session/write/sessions.ts';
import { safeLine } from '../../../text/safe-text.ts';
import { withLog } from '../../opened-log.ts';
import type { CommonOptions } from '../../options.ts';
import type { Terminal } from '../../terminal.ts';
import { completedId } from './complete.ts';
import { tellSent } from './send.ts';
import { writtenSession } from './written-session.ts';

export interface PeopleOptions extends CommonOptions {
  readonly by?: string;
  readonly text?: string;
}

/** Who does it: `--by`, else the user of the machine. */
const nameOf = ({ env }: Terminal, { by }: PeopleOptions): string => by ?? (env.USER || env.LOGNAME || 'user');

const nothingOpen = (message: string, hint: string): RepriseError => new RepriseError('REFUSED', message, { hint });

/** The only one that waits; an error that lists them when there are several. */
const onlyOne = (kind: string, open: readonly { id: string; text: string }[], command: string): string => {
  const [only, ...others] = open;
  if (only !== undefined && others.length === 0) return only.id;
  if (only === undefined) throw nothingOpen(`No ${kind} is open.`, '`reprise list` shows who waits for whom.');
  throw new RepriseError('USAGE', `${open.length} ${kind}s are open: name one.`, {
    hint: open.map(({ id, text }) => safeLine(`reprise ${command} ${id} … (${text})`)).join('\n'),
    fields: { open },
  });
};

const questionsOf = async (log: Log, sessionId: string): Promise<Question[]> => {
  const events = [];
  for await (const { event } of logSource(log, sessionId).events()) events.push(event);
  return project(workbook, sessionId, events).questions;
};

const inSession = (
  terminal: Terminal,
  options: PeopleOptions,
  session: string,
  use: (log: Log, sessions: Sessions, sessionId: string) => Promise<number>,
): Promise<number> =>
  withLog(terminal, options, async ({ log, recorder }) => {
    const { sessions } = await recorder(await secretsFrom(terminal.env));
    return use(log, sessions, await writtenSession(log, sessions, session, 'never'));
  });

export const answer = (
  terminal: Terminal,
  options: PeopleOptions,
  session: string,
  words: readonly string[],
): Promise<number> => {
  const [first = '', second] = words;
  if (words.length > 2)
    throw new RepriseError('USAGE', 'An answer is one text.', { hint: 'Quote it when it has several words.' });
  return inSession(terminal, options, session, async (log, sessions, sessionId) => {
    const { state } = await sessions.load(sessionId);
    const entryId =
      second !== undefined
        ? completedId(state, ['question'], first)
        : onlyOne(
            'question',
            (await questionsOf(log, sessionId))
              .filter(({ resolved }) => !resolved)
              .map(({ id, title, options: choices }) => ({
                id,
                text: choices.length === 0 ? title : `${title} ${choices.join(' / ')}`,
              })),
            `answer ${sessionId}`,
          );
    const by = nameOf(terminal, options);
    const text = second ?? first;
    const offered = state.evidence.questions.get(entryId)?.options ?? [];
    // As the question words it, whatever the case in which it was typed.
    const given = offered.find((option) => option.toLowerCase() === text.trim().toLowerCase()) ?? text;
    const command = { name: 'question.resolve', data: { entryId, answer: given, by }, actor: by };
    return tellSent(terminal, options.json ?? false, command, sessionId, await sessions.send(sessionId, command));
  });
};

const review =
  (verdict: 'approved' | 'changes_requested', word: string) =>
  (terminal: Terminal, options: PeopleOptions, session: string, named: string | undefined): Promise<number> =>
    inSession(terminal, options, session, async (_log, sessions, sessionId) => {
      const { state } = await sessions.load(sessionId);
      const awaited = state.evidence.reviews.rows
        .entries()
        .filter(([, row]) => row.state === 'awaited')
        .map(([id]) => ({ id, text: 'awaited' }));
      const reviewId =
        named === undefined
          ? onlyOne('review', awaited, `${word} ${sessionId}`)
          : completedId(state, ['review'], named);
      const comment = options.text === undefined ? {} : { text: options.text };
      const actor = nameOf(terminal, options);
      const command = { name: 'review.give', data: { reviewId, verdict, ...comment }, actor };
      return tellSent(terminal, options.json ?? false, command, sessionId, await sessions.send(sessionId, command));
    });

export const approve = review('approved', 'approve');
export const askChanges = review('changes_requested', 'ask-changes');
