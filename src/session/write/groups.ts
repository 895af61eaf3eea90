// The commands that wait for the write under way on their session go out together, in the order in which they were given.
import type { Member } from './member.ts';
import { createTurns } from './turns.ts';

/** The most commands of one group: deciding more at once would hold up every other session of this process. */
const MAX_GROUP = 256;

export interface Groups {
  /** Sends a command with those that wait. */
  add(sessionId: string, member: Member): void;
  /** Runs a task after all commands given so far, and before those given later. */
  between<T>(sessionId: string, task: () => Promise<T>): Promise<T>;
}

/** @param send sends the commands of one group, one group of a session at a time; it never throws */
export const createGroups = (send: (sessionId: string, members: readonly Member[]) => Promise<void>): Groups => {
  const turns = createTurns();
  /** The group of each session that has not begun yet. */
  const waiting = new Map<string, Member[]>();
  return {
    add(sessionId, member) {
      const group = waiting.get(sessionId);
      if (group !== undefined && group.length < MAX_GROUP) {
        group.push(member);
        return;
      }
      const begun = [member];
      waiting.set(sessionId, begun);
      void turns.take(sessionId, () => {
        if (waiting.get(sessionId) === begun) waiting.delete(sessionId);
        return send(sessionId, begun);
      });
    },
    between(sessionId, task) {
      waiting.delete(sessionId);
      return turns.take(sessionId, task);
    },
  };
};
