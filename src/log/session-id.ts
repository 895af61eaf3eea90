// A session id becomes a token of a NATS subject: one that is not valid is refused before anything is sent.
import { SESSION_ID } from '../../machines/events/fields.ts';
import { RepriseError } from '../errors.ts';

const MOST_CHARACTERS = 64;
const NAMES: Readonly<Record<string, string>> = { '.': 'a dot', ' ': 'a space', '/': 'a slash' };

const unfit = (id: string): string => {
  if (id === '') return 'is empty';
  const [wrong] = id.match(/[^A-Za-z0-9_-]/u) ?? [];
  return wrong === undefined
    ? `has ${id.length} characters, not at most ${MOST_CHARACTERS}`
    : `contains ${NAMES[wrong] ?? JSON.stringify(wrong)}`;
};

/** @throws RepriseError BAD_SESSION_ID unless `id` is 1 to 64 of `A-Z a-z 0-9 _ -`. */
export const requireSessionId = (id: string): void => {
  if (typeof id === 'string' && SESSION_ID.test(id)) return;
  if (typeof id !== 'string')
    throw new RepriseError('BAD_SESSION_ID', `A session id is a string, not ${id === null ? 'null' : typeof id}.`);
  throw new RepriseError('BAD_SESSION_ID', `${JSON.stringify(id)} is not a valid session id: it ${unfit(id)}.`, {
    hint: 'A session id is 1 to 64 characters of A-Z a-z 0-9 _ -',
    fields: { sessionId: id },
  });
};
