// How long a supervisor waits before it starts a server again: at once after the first failure, later ever longer, so that a
// server which cannot run costs little, and one which can is not given up.

/** A server that was up for this long has recovered: the next failure counts as the first. */
export const RECOVERED_MS = 60_000;
export const LONGEST_PAUSE_MS = 30_000;

/** @param failures how often it ended or could not start, from 1 */
export const restartPauseMs = (failures: number): number =>
  failures <= 1 ? 0 : Math.min(LONGEST_PAUSE_MS, 1_000 * 2 ** (failures - 2));
