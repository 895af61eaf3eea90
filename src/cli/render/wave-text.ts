// The name of a wave as a heading: with the cycle or the phase that it belongs to.
import type { WavePlace } from '../../../projections/slices/agents.ts';

/** `Cycle 1, wave 2`, `Planning, wave 2`, `Wave 2`. */
export const waveText = ({ cycle, phase, number }: WavePlace): string => {
  const place = cycle === null ? phase : `Cycle ${cycle}`;
  return place === null ? `Wave ${number}` : `${place}, wave ${number}`;
};
