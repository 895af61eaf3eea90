// `reprise`: a log of sessions to write to, read, replay and follow. Without an address it finds or starts the managed
// nats-server.

export type { Command } from '../machines/commands/command.ts';
export type { CommandInput } from '../machines/commands/inputs.ts';
export type { Rejection, StateSummary } from '../machines/decide.ts';
export type { EventData, EventType } from '../machines/events/catalog.ts';
export type { EventOf, RecordedEvent } from '../machines/events/envelope.ts';
export type { LegalMove, Need } from '../machines/legal.ts';
export type { UnknownName } from '../machines/near-names.ts';
export type { Profile } from '../machines/profile.ts';
export type { State } from '../machines/state/state.ts';
export type { Documents, PlanDocument, ViewName } from '../projections/index.ts';
export type { Admin, QuarantinedMessage } from './admin/admin.ts';
export type { EmptiedPlace, ForgetOptions, Forgotten } from './admin/forget.ts';
export type { UnsoundKind, UnsoundMessage } from './admin/judge.ts';
export { type OpenAdminOptions, openAdmin } from './admin/open-admin.ts';
export type { QuarantineOptions, Repaired, RepairLook } from './admin/repair.ts';
export type { ForgottenReport, SearchedPlace } from './admin/verify-forgotten.ts';
export {
  type ChartDocument,
  type ChartMoment,
  type ChartSession,
  chartDocument,
  chartMoment,
  profileChart,
  sessionChart,
} from './chart/chart-document.ts';
export { chartMermaid } from './chart/mermaid.ts';
export { chartSvg } from './chart/svg.ts';
export { xstateModule } from './chart/xstate-module.ts';
export {
  type CheckCorpusOptions,
  type CorpusCheck,
  type CorpusCounts,
  type CorpusSession,
  checkCorpus,
} from './check/corpus/check-corpus.ts';
export type { RefusedEvent, SessionCheck, SessionOutcome } from './check/corpus/check-session.ts';
export { type CorpusEntry, type CorpusLocation, corpusEntries } from './check/corpus/corpus.ts';
export { type RenderViewOptions, renderView, type ViewFormat } from './cli/render/render-view.ts';
export { ERROR_CODES, type ErrorCode, isRepriseError, RepriseError } from './errors.ts';
export { type ExportedSessionFiles, exportSessionFiles } from './export/export-session-files.ts';
export { exportToFile } from './export/export-to-file.ts';
export {
  type ExportedTrace,
  exportTrace,
  type Trace,
  type TraceEvent,
  traceOfEvents,
  traceText,
} from './export/trace.ts';
export type { LeftOutVersion, UnknownSign } from './formats/plan-md/from-git.ts';
export type { SecretHandling } from './import/exported-file.ts';
export type { ImportDocumentOptions, ImportedDocumentSession } from './import/import-document.ts';
export type { ImportedFile, ImportFileOptions } from './import/import-file.ts';
export type { ImportedFolder, ImportFolderOptions } from './import/import-folder.ts';
export type { FolderOutcome, FolderTotals, ImportFoldersOptions } from './import/import-folders.ts';
export type { ImportedPlanHistory, ImportPlanHistoryOptions } from './import/import-plan-history.ts';
export type { QuarantineEntry } from './log/admin-port.ts';
export { memoryLog } from './log/memory.ts';
export { type NatsLogOptions, openNatsLog } from './log/nats/log.ts';
export type { QueueLimits } from './log/nats/queue-room.ts';
export type { Durability, EventPosition, Log, PlacedEvent, Position, SessionHead, Tombstone } from './log/port.ts';
export { type StreamsLogOptions, streamsLog } from './log/streams.ts';
export { type OpenOptions, open, type Reprise, readProfile } from './open.ts';
export type { PlanConflict, SyncedPlan, SyncPlanOptions } from './plan-sync/sync-plan.ts';
export type { SecretOptions, UserPattern } from './secrets/secret-options.ts';
export { createHub, type Hub, type HubOptions, type Subscription } from './session/follow/hub.ts';
export type { HubSubscribeOptions, Subscribed, SubscribeFrom, SubscribeOptions } from './session/follow/options.ts';
export { type PatchOperation, patchBetween, patched } from './session/follow/patch.ts';
export type { SubscribeViewOptions, ViewChanged, ViewSubscribed } from './session/follow/subscribe-view.ts';
export type { ChainHead } from './session/record/chain.ts';
export type { Diagnosis, Happened } from './session/record/diagnosis.ts';
export type { Exported } from './session/record/export.ts';
export type { FaultReport } from './session/record/fault-report.ts';
export type { LineFault, LineFaultKind } from './session/record/faults.ts';
export { headFrom, headText } from './session/record/head-text.ts';
export type { LawDisagreement } from './session/record/law-disagreement.ts';
export type { FilePlace, Place, SourcedEvent } from './session/record/place.ts';
export type { ProfileHashDifference } from './session/record/profile-hash.ts';
export type { SourceLine } from './session/record/record-check.ts';
export type { Refusals, WouldRefuse } from './session/record/refusal-tally.ts';
export type { ViewDifference } from './session/record/same-views.ts';
export { logSource, type Source } from './session/record/source.ts';
export type { UninterpretedReport } from './session/record/uninterpreted-tally.ts';
export { type VerifyOptions, verify } from './session/record/verify.ts';
export type { HeadReport, RuleReport, VerifyReport } from './session/record/verify-report.ts';
export type { StatusDifference } from './session/record/view-statuses.ts';
export type { Change, CountChange, CountName } from './session/replay/changes.ts';
export {
  type Bound,
  type Divergence,
  type ReplayOptions,
  type ReplayStep,
  replay,
  type ViewedStep,
} from './session/replay/replay.ts';
export type { CommandOptions, SessionHandle } from './session/session-handle.ts';
export { fileSource } from './session/source/file-source.ts';
export type { CacheLimits } from './session/write/kept-sessions.ts';
export type { LoadedSession } from './session/write/loaded-sessions.ts';
export type { NewCommand } from './session/write/new-command.ts';
export type { PlacedViolation } from './session/write/placed-violation.ts';
export type { RecordOptions, RecordResult, SendOptions, SendResult } from './session/write/sessions.ts';
