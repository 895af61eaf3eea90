// Checks that each text and number of session files is somewhere in the events that they became.
import { expect } from 'vitest';
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { readTime } from '../../../machines/time.ts';
import { statusOf } from '../../../src/formats/session-files/words.ts';

/** Every text and number of a JSON value, and every name in it. */
const leavesOf = (value: unknown, leaves = new Set<string>()): Set<string> => {
  if (typeof value === 'string' || typeof value === 'number') leaves.add(String(value));
  else if (typeof value === 'object' && value !== null)
    for (const member of Object.values(value)) leavesOf(member, leaves);
  return leaves;
};

const timeIn = (leaf: string): string => {
  const read = readTime(leaf);
  return 'time' in read ? read.time : '';
};

export const expectNothingLost = (files: Iterable<unknown>, events: readonly RecordedEvent[]): void => {
  const kept = leavesOf(events);
  const texts = [...kept].join('\n');
  const types = new Set<string>(events.map(({ type }) => type));
  const lost = [...leavesOf([...files])].filter((leaf) => {
    if (kept.has(leaf) || texts.includes(leaf) || types.has(leaf)) return false;
    if (kept.has(timeIn(leaf)) || statusOf(leaf) !== undefined) return false;
    return leaf.trim() !== '' && !kept.has(leaf.trim().toLowerCase());
  });
  expect(lost).toEqual([]);
};
