// Which of a log's sessions a word means: an id, a unique start of one, or `latest`; and the near ones when it is none.
import { editDistance } from '../../machines/commands/facts.ts';
import { RepriseError } from '../errors.ts';
import type { SessionHead } from '../log/port.ts';

/** The most sessions that a message names. */
const MOST_NAMED = 5;
/** Of a log with more sessions, near ones are looked for among the newest. */
const MOST_COMPARED = 10_000;
/** Beyond so many edits an id is not near. */
const NEAR = 3;

const listed = (ids: readonly string[]): string =>
  ids.length > MOST_NAMED
    ? `${ids.slice(0, MOST_NAMED).join(', ')} and ${ids.length - MOST_NAMED} more`
    : ids.join(', ');

/** Ids that a mistyped one may have meant, the nearest first. */
export const nearIds = (word: string, ids: readonly string[]): string[] => {
  const lower = word.toLowerCase();
  const near = ids.map((id) => {
    // Against the start of the same length too: people type the start of an id.
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

/** @throws RepriseError SESSION_NOT_FOUND, or USAGE when several begin so */
export const sessionNamed = (word: string, sessions: readonly SessionHead[]): string => {
  const ids = sessions.map(({ sessionId }) => sessionId);
  if (ids.includes(word)) return word;
  if (ids.length === 0)
    throw new RepriseError('SESSION_NOT_FOUND', 'The log holds no session.', {
      hint: 'Import one, or begin one with session.start.',
      fields: { session: word, near: [] },
    });
  // The one with the newest record.
  if (word === 'latest') return sessions.reduce((a, b) => (b.sequence > a.sequence ? b : a)).sessionId;
  const begun = ids.filter((id) => id.startsWith(word));
  const [only] = begun;
  if (only !== undefined && begun.length === 1) return only;
  if (begun.length > 1)
    throw new RepriseError('USAGE', `${begun.length} sessions begin with ${word}: ${listed(begun)}.`, {
      hint: 'Give more of the id.',
      fields: { session: word, sessions: begun },
    });
  const newest = [...sessions].sort((a, b) => b.sequence - a.sequence).slice(0, MOST_COMPARED);
  const near = nearIds(
    word,
    newest.map(({ sessionId }) => sessionId),
  );
  throw new RepriseError('SESSION_NOT_FOUND', `There is no session ${word}.`, {
    hint: near.length > 0 ? `Near it: ${near.join(', ')}.` : `There are ${listed(ids)}.`,
    fields: { session: word, near },
  });
};
