// Every invariant of the law: one for each machine, one for each rule of SPEC.md.
import { carriedInvariants } from './carried.ts';
import { completionInvariants } from './completion.ts';
import { cycleInvariants } from './cycle.ts';
import { cycleWorkInvariants } from './cycle-work.ts';
import type { Invariant } from './invariant.ts';
import { phaseInvariants } from './phase.ts';
import { planMdInvariants } from './plan-md.ts';
import { recordInvariants } from './record.ts';
import { referenceInvariants } from './references.ts';
import { reviewInvariants } from './review.ts';
import { sessionInvariants } from './session.ts';
import { machineInvariants } from './states.ts';
import { todoInvariants } from './todo.ts';
import { tokenInvariants } from './tokens.ts';
import { workInvariants } from './work.ts';
import { workbookInvariants } from './workbook.ts';

export const INVARIANTS: readonly Invariant[] = [
  ...machineInvariants,
  ...referenceInvariants,
  ...phaseInvariants,
  ...carriedInvariants,
  ...cycleWorkInvariants,
  ...sessionInvariants,
  ...completionInvariants,
  ...cycleInvariants,
  ...reviewInvariants,
  ...workInvariants,
  ...planMdInvariants,
  ...todoInvariants,
  ...tokenInvariants,
  ...workbookInvariants,
  ...recordInvariants,
];
