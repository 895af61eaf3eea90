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
  type MachineFinding,
  type MachineState,
} from './check-machine.ts';
export { checkProfile } from './check-profile/check-profile.ts';
export type {
  CheckProfileOptions,
  CoveredMachine,
  ExploredAspect,
  ExploredState,
  Finding,
  FindingKind,
  ProfileCheck,
  StoryCommand,
} from './check-profile/result.ts';
export type { BrokenLaw, RunCounts } from './check-run.ts';
export {
  type CheckSequencesOptions,
  checkSequences,
  findInSequences,
  type SequenceFailure,
  type SequencesChecked,
} from './check-sequences.ts';
export { type Failed, type FailureOptions, KitFailure } from './failure.ts';
export { type ExpectedEvent, type ExpectedRefusal, type GivenOptions, given, type TypedWish } from './given.ts';
export { type AppendCall, type Fault, faultyLog } from './model-run/faulty-log.ts';
export { type ModelRunOptions, type ModelRunResult, modelRun } from './model-run/model-run.ts';
export { FAULT_WEIGHTS, type FaultWeights } from './model-run/steps.ts';
export type { FaultKind, ModelRunCounts } from './model-run/tally.ts';
export type { MakeSessions } from './model-run/writer.ts';
export { LAW, type Law, Run, type RunOptions, started, startWish, type Wish } from './run.ts';
export { commandSequences, type SequenceOptions } from './sequences.ts';
