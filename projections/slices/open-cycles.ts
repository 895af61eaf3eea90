// The cycles that are open, in the order of their starts. The law allows one; observed facts may have opened more, and
// then the newest is the one that runs, and the end of another leaves it open.
import type { Slice } from '../slice.ts';

export type OpenCycles = readonly number[];

export const withOpened = (open: OpenCycles, cycle: number): OpenCycles =>
  open.includes(cycle) ? open : [...open, cycle];
export const withEnded = (open: OpenCycles, cycle: number): OpenCycles => open.filter((one) => one !== cycle);

export const openCycles: Slice<OpenCycles> = {
  init: [],
  on: {
    cycle_started: (state, { data }) => withOpened(state, data.cycle),
    cycle_ended: (state, { data }) => withEnded(state, data.cycle),
  },
};
