// How far a reader has come: one position of each stream of the log, everything up to it received.
import type { EventPosition, From, Position } from '../../log/port.ts';

export type Covered = readonly Position[];

/** The sequence of a stream up to which it is covered; undefined where the stream is not known. */
export const sequenceIn = (covered: Covered, stream: string): number | undefined => {
  for (const one of covered) if (one.stream === stream) return one.sequence;
  return undefined;
};

/** Whether everything up to `other` is covered. */
export const covers = (covered: Covered, other: Covered): boolean => {
  for (const { stream, sequence } of other) if ((sequenceIn(covered, stream) ?? -1) < sequence) return false;
  return true;
};

/** With one position more; an earlier one of its stream is replaced. */
export const coveredWith = (covered: Covered, position: Position): Covered => {
  if (covered.length === 1 && covered[0]?.stream === position.stream)
    return covered[0].sequence >= position.sequence ? covered : [position];
  const before = sequenceIn(covered, position.stream);
  if (before === undefined) return [...covered, position];
  if (before >= position.sequence) return covered;
  return covered.map((one) => (one.stream === position.stream ? position : one));
};

/** What either covers. */
export const coveredByEither = (covered: Covered, other: Covered): Covered => other.reduce(coveredWith, covered);

/** Positions of events or commits, none of them before that of its stream in `first`. */
export const notBefore = (
  positions: readonly (Position | EventPosition)[],
  first: readonly (Position | EventPosition)[],
): readonly (Position | EventPosition)[] => {
  const isBefore = (one: Position | EventPosition, other: Position | EventPosition): boolean =>
    one.sequence < other.sequence || (one.sequence === other.sequence && indexOf(one) < indexOf(other));
  const missing = first.filter(({ stream }) => sequenceIn(positions, stream) === undefined);
  const later = positions.map((one) => {
    const least = first.find(({ stream }) => stream === one.stream);
    return least !== undefined && isBefore(one, least) ? least : one;
  });
  return [...later, ...missing];
};

/** The place in its commit of the last event that a position covers: without one, of all. */
const indexOf = (position: Position | EventPosition): number =>
  'index' in position ? position.index : Number.POSITIVE_INFINITY;

/** Where following goes on. */
export const followingFrom = ([position, ...more]: Covered): From =>
  position === undefined ? { kind: 'start' } : { kind: 'after', position, ...(more.length > 0 && { more }) };
