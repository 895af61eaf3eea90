// What happens inside a log that a service counts and its callers are not told: published in this process to whoever
// listens (node:diagnostics_channel), at no cost where nobody does.
import { channel } from 'node:diagnostics_channel';

export interface News<T> {
  tell(what: T): void;
  /** @returns ends it */
  hear(listener: (what: T) => void): () => void;
}

const news = <T>(name: string): News<T> => {
  const of = channel(name);
  return {
    tell: (what) => {
      if (of.hasSubscribers) of.publish(what);
    },
    hear: (listener) => {
      const on = (what: unknown): void => listener(what as T);
      of.subscribe(on);
      return () => void of.unsubscribe(on);
    },
  };
};

/** A connection to the log was made, or lost; `connection` tells it from others of the same process. */
export const connectionNews = news<{
  readonly connection: object;
  readonly isUp: boolean;
  readonly url: string;
  /** Why it is not up, as the end of a sentence. */
  readonly seen: string;
}>('reprise.log.connection');

/** Commits of different sessions went out as one atomic batch. */
export const batchNews = news<{ readonly commits: number; readonly ms: number }>('reprise.log.batch');

/** A live stream was ended because its reader was too slow. */
export const droppedReaderNews = news<Record<string, never>>('reprise.reader.dropped');
