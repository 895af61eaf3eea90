// `todos`: the list of todos, to read, and to give back whole; what differs becomes events.
import { z } from 'zod';
import { defined } from '../../../../machines/defined.ts';
import type { TodoDocument } from '../../../../projections/todo.ts';
import { type McpAccess, sessionMeant } from '../access.ts';
import { call } from '../call.ts';
import { Session, tool } from '../tool.ts';
import { sentText } from './send.ts';

const Todo = z.looseObject({
  content: z.string(),
  status: z.enum(['pending', 'in_progress', 'completed', 'failed', 'cancelled']).optional(),
  id: z.string().describe('of a todo that is there').optional(),
});

const listOf = async (access: McpAccess, session: string, agentId: string | undefined) => {
  const { todos } = (await call(access, 'session.view', {
    params: { session, view: 'todo' },
  })) as unknown as TodoDocument;
  return todos
    .filter((todo) => agentId === undefined || todo.agentId === agentId)
    .map(({ id, content, status, agentId: of }) => ({ id, content, status, ...(of !== null && { agentId: of }) }));
};

export const todosTool = tool({
  name: 'todos',
  description:
    'The todos. Without `todos`: reads them. With `todos`: the whole list as it is to be; what differs is recorded, a todo ' +
    'that is left out is cancelled.',
  input: z.strictObject({
    todos: z.array(Todo).max(10_000).optional(),
    agentId: z.string().describe('whose list; default: the one that is of no agent').optional(),
    actor: z.string().max(1_000).describe('who acts').optional(),
    session: Session,
  }),
  reads: false,
  async run(access, { todos, agentId, actor, session: given }) {
    const session = await sessionMeant(access, given);
    if (todos === undefined) return { session, todos: await listOf(access, session, agentId) };
    const body = { name: 'todos.sync', data: { todos, ...defined({ agentId }) }, ...defined({ actor }) };
    const answer = await call(access, 'session.send', { params: { session }, body });
    return { ...sentText(session, answer), todos: await listOf(access, session, agentId) };
  },
});
