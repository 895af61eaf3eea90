// Waves: what a wave belongs to, how many agents of each run, and the highest so far. A wave belongs to the open cycle;
// where none is open to the active phase, and where none is active to the session.
import type { Table } from '../collections/table.ts';

/** What a wave's place is read from: the parts of the state's `work` and `session`. */
interface Cycles {
  readonly openCycles: readonly number[];
}
interface Phases {
  readonly activePhase: string | null;
}
interface Launched extends Cycles {
  readonly cycles: Table<{ readonly lastWave: number }>;
  readonly lastWave: number;
}

/** The one of them that there is, if any. */
export interface WavePlace {
  readonly cycle: number | undefined;
  readonly phase: string | undefined;
}

/** A wave and how many of its agents run; waves without a running agent are not listed. */
export interface RunningWave extends WavePlace {
  readonly wave: number;
  readonly agents: number;
}

/** What a wave that is launched now belongs to. */
export const wavePlaceOf = ({ openCycles }: Cycles, { activePhase }: Phases): WavePlace => {
  const cycle = openCycles.at(-1);
  return { cycle, phase: cycle === undefined ? (activePhase ?? undefined) : undefined };
};

export const isIn = (one: WavePlace, { cycle, phase }: WavePlace): boolean =>
  one.cycle === cycle && one.phase === phase;

/** The running waves after so many agents of one have begun, or ended. */
export const withAgents = (
  waves: readonly RunningWave[],
  { cycle, phase }: WavePlace,
  wave: number,
  change: number,
): readonly RunningWave[] => {
  const known = waves.find((one) => isIn(one, { cycle, phase }) && one.wave === wave);
  const others = waves.filter((one) => one !== known);
  const agents = (known?.agents ?? 0) + change;
  return agents > 0 ? [...others, { cycle, phase, wave, agents }] : others;
};

/** The highest wave so far within the open cycle; where none is open, within the session: waves may count on over phases. */
export const lastWaveOf = ({ cycles, openCycles, lastWave }: Launched): number => {
  const open = openCycles.at(-1);
  return open === undefined ? lastWave : (cycles.get(String(open))?.lastWave ?? 0);
};
