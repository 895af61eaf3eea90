// What the tools of one MCP server work on: the operations of the service, as one caller, and which session is meant where
// none is named.
import { SESSION_ID } from '../../../machines/events/fields.ts';
import { byNewest } from '../../log/by-newest.ts';
import { scopedService } from '../../service/auth/scoped-service.ts';
import { RequestError } from '../../service/problem.ts';
import { type Caller, maySee, type Service } from '../../service/service.ts';
import { sessionNamed } from '../../session/source/session-name.ts';

/** The session that is meant where a tool names none. */
export interface CurrentSession {
  /** Its id, or the start of one; undefined where none is known. */
  named(): Promise<string | undefined>;
  /** From now on this one, as far as that can be kept. @returns where it was noted, for people */
  join(sessionId: string): Promise<string | undefined>;
}

export interface McpAccess {
  /** Opened when it is first needed. @throws RepriseError as opening the log does */
  service(): Promise<Service>;
  readonly caller: Caller;
  readonly current: CurrentSession;
  /** Aborts when no more answers are waited for. */
  readonly ends: AbortSignal;
}

/** The service as the caller may use it. */
export const scoped = async ({ service, caller }: McpAccess): Promise<Service> =>
  scopedService(await service(), caller);

/** The most sessions that a message lists. */
const MOST_LISTED = 5;

const noSession = async (access: McpAccess): Promise<RequestError> => {
  const { log } = await scoped(access);
  const newest = (await log.sessions()).sort(byNewest).slice(0, MOST_LISTED);
  const ids = newest.map(({ sessionId }) => sessionId);
  const join = ids.length === 0 ? '' : `, or join one: {"session": "ID"} with one of ${ids.join(', ')}`;
  return new RequestError('BAD_REQUEST', 'It is not known which session is meant.', {
    hint: `Call the tool \`session\` first: {"goal": "…"} starts one${join}.`,
    sessions: ids,
  });
};

const isThere = async ({ log }: Service, sessionId: string): Promise<boolean> => {
  try {
    return (await log.last(sessionId)) !== undefined;
  } catch (error) {
    // What is no commit is there all the same; whoever reads it says what it is.
    if ((error as { code?: string }).code === 'RECORD_INVALID') return true;
    throw error;
  }
};

/**
 * The id of the session that is meant.
 * @param given an id, a unique start of one, or `latest`; undefined: the current one
 * @throws RequestError BAD_REQUEST where none is known; RepriseError SESSION_NOT_FOUND, USAGE
 */
export const sessionMeant = async (access: McpAccess, given: string | undefined): Promise<string> => {
  const word = given ?? (await access.current.named());
  if (word === undefined) throw await noSession(access);
  const service = await scoped(access);
  if (SESSION_ID.test(word) && word !== 'latest' && maySee(access.caller, word) && (await isThere(service, word)))
    return word;
  return sessionNamed(word, service.log, await service.log.sessions());
};
