// The parent of a session that starts. The law knows one session: whether another is in the log is given to it by who
// decides, and recorded, so that everybody who reads the event can judge it.
import { EVENTS } from '../events/catalog.ts';
import type { Fact } from './fact.ts';

/**
 * The session that a start names as its parent, if any. A start that has its profile's hash is an event of another log: it
 * states what that log held.
 */
export const parentOf = (data: unknown): string | undefined => {
  const { parentSession, profileHash } = (data ?? {}) as { parentSession?: unknown; profileHash?: unknown };
  return typeof parentSession === 'string' && profileHash === undefined ? parentSession : undefined;
};

/** Parsed for the schema's order of members: encode is to be the inverse of decode, byte for byte. */
const unknownParent = (data: object) => EVENTS.session_started.data.parse({ ...data, parentKnown: false });

/** The facts of a command; a start whose parent the log lacks says so. */
export const withParentKnown = (
  facts: readonly Fact[],
  given: unknown,
  missing: string | undefined,
): readonly Fact[] =>
  missing === undefined || parentOf(given) !== missing
    ? facts
    : facts.map((fact) =>
        fact.type === 'session_started' ? { ...fact, data: unknownParent(fact.data as object) } : fact,
      );
