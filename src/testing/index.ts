// `reprise/testing`: what Reprise tests its own transitions with, for your process. Works with any test runner.
export {
  checkHistory,
  type HistoryViolation,
  type Invariant,
  type InvariantViolation,
  invariant,
  type Reducer,
  reducer,
  reducerOfAll,
} from '../../machines/index.ts';
export { checkMachine } from '../check/check-machine/check-machine.ts';
export type {
  CheckMachineOptions,
  MachineCheck,
  MachineProblem,
  MachineProblemKind,
  MachineState,
} from '../check/check-machine/result.ts';
export { checkProfile } from '../check/check-profile/check-profile.ts';
export type {
  ChangedRule,
  CheckProfileOptions,
  Completion,
  CoveredMachine,
  ExploredAspect,
  ExploredState,
  Hint,
  LegalTrace,
  Problem,
  ProblemKind,
  ProfileCheck,
  TraceCommand,
} from '../check/check-profile/result.ts';
export { type FailureDetails, type FailureOptions, KitFailure } from '../check/kit-failure.ts';
export type { FaultKind, ModelRunCounts } from '../check/model-run/counts.ts';
export { type AppendCall, type Fault, faultyLog } from '../check/model-run/faulty-log.ts';
export { type ModelRunOptions, type ModelRunResult, modelRun } from '../check/model-run/model-run.ts';
export { FAULT_WEIGHTS, type FaultWeights } from '../check/model-run/steps.ts';
export type { MakeSessions } from '../check/model-run/writer.ts';
export { type GeneratedCommand, startCommand } from '../check/run/generated-command.ts';
export { LAW, type Law } from '../check/run/law.ts';
export { Run, type RunOptions, started } from '../check/run/run.ts';
export type { RunCounts } from '../check/sequences/check-sequence.ts';
export {
  type CheckSequencesOptions,
  checkSequences,
  findInSequences,
  type SequenceFailure,
  type SequencesResult,
} from '../check/sequences/check-sequences.ts';
export { commandSequences, type SequenceOptions } from '../check/sequences/command-sequences.ts';
export type { ViolatedProperty } from '../check/sequences/property-violation.ts';
export {
  SIMULATED_FAULT_WEIGHTS,
  type SimulatedFault,
  type SimulatedFaultWeights,
} from '../check/simulation/faults.ts';
export type { SimulateOptions } from '../check/simulation/options.ts';
export type { Setting as SimulatedCourse } from '../check/simulation/setting.ts';
export { type Simulation, simulate } from '../check/simulation/simulate.ts';
export { type ExpectedEvent, type ExpectedRefusal, type GivenOptions, given, type TypedCommand } from './given.ts';
