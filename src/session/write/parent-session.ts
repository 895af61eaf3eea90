// Whether the session that a new one names as its parent is in the log. The law is about one session and cannot know, so
// who starts the session looks.
import type { Command } from '../../../machines/commands/command.ts';
import { profileFrom } from '../../../machines/commands/facts.ts';
import { eventTypeOf } from '../../../machines/commands/words.ts';
import { SESSION_ID } from '../../../machines/events/fields.ts';
import type { Enforcement } from '../../../machines/profile.ts';
import { sessionNotFound } from '../session-not-found.ts';
import { nearIds } from '../source/session-name.ts';
import type { WriteContext } from './write-context.ts';

interface Start {
  readonly parentSession?: unknown;
  readonly enforcement?: Enforcement;
  readonly profile?: unknown;
}

const isEnforced = ({ enforcement, profile = 'normal' }: Start): boolean => {
  if (enforcement !== undefined) return enforcement === 'enforce';
  const found = profileFrom(profile);
  return 'profile' in found && found.profile.enforcement === 'enforce';
};

/**
 * An observed session keeps what it was given: its parent may be imported later.
 * @throws RepriseError SESSION_NOT_FOUND where an enforced session would start with a parent that the log lacks
 */
export const requireParent = async (
  { log, loaded }: WriteContext,
  sessionId: string,
  commands: readonly Command[],
): Promise<void> => {
  const start = commands.find(({ name }) => eventTypeOf(name) === 'session_started');
  const data = start?.data as Start | null | undefined;
  const parent = data?.parentSession;
  // A name of another form the law refuses.
  if (data === undefined || data === null || typeof parent !== 'string' || !SESSION_ID.test(parent)) return;
  if (!isEnforced(data) || (parent !== sessionId && (await log.last(parent)) !== undefined)) return;
  // A session that has started is decided by the law: this may be the repeat of its start.
  if ((await loaded.catchUp(sessionId)).head.ordinal > 0) return;
  const ids = (await log.sessions()).map((session) => session.sessionId);
  const near = nearIds(parent, ids);
  const meant = near.length > 0 ? ` Near it: ${near.join(', ')}.` : '';
  throw sessionNotFound(
    parent,
    near,
    `Session ${sessionId} was not started: its parent is a session of the log.${meant}`,
  );
};
