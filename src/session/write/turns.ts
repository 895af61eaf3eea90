// Tasks with the same key run one after the other: a write to a session waits for this process's earlier writes to it.

export interface Turns {
  /** Runs `task` when all earlier ones with this key have ended, however they ended. */
  take<T>(key: string, task: () => Promise<T>): Promise<T>;
}

export const createTurns = (): Turns => {
  const lasts = new Map<string, Promise<unknown>>();
  return {
    take<T>(key: string, task: () => Promise<T>): Promise<T> {
      const before = lasts.get(key) ?? Promise.resolve();
      const mine = before.then(task, task);
      lasts.set(key, mine);
      const leave = () => {
        if (lasts.get(key) === mine) lasts.delete(key);
      };
      mine.then(leave, leave);
      return mine;
    },
  };
};
