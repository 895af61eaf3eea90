// The faults of one course: drawn by name, counted, and left out where shrinking asks for it.
import { Draws } from './draws.ts';
import { SIMULATED_FAULTS, type SimulatedFault } from './faults.ts';
import type { Setting } from './setting.ts';

export class Chance {
  readonly draws: Draws;
  /** Faults that took place, by kind. */
  readonly counts = Object.fromEntries(SIMULATED_FAULTS.map((kind) => [kind, 0])) as Record<SimulatedFault, number>;
  /** The names of those that took place, in order. */
  readonly happened: string[] = [];
  /** Once over, nothing goes wrong any more: what is unknown can be found out. */
  isOver = false;
  readonly #setting: Setting;
  readonly #leftOut: ReadonlySet<string>;
  readonly #times = new Map<string, number>();

  constructor(setting: Setting) {
    this.#setting = setting;
    this.draws = new Draws(setting.seed);
    this.#leftOut = new Set(setting.leftOut.faults);
  }

  /** The same name with the number of times that it was used, so that each occasion has a name of its own. */
  occasion(name: string): string {
    const times = (this.#times.get(name) ?? 0) + 1;
    this.#times.set(name, times);
    return times === 1 ? name : `${name} (${times})`;
  }

  /**
   * The fault of an occasion, the first of these kinds that is drawn.
   * @param times as how many occasions it counts
   */
  faultOf(occasion: string, kinds: readonly SimulatedFault[], times = 1): SimulatedFault | undefined {
    if (this.isOver) return undefined;
    let part = (this.draws.part(occasion) * 1_000) / times;
    for (const kind of kinds) {
      part -= this.#setting.faults[kind];
      if (part >= 0) continue;
      const name = `${kind}: ${occasion}`;
      if (this.#leftOut.has(name)) return undefined;
      this.counts[kind] += 1;
      this.happened.push(name);
      return kind;
    }
    return undefined;
  }
}
