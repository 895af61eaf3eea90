// `reprise/testing`: the means by which Reprise proves its own transitions, for a process of one's own. Works with any
// test runner; nothing here knows one.
export {
  type Broken,
  checkHistory,
  type Found,
  type Invariant,
  invariant,
  type Ledger,
  ledger,
  ledgerOfAll,
} from '../../machines/index.ts';
export {
  type CheckMachineOptions,
  checkMachine,
  type MachineCheck,
  type MachineProblem,
  type MachineState,
} from '../check/check-machine/check-machine.ts';
export { checkProfile } from '../check/check-profile/check-profile.ts';
export type {
  CheckProfileOptions,
  CoveredMachine,
  ExploredAspect,
  ExploredState,
  Problem,
  ProblemKind,
  ProfileCheck,
  TraceCommand,
} from '../check/check-profile/result.ts';
export type { ViolatedProperty, RunCounts } from '../check/sequences/check-sequence.ts';
export {
  type CheckSequencesOptions,
  checkSequences,
  findInSequences,
  type SequenceFailure,
  type SequencesResult,
} from '../check/sequences/check-sequences.ts';
export { type Failed, type FailureOptions, KitFailure } from '../check/kit-failure.ts';
export { type AppendCall, type Fault, faultyLog } from '../check/model-run/faulty-log.ts';
export { type ModelRunOptions, type ModelRunResult, modelRun } from '../check/model-run/model-run.ts';
export { FAULT_WEIGHTS, type FaultWeights } from '../check/model-run/steps.ts';
export type { FaultKind, ModelRunCounts } from '../check/model-run/counts.ts';
export type { MakeSessions } from '../check/model-run/writer.ts';
export { type GeneratedCommand, LAW, type Law, Run, type RunOptions, startCommand, started } from '../check/run/run.ts';
export { commandSequences, type SequenceOptions } from '../check/sequences/command-sequences.ts';
export { type ExpectedEvent, type ExpectedRefusal, type GivenOptions, given, type TypedCommand } from './given.ts';
