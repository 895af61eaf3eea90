// One simulated course of events as data: everything that happens follows from it.
import type { Profile } from '../../../machines/profile.ts';
import type { SimulatedFault } from './faults.ts';

/** What is left out of a course, to find the few things that a failure needs. */
export interface LeftOut {
  /** Ids of commands. */
  readonly commands: readonly string[];
  /** Names of readers. */
  readonly readers: readonly string[];
  /** Names of faults, as the story has them. */
  readonly faults: readonly string[];
}

export interface Setting {
  readonly seed: number;
  readonly profile: string | Profile;
  readonly log: 'memory' | 'jetstream' | 'own';
  readonly services: number;
  readonly writers: number;
  readonly readers: number;
  readonly sessions: number;
  /** Of each session, its start included. */
  readonly commands: number;
  /** Of a thousand occasions. */
  readonly faults: Readonly<Record<SimulatedFault, number>>;
  readonly leftOut: LeftOut;
}

export const NOTHING_LEFT_OUT: LeftOut = { commands: [], readers: [], faults: [] };
