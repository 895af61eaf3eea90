// Ids for the events of one explored command: a command of several events (`session.end failed`) needs one for each.

/** `event-7`, then `event-7-2`, `event-7-3`. */
export const eventIds = (first: string): (() => string) => {
  let count = 0;
  return () => {
    count += 1;
    return count === 1 ? first : `${first}-${count}`;
  };
};
