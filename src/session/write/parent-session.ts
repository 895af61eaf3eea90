// Whether the session that a new one names as its parent is in the log. The law is about one session and cannot know, so
// who starts the session looks.
import type { Command } from '../../../machines/commands/command.ts';
import { profileFrom } from '../../../machines/commands/facts.ts';
import { parentOf } from '../../../machines/commands/parent.ts';
import { eventTypeOf } from '../../../machines/commands/words.ts';
import { SESSION_ID } from '../../../machines/events/fields.ts';
import type { Enforcement } from '../../../machines/profile.ts';
import { isRepriseError, RepriseError } from '../../errors.ts';
import type { Log } from '../../log/port.ts';
import { sessionNotFound } from '../session-not-found.ts';
import { nearIds } from '../source/session-name.ts';
import type { WriteContext } from './write-context.ts';

interface Start {
  readonly enforcement?: Enforcement;
  readonly profile?: unknown;
}

const isEnforced = ({ enforcement, profile = 'normal' }: Start): boolean => {
  if (enforcement !== undefined) return enforcement === 'enforce';
  const found = profileFrom(profile);
  return 'profile' in found && found.profile.enforcement === 'enforce';
};

const isStart = ({ name }: Command): boolean => eventTypeOf(name) === 'session_started';

/** Whether a command is a start that names another session as its parent. */
export const namesParent = (command: Command): boolean => isStart(command) && parentOf(command.data) !== undefined;

/** @throws RepriseError SESSION_FORGOTTEN where the parent was forgotten */
const requireRemembered = async (log: Log, sessionId: string, parent: string): Promise<void> => {
  try {
    await log.last(parent);
  } catch (error) {
    if (!isRepriseError(error, 'SESSION_FORGOTTEN')) throw error;
    throw new RepriseError('SESSION_FORGOTTEN', error.message, {
      hint: `Session ${sessionId} was not started: its parent is a session of the log.`,
      fields: error.fields,
    });
  }
};

/**
 * The parent that a start among the commands names and the log does not hold; undefined where there is none. An observed
 * session starts all the same and records it, since its parent may be imported later.
 * @throws RepriseError SESSION_NOT_FOUND where an enforced session would start so
 */
export const missingParent = async (
  { log, loaded, hasSession }: WriteContext,
  sessionId: string,
  commands: readonly Command[],
): Promise<string | undefined> => {
  const start = commands.find(isStart);
  const parent = parentOf(start?.data);
  // A name of another form the law refuses.
  if (parent === undefined || !SESSION_ID.test(parent)) return undefined;
  if (parent !== sessionId && (await hasSession(parent))) return undefined;
  // A session that has started is decided by the law: this may be the repeat of its start.
  if ((await loaded.catchUp(sessionId)).state.session.started) return undefined;
  if (!isEnforced(start?.data as Start)) return parent;
  await requireRemembered(log, sessionId, parent);
  const ids = (await log.sessions()).map((session) => session.sessionId);
  const near = nearIds(parent, ids);
  const meant = near.length > 0 ? ` Near it: ${near.join(', ')}.` : '';
  throw sessionNotFound(
    parent,
    near,
    `Session ${sessionId} was not started: its parent is a session of the log.${meant}`,
  );
};
