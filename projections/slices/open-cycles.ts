// The cycles that are open, in the order of their starts. The law allows one; observed facts may have opened more, and
// then the newest is the one that runs, and the end of another leaves it open.
import { cycle } from '../../machines/life-cycles/cycle.ts';
import { type Moved, onMoves } from '../moves.ts';
import type { Slice } from '../slice.ts';
import { statusAfter } from '../status.ts';

export type OpenCycles = readonly number[];

export const withCycleMoved = (open: OpenCycles, { id, signal }: Moved<'cycle'>): OpenCycles => {
  const number = Number(id);
  if (!cycle.isOpen(statusAfter('cycle', undefined, signal))) return open.filter((one) => one !== number);
  return open.includes(number) ? open : [...open, number];
};

export const openCycles: Slice<OpenCycles> = {
  init: [],
  on: onMoves('cycle', (open, _event, moved) => withCycleMoved(open, moved)),
};
