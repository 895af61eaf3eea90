// The order of sessions from the newest, by their last commit; of several streams, the later one first.
import type { SessionHead } from './port.ts';

export const byNewest = (a: SessionHead, b: SessionHead): number =>
  (b.place ?? 0) - (a.place ?? 0) || b.sequence - a.sequence;
