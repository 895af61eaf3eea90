// `plan`: plan.md of the session, to read, and to give back edited.
import { z } from 'zod';
import { readPlanText, syncPlanText } from '../../../plan-sync/sync-plan-text.ts';
import { RequestError } from '../../../service/problem.ts';
import { mayAct } from '../../../service/service.ts';
import { scoped, sessionMeant } from '../access.ts';
import { Session, tool } from '../tool.ts';

export const planTool = tool({
  name: 'plan',
  description:
    'The plan of the session as plan.md (## title, ### section, - [ ] item). Without `text`: reads it. With `text`: what you ' +
    'edited since you read it is recorded; give the `ordinal` that came with it.',
  input: z.strictObject({
    text: z.string().max(1_048_576).optional(),
    ordinal: z.number().int().min(0).optional(),
    actor: z.string().max(1_000).describe('who edited it').optional(),
    session: Session,
  }),
  reads: false,
  async run(access, { text, ordinal, actor, session: given }) {
    const session = await sessionMeant(access, given);
    const { recorder } = await scoped(access);
    if (text === undefined) return { session, ...(await readPlanText(recorder.sessions, session)) };
    const { caller } = access;
    if (!mayAct(caller, 'writer'))
      throw new RequestError(
        'FORBIDDEN',
        `A change of the plan needs the role writer; this caller is a ${caller.role}.`,
      );
    const synced = await syncPlanText(recorder, session, text, { ordinal, actor: actor ?? caller.name });
    return { session, ...synced };
  },
});
