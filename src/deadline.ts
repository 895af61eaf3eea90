/** How long a call waits for a log that does not answer, where nothing else is set: milliseconds. */
export const DEADLINE_MS = 10_000;
