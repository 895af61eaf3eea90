// The pure part of Reprise: the language (events, commands, profiles), the law (machines, rules), and the fold.
export { canonicalJson } from './canonical-json.ts';
export { activeStates } from './chart/active-states.ts';
export type {
  ActiveStates,
  Chart,
  ChartGuard,
  ChartMove,
  ChartRegion,
  Condition,
  FactName,
  RegionKind,
  Root,
} from './chart/chart.ts';
export { type ChartOptions, chartOf, chartOfSession } from './chart/chart-of.ts';
export { movesOf, type OfferedMove, shutGuards } from './chart/moves-of.ts';
export { moveIdOf, type Taken, Trail } from './chart/trail.ts';
export {
  chartMachine,
  type MachineConfig,
  type MachineValue,
  type MarkedSession,
  machineConfig,
  machineEvent,
  machineFacts,
  machineValue,
} from './chart/xstate.ts';
export { check, hasError, type Violation } from './check.ts';
export { List } from './collections/list.ts';
export { Table } from './collections/table.ts';
export { type Command, commandHash, type DecideContext } from './commands/command.ts';
export { LAW_VERSION, profileFrom } from './commands/facts.ts';
export { type Argument, type ArgumentKind, type CommandForm, commandForm, type ItemForm } from './commands/forms.ts';
export type { JsonSchema } from './commands/input-schema.ts';
export type { CommandInput } from './commands/inputs.ts';
export { COMMAND_WORDS, COMMANDS, type CommandWord, eventTypeOf, wordFor } from './commands/words.ts';
export { writtenMove } from './commands/written-move.ts';
export { type Decision, decide, type Rejection, type StateSummary, summaryOf } from './decide.ts';
export { type Decider, type SessionDecider, sessionDecider } from './decider.ts';
export { EVENT_TYPES, EVENTS, type EventData, type EventType, isEventType } from './events/catalog.ts';
export {
  CHAIN_START,
  chainHash,
  DecodeError,
  decodeEvent,
  type EventOf,
  encodeEvent,
  type ForeignEvent,
  isDerived,
  joinTags,
  type RecordedEvent,
  type Sha256,
  tagsOf,
  type UnchainedEvent,
  violatesOf,
} from './events/envelope.ts';
export { SessionId, Timestamp, UNKNOWN_TIME } from './events/fields.ts';
export type { EventSeverity } from './events/severity.ts';
export { type Uninterpreted, uninterpreted } from './events/uninterpreted.ts';
export { evolve } from './evolve.ts';
export { fold, type Judged, judge } from './fold.ts';
export { INVARIANTS } from './invariants/all.ts';
export { checkHistory, HistoryCheck, type HistoryViolation } from './invariants/check-history.ts';
export {
  type Invariant,
  type InvariantViolation,
  invariant,
  type Reducer,
  reducer,
  reducerOfAll,
  type StepResult,
} from './invariants/invariant.ts';
export { completed, type LegalMove, legalMoves, type Need } from './legal.ts';
export { ENTITY_KINDS, type EntityKind, LIFE_CYCLES, lifeCycleOf } from './life-cycles/all.ts';
export type { LifeCycle } from './life-cycles/life-cycle.ts';
export type { Step } from './life-cycles/step.ts';
export type { UnknownName } from './near-names.ts';
export { Enforcement, PROFILES, Profile, Severity } from './profile.ts';
export { RULES, rulesFor, severityUnder } from './rules/all.ts';
export type { Rule } from './rules/rule.ts';
export { stateOf } from './state/entities.ts';
export { initialState, type State } from './state/state.ts';
export { stepsOf } from './steps.ts';
export { type NotATime, type ReadTime, readTime } from './time.ts';
