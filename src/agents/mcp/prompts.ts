// The prompt `go-on`: what an agent needs to know to go on with a session that another one left.
import { completable, type McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { TodoDocument } from '../../../projections/todo.ts';
import type { WorkbookDocument } from '../../../projections/workbook.ts';
import { readPlanText } from '../../plan-sync/sync-plan-text.ts';
import { type McpAccess, scoped, sessionMeant } from './access.ts';
import { call } from './call.ts';

/** The most of each kind that is listed; the tools have the rest. */
const MOST = 10;

const listed = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : `\n## ${title}\n${lines.map((line) => `- ${line}`).join('\n')}\n`;

const textOf = async (access: McpAccess, session: string): Promise<string> => {
  const params = { session };
  const { overview } = await call(access, 'session.get', { params });
  const todo = (await call(access, 'session.view', { params: { session, view: 'todo' } })) as unknown as TodoDocument;
  const notes = (await call(access, 'session.view', {
    params: { session, view: 'workbook' },
  })) as unknown as WorkbookDocument;
  const { moves } = await call(access, 'session.legal', { params });
  const { recorder } = await scoped(access);
  const { text: plan } = await readPlanText(recorder.sessions, session);
  const open = todo.todos.filter(({ status }) => status === 'in_progress' || status === 'pending');
  return [
    `Go on with session ${session}: ${overview.goal ?? 'no goal is recorded'}.`,
    `It is ${overview.status}${overview.currentPhase === null ? '' : `, in phase ${overview.currentPhase}`}, at event ${overview.lastOrdinal}.`,
    '',
    `Call the tool \`session\` with {"session": "${session}"} first. Record what you do with \`send\`, \`todos\` and \`plan\` as you do it, and ask a person with \`ask\`.`,
    plan === '' ? '' : `\n## Plan\n${plan}`,
    listed(
      'Open todos',
      open
        .slice(0, MOST)
        .map(
          ({ id, content, status, agentId }) =>
            `${id} (${status}${agentId === null ? '' : `, ${agentId}`}): ${content}`,
        ),
    ),
    listed(
      'Open questions',
      notes.questions
        .filter(({ resolved }) => !resolved)
        .slice(0, MOST)
        .map(({ id, title }) => `${id}: ${title}`),
    ),
    listed(
      'Last decisions',
      notes.decisions.slice(-MOST).map(({ title }) => title),
    ),
    listed(
      'Legal now',
      moves.slice(0, MOST).map(({ word, data }) => `${word} ${JSON.stringify(data)}`),
    ),
  ]
    .filter((part) => part !== '')
    .join('\n');
};

export const addPrompts = (server: McpServer, access: McpAccess): void => {
  const sessions = async (start = ''): Promise<string[]> => {
    const { log } = await scoped(access);
    return (await log.sessions()).map(({ sessionId }) => sessionId).filter((id) => id.startsWith(start));
  };
  server.registerPrompt(
    'go-on',
    {
      title: 'Go on with this session',
      description: 'Where the session stands, what is open, and what is legal now.',
      argsSchema: z.object({
        session: completable(z.string().describe('default: the session of this folder').optional(), sessions),
      }),
    },
    async ({ session: given }) => {
      const session = await sessionMeant(access, given === '' ? undefined : given);
      return { messages: [{ role: 'user', content: { type: 'text', text: await textOf(access, session) } }] };
    },
  );
};
