// The counts of a model run: how often each fault took place, and how the commands ended.
import type { Fault } from './faulty-log.ts';

/** `repeated-command`: a command id that was sent before was sent again, by the same writer or another. */
export type FaultKind = Fault['kind'] | 'repeated-command';

export const FAULT_KINDS = [
  'lost-acknowledgement',
  'lost-request',
  'late-request',
  'repeated-append',
  'repeated-command',
  'conflict',
  'writer-killed',
  'server-killed',
] as const satisfies readonly FaultKind[];

/** Over all runs; those made by shrinking are not counted. */
export interface ModelRunCounts {
  /** Runs, each on a session of its own, and how many of them had writers at the same time. */
  runs: number;
  interleaved: number;
  /** Commands sent, repeats included, and events that are in the log at the end. */
  commands: number;
  events: number;
  /** How commands ended, by the kind of the answer or the code of the error. */
  answers: Record<string, number>;
  /** Calls that met another writer's commit at least once, and those of them that came to an answer. */
  conflicts: number;
  conflictsSettled: number;
  /** Commands of which it was not known for a while whether they were recorded, and those that were settled. */
  unknowns: number;
  unknownsSettled: number;
  /** Faults that took place, by kind. */
  faults: Record<FaultKind, number>;
}

export const newCounts = (): ModelRunCounts => ({
  runs: 0,
  interleaved: 0,
  commands: 0,
  events: 0,
  answers: {},
  conflicts: 0,
  conflictsSettled: 0,
  unknowns: 0,
  unknownsSettled: 0,
  faults: Object.fromEntries(FAULT_KINDS.map((kind) => [kind, 0])) as Record<FaultKind, number>,
});

/** Adds the counts of a run to those of all. */
export const addCounts = (all: ModelRunCounts, one: ModelRunCounts): void => {
  for (const name of [
    'runs',
    'interleaved',
    'commands',
    'events',
    'conflicts',
    'conflictsSettled',
    'unknowns',
    'unknownsSettled',
  ] as const)
    all[name] += one[name];
  for (const kind of FAULT_KINDS) all.faults[kind] += one.faults[kind];
  for (const [kind, count] of Object.entries(one.answers)) all.answers[kind] = (all.answers[kind] ?? 0) + count;
};
