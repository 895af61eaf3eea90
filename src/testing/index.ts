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
export type { BrokenLaw, RunCounts } from './check-run.ts';
export {
  type CheckSequencesOptions,
  checkSequences,
  findInSequences,
  type SequenceFailure,
  type SequencesChecked,
} from './check-sequences.ts';
export { type Failed, type FailureOptions, KitFailure } from './failure.ts';
export { LAW, type Law, Run, type RunOptions, started, startWish, type Wish } from './run.ts';
export { commandSequences, type SequenceOptions } from './sequences.ts';
