// `session`: starts a session, or joins one, and says where it stands.
import { z } from 'zod';
import { defined } from '../../../../machines/defined.ts';
import { isRepriseError } from '../../../errors.ts';
import { RequestError } from '../../../service/problem.ts';
import { type McpAccess, sessionMeant } from '../access.ts';
import { call, type OutputOf } from '../call.ts';
import { Data, Session, tool } from '../tool.ts';

/** States in which a session takes no more work. */
const isOver = ({ overview }: OutputOf<'session.get'>): boolean => overview.endedAt !== null;

const standing = async (access: McpAccess, session: string) => {
  const { overview, head } = await call(access, 'session.get', { params: { session } });
  const { goal, profile, status, currentPhase, currentCycle, startedAt, endedAt } = overview;
  return {
    ...{ session, goal, status, profile, currentPhase, currentCycle, startedAt },
    ...(endedAt !== null && { endedAt }),
    ordinal: head.ordinal,
  };
};

/** The session that is current and still runs; undefined where there is none. */
const running = async (access: McpAccess): Promise<string | undefined> => {
  const named = await access.current.named();
  if (named === undefined) return undefined;
  try {
    const session = await sessionMeant(access, named);
    return isOver(await call(access, 'session.get', { params: { session } })) ? undefined : session;
  } catch (error) {
    if (isRepriseError(error, 'SESSION_NOT_FOUND') || isRepriseError(error, 'SESSION_FORGOTTEN')) return undefined;
    throw error;
  }
};

const joined = async (access: McpAccess, session: string) => {
  const notedIn = await access.current.join(session);
  return { ...(await standing(access, session)), ...defined({ notedIn }) };
};

export const sessionTool = tool({
  name: 'session',
  description:
    'Start here. Without arguments: joins the session of this folder and says where it stands. With `session`: joins that ' +
    'one. With `goal`: starts a new one. Later calls of all tools mean the joined session.',
  input: z.strictObject({
    session: Session.describe('id, unique start of one, or latest; with `goal`: the id of the new one'),
    goal: z.string().min(1).describe('starts a new session').optional(),
    data: Data.describe('more of session.start, such as {"profile": "cycles"}').optional(),
    new: z.boolean().describe('start although the joined session still runs').optional(),
  }),
  reads: false,
  async run(access, { session: named, goal, data, new: anyhow = false }) {
    if (goal === undefined) {
      if (data !== undefined || anyhow)
        throw new RequestError('BAD_REQUEST', 'A new session needs a `goal`.', {
          hint: 'Give `goal`, or only `session`.',
        });
      return { joined: true, ...(await joined(access, await sessionMeant(access, named))) };
    }
    const open = anyhow || named !== undefined ? undefined : await running(access);
    if (open !== undefined)
      throw new RequestError('BAD_REQUEST', `Session ${open} of this folder still runs.`, {
        hint: 'Call `session` without arguments to go on with it, or with "new": true to start another.',
        session: open,
      });
    const started = await call(access, 'session.start', {
      body: { ...defined({ session: named }), data: { ...data, goal } },
    });
    return { started: true, ...(await joined(access, started.session)) };
  },
});
