// Which session of a log a person means: by its id, a unique start of it, or `latest`; where none fits, the near ids.
import { editDistance } from '../../../machines/nearest-word.ts';
import { RepriseError } from '../../errors.ts';
import type { SessionHead } from '../../log/port.ts';
import { sessionNotFound } from '../session-not-found.ts';

/** The most sessions that a message names. */
const MOST_NAMED = 5;
/** In a log with more sessions, only this many of the newest are searched for near ids. */
const MOST_COMPARED = 10_000;
/** The most edits between two near ids. */
const NEAR = 3;

const listed = (ids: readonly string[]): string =>
  ids.length > MOST_NAMED
    ? `${ids.slice(0, MOST_NAMED).join(', ')} and ${ids.length - MOST_NAMED} more`
    : ids.join(', ');

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

/** @throws RepriseError SESSION_NOT_FOUND, with near ids; USAGE when several sessions begin with the word */
export const sessionNamed = (word: string, sessions: readonly SessionHead[]): string => {
  const ids = sessions.map(({ sessionId }) => sessionId);
  if (ids.includes(word)) return word;
  if (ids.length === 0)
    throw new RepriseError('SESSION_NOT_FOUND', 'The log holds no session.', {
      hint: 'Import one, or begin one with session.start.',
      fields: { sessionId: word, near: [] },
    });
  // The session with the newest commit.
  if (word === 'latest') return sessions.reduce((a, b) => (b.sequence > a.sequence ? b : a)).sessionId;
  const begun = ids.filter((id) => id.startsWith(word));
  const [only] = begun;
  if (only !== undefined && begun.length === 1) return only;
  if (begun.length > 1)
    throw new RepriseError('USAGE', `${begun.length} sessions begin with ${word}: ${listed(begun)}.`, {
      hint: 'Give more of the id.',
      fields: { sessionId: word, sessions: begun },
    });
  const newest = [...sessions].sort((a, b) => b.sequence - a.sequence).slice(0, MOST_COMPARED);
  const near = nearIds(
    word,
    newest.map(({ sessionId }) => sessionId),
  );
  throw sessionNotFound(word, near, near.length > 0 ? `Near it: ${near.join(', ')}.` : `There are ${listed(ids)}.`);
};
