// `verify`: whether the record is complete, unchanged and within the rules.
import { z } from 'zod';
import { sessionMeant } from '../access.ts';
import { call } from '../call.ts';
import { Session, tool } from '../tool.ts';

export const verifyTool = tool({
  name: 'verify',
  description: 'Whether the record of the session is complete, unchanged and within the rules.',
  input: z.strictObject({ session: Session }),
  reads: true,
  async run(access, { session: given }) {
    const session = await sessionMeant(access, given);
    const { ok, events, head, fault, rules, refused, ...rest } = (await call(access, 'session.verify', {
      params: { session },
    })) as unknown as Record<string, unknown>;
    return { session, ok, events, head, fault: fault ?? null, rules, refused, ...(ok === true ? {} : rest) };
  },
});
