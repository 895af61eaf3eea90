// `legal`: what would be accepted now, and what a command takes.
import { z } from 'zod';
import { sessionMeant } from '../access.ts';
import { call } from '../call.ts';
import { Session, tool } from '../tool.ts';

export const legalTool = tool({
  name: 'legal',
  description:
    'The moves that would be accepted now: each with its command, the data that is fixed, and what you still give. With ' +
    '`command`: only its moves, and the JSON Schema of its data. What can always be recorded (entry.add, …) is not listed.',
  input: z.strictObject({ command: z.string().max(64).optional(), session: Session }),
  reads: true,
  async run(access, { command, session: given }) {
    const session = await sessionMeant(access, given);
    const { state, moves, schema } = await call(access, 'session.legal', {
      params: { session },
      query: { word: command },
    });
    return { session, state, moves, ...(schema !== undefined && { schema }) };
  },
});
