// The state that commands are decided in: for each entity the state of its life cycle and what the rules need of it, no
// more. What people see is the work of projections. Each part has its type, initial value and transitions in one file.
import { Table } from '../collections/table.ts';
import { type BudgetState, initialBudget } from './budget.ts';
import { type EvidenceState, initialEvidence } from './evidence.ts';
import { initialPlan, type PlanState } from './plan.ts';
import { initialRecord, type RecordState } from './record.ts';
import { initialSession, type SessionState } from './session.ts';
import { initialWork, type WorkState } from './work.ts';

/** Immutable; every version stays readable. */
export interface State {
  readonly sessionId: string;
  /** The ordinal of the newest event. */
  readonly ordinal: number;
  readonly session: SessionState;
  readonly work: WorkState;
  readonly plan: PlanState;
  readonly evidence: EvidenceState;
  readonly budget: BudgetState;
  readonly record: RecordState;
  /** What events referred to that the session did not have: `task t9`. */
  readonly unknownNames: Table<true>;
}

/** The state of a session before its first event. */
export const initialState = (sessionId: string): State => ({
  sessionId,
  ordinal: 0,
  session: initialSession,
  work: initialWork,
  plan: initialPlan,
  evidence: initialEvidence,
  budget: initialBudget,
  record: initialRecord,
  unknownNames: Table.empty(),
});
