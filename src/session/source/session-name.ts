// Which session of a log a person means: by its id, a unique start of it, or `latest`; where none fits, the near ids.

import { SESSION_ID } from '../../../machines/events/fields.ts';
import { editDistance } from '../../../machines/nearest-word.ts';
import { isRepriseError, RepriseError } from '../../errors.ts';
import { byNewest } from '../../log/by-newest.ts';
import type { Log, SessionHead } from '../../log/port.ts';
import { decodeCommit, NEW_CHAIN } from '../record/chain.ts';
import { sessionNotFound } from '../session-not-found.ts';

/** The most sessions that a message names. */
const MOST_NAMED = 5;
/** In a log with more sessions, only this many of the newest are searched for near ids. */
const MOST_COMPARED = 10_000;
/** The most names of the log that `latest` passes over because no session begins there. */
const MOST_PASSED_OVER = 100;
/** The most edits between two near ids. */
const NEAR = 3;

const listed = (ids: readonly string[]): string =>
  ids.length > MOST_NAMED
    ? `${ids.slice(0, MOST_NAMED).join(', ')} and ${ids.length - MOST_NAMED} more`
    : ids.join(', ');

const thereAre = (ids: readonly string[]): string => `${ids.length === 1 ? 'There is' : 'There are'} ${listed(ids)}.`;

/** Ids that a mistyped one may have meant, the nearest first. */
export const nearIds = (word: string, ids: readonly string[]): string[] => {
  const lower = word.toLowerCase();
  const near = ids.map((id) => {
    // People type the start of an id, so the start of the same length is compared too.
    const distance = Math.min(
      editDistance(lower, id.toLowerCase()),
      editDistance(lower, id.toLowerCase().slice(0, word.length)),
    );
    return { id, distance: id.toLowerCase().includes(lower) ? 0 : distance };
  });
  return near
    .filter(({ distance }) => distance <= Math.min(NEAR, Math.floor(word.length / 2)))
    .sort((a, b) => a.distance - b.distance || (a.id < b.id ? -1 : 1))
    .slice(0, MOST_NAMED)
    .map(({ id }) => id);
};

/** Whether what the log holds under an id begins as a session: others may write to the stream of the log. */
const beginsAsSession = async (log: Log, sessionId: string): Promise<boolean> => {
  try {
    for await (const commit of log.read(sessionId)) return decodeCommit(commit, NEW_CHAIN).events.length > 0;
    return false;
  } catch (error) {
    if (isRepriseError(error, 'RECORD_INVALID')) return false;
    throw error;
  }
};

/** The session with the newest commit; of those with newer messages, which are no sessions, this many are looked at. */
const latestOf = async (log: Log, newestFirst: readonly SessionHead[]): Promise<string> => {
  for (const { sessionId } of newestFirst.slice(0, MOST_PASSED_OVER))
    if (await beginsAsSession(log, sessionId)) return sessionId;
  return newestFirst[0]?.sessionId as string;
};

/**
 * @param heads the sessions of the log
 * @throws RepriseError SESSION_NOT_FOUND, with near ids; USAGE when several sessions begin with the word
 */
export const sessionNamed = async (word: string, log: Log, heads: readonly SessionHead[]): Promise<string> => {
  const sessions = heads.filter(({ sessionId }) => SESSION_ID.test(sessionId));
  const newestFirst = () => [...sessions].sort(byNewest);
  const ids = sessions.map(({ sessionId }) => sessionId);
  if (ids.includes(word)) return word;
  // One that was forgotten is in no list, and its id must not be read as the start of another one.
  if (word !== 'latest') await log.last(word);
  if (ids.length === 0)
    throw new RepriseError('SESSION_NOT_FOUND', 'The log holds no session.', {
      hint: 'Import one, or begin one with session.start.',
      fields: { sessionId: word, near: [] },
    });
  if (word === 'latest') return latestOf(log, newestFirst());
  const begun = ids.filter((id) => id.startsWith(word));
  const [only] = begun;
  if (only !== undefined && begun.length === 1) return only;
  if (begun.length > 1)
    throw new RepriseError('USAGE', `${begun.length} sessions begin with ${word}: ${listed(begun)}.`, {
      hint: 'Give more of the id.',
      fields: { sessionId: word, sessions: begun },
    });
  const near = nearIds(
    word,
    newestFirst()
      .slice(0, MOST_COMPARED)
      .map(({ sessionId }) => sessionId),
  );
  throw sessionNotFound(word, near, near.length > 0 ? `Near it: ${near.join(', ')}.` : thereAre(ids));
};
