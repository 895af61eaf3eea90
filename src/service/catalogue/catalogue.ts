// What a service knows of the sessions of its log: which there are, the newest first, and the overview of each. A cache, made
// when somebody asks, which can be dropped at any time.
import { SESSION_ID } from '../../../machines/events/fields.ts';
import type { RepriseError } from '../../errors.ts';
import type { Log } from '../../log/port.ts';
import { sessionNotFound } from '../../session/session-not-found.ts';
import { nearIds } from '../../session/source/session-name.ts';
import { createHeads, type Heads } from './heads.ts';
import { createRows, type Rows } from './rows.ts';

/** Of so many sessions, the newest, the ids are compared with one that does not exist. */
const MOST_COMPARED = 1_000;

export interface Catalogue extends Rows, Heads {
  /** The error for a session that does not exist, with the near ids among those that `sees` allows. */
  notFound(sessionId: string, sees: (sessionId: string) => boolean): Promise<RepriseError>;
}

export const createCatalogue = (log: Log, ends: AbortSignal): Catalogue => {
  const heads = createHeads(log, ends);
  return {
    ...heads,
    ...createRows(log),
    async notFound(sessionId, sees) {
      const ids: string[] = [];
      for (const head of await heads.newestFirst()) {
        if (SESSION_ID.test(head.sessionId) && sees(head.sessionId)) ids.push(head.sessionId);
        if (ids.length === MOST_COMPARED) break;
      }
      const near = nearIds(sessionId, ids);
      return sessionNotFound(sessionId, near, near.length > 0 ? `Near it: ${near.join(', ')}.` : undefined);
    },
  };
};
