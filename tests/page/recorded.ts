// Sessions for the tests of the page, recorded by commands as any other.
import type { Serving } from '../service/serving.ts';

interface Command {
  readonly name: string;
  readonly data?: object;
  readonly actor?: string;
}

/** Sends commands, and fails for one that is refused. */
export const send = async (serving: Serving, session: string, commands: readonly Command[]): Promise<void> => {
  const response = await serving.post(`/v1/sessions/${session}/batches`, { commands });
  if (!response.ok) throw new Error(await response.text());
};

/** A session at work that waits for an answer, and for a review. */
export const recordWaiting = async (serving: Serving, session: string, goal = 'Round prices'): Promise<void> => {
  const agents = [
    { agentId: 'researcher-1', agentType: 'researcher', instruction: 'Find out how **prices** are rounded.' },
    { agentId: 'builder-1', agentType: 'builder', instruction: 'Round half to even.' },
  ];
  await send(serving, session, [
    { name: 'session.start', data: { goal } },
    { name: 'phase.next' },
    { name: 'agent.launch', data: { agents, wave: 1, mode: 'parallel' } },
    { name: 'todo.create', data: { todoId: 'd1', content: 'Read the tests', agentId: 'researcher-1' } },
    {
      name: 'question.ask',
      data: { entryId: 'q1', title: 'Which way?', content: 'They **differ**.', options: ['half to even', 'half up'] },
      actor: 'researcher-1',
    },
    { name: 'review.request', data: { reviewId: 'r1', of: 'the plan', from: 'alice' } },
  ]);
};
