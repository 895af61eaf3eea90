/** The longest that a test waits for something: far above what it takes on a slow and busy machine. */
export const PATIENCE_MS = 20 * 60_000;
