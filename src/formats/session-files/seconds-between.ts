// How long something took by the times of a session's files.

/** Seconds between two times of the log's form. */
export const secondsBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 1_000;
