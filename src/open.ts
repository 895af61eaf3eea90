// Opening a log, and all that an open log offers: the managed nats-server, one that runs, or a service over HTTP.
import { defined } from '../machines/defined.ts';
import type { Profile } from '../machines/profile.ts';
import type { ViewName } from '../projections/index.ts';
import type { ExportedSessionFiles } from './export/export-session-files.ts';
import { exportToFile } from './export/export-to-file.ts';
import { requirePath } from './given-path.ts';
import type { ImportDocumentOptions, ImportedDocumentSession } from './import/import-document.ts';
import type { ImportedFile, ImportFileOptions } from './import/import-file.ts';
import type { ImportedFolder, ImportFolderOptions } from './import/import-folder.ts';
import type { FolderTotals, ImportFoldersOptions } from './import/import-folders.ts';
import type { ImportedPlanHistory, ImportPlanHistoryOptions } from './import/import-plan-history.ts';
import { imports } from './import/imports.ts';
import { managedPlace } from './log/nats/managed-place.ts';
import { openManagedLog } from './log/nats/open-managed.ts';
import type { QueueLimits } from './log/nats/queue-room.ts';
import type { Log, PlacedEvent, SessionHead, Tombstone } from './log/port.ts';
import { requireSessionId } from './log/session-id.ts';
import { openShared } from './log/shared.ts';
import type { SyncedPlan, SyncPlanOptions } from './plan-sync/sync-plan.ts';
import { patternsFrom, type SecretOptions } from './secrets/secret-options.ts';
import { createHub, type Hub } from './session/follow/hub.ts';
import { eventReceived, type HubSubscribeOptions, type Subscribed } from './session/follow/options.ts';
import type { SubscribeViewOptions, ViewSubscribed } from './session/follow/subscribe-view.ts';
import type { Exported } from './session/record/export.ts';
import { logSource } from './session/record/source.ts';
import { type VerifyOptions, verify } from './session/record/verify.ts';
import type { VerifyReport } from './session/record/verify-report.ts';
import { type Divergence, type ReplayOptions, replay, type ViewedStep } from './session/replay/replay.ts';
import { type SessionHandle, sessionHandle } from './session/session-handle.ts';
import { sessionNotFound } from './session/session-not-found.ts';
import { type CacheLimits, checkedLimits } from './session/write/kept-sessions.ts';
import type { LoadedSession } from './session/write/loaded-sessions.ts';
import type { NewCommand } from './session/write/new-command.ts';
import { type Recorder, recorderOn } from './session/write/recorder.ts';
import type { RecordOptions, RecordResult, SendOptions, SendResult } from './session/write/sessions.ts';
import { witnessed } from './session/write/sight.ts';

export interface OpenOptions {
  /**
   * A nats-server, `nats://user:password@host:4222`, or a service, `http://127.0.0.1:4280`. Default: `NATS_URL`, else the
   * managed server of the store.
   */
  readonly url?: string;
  /** Of a service: the token that it asks for. Default: `REPRISE_TOKEN`. */
  readonly token?: string;
  /** The managed server's folder. Default: `$XDG_DATA_HOME/reprise`. */
  readonly store?: string;
  /**
   * The streams of the log, the current one last: new sessions go there, and a session stays in its stream. Default: the
   * names in `REPRISE_STREAMS`, else `REPRISE`.
   */
  readonly streams?: readonly string[];
  /** A log that is open already, for tests `memoryLog()`. It stays open when this is closed. */
  readonly log?: Log;
  /** Default: `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /**
   * What is replaced as a secret before anything is decided, hashed or recorded: common forms of keys and tokens, and
   * your own patterns. `false`: texts are recorded as they are sent. The command line's file of patterns is not read.
   */
  readonly secrets?: SecretOptions | false;
  /**
   * How long each call waits for a log that does not answer, opening included, before it fails: milliseconds. Default 10,000.
   */
  readonly deadlineMs?: number;
  /** How much may wait for the log to acknowledge it, and what happens beyond it: a wait, or QUEUE_FULL. */
  readonly queue?: QueueLimits;
  /** How many sessions are kept in memory between commands, so that one that is used again is not read again. */
  readonly cache?: CacheLimits;
  /** Receives a sentence for each thing that takes time (a server that is downloaded) or that a person should know. */
  readonly onProgress?: (sentence: string) => void;
}

/** An open log of sessions. Everything throws `RepriseError` with a code; what a rule refuses is a result. */
export interface Reprise {
  /** The log itself. */
  readonly log: Log;
  /** One session, with its commands typed by word. @throws RepriseError BAD_SESSION_ID */
  session(sessionId: string): SessionHandle;
  /** A command for a session; a session begins with `session.start`. A repeat of the same command id counts once. */
  send(sessionId: string, command: NewCommand, options?: SendOptions): Promise<SendResult>;
  /** Many commands: all are decided before anything is recorded. */
  record(sessionId: string, commands: Iterable<NewCommand>, options?: RecordOptions): Promise<RecordResult>;
  /** A session as it stands now; ordinal 0 for one that does not exist. */
  load(sessionId: string): Promise<LoadedSession>;
  /** Its events with their positions, checked on the way. */
  read(sessionId: string, options?: { readonly afterOrdinal?: number }): AsyncIterable<PlacedEvent>;
  /** Its events step by step, with states and what changed. */
  replay(sessionId: string, options?: ReplayOptions): AsyncIterable<ViewedStep | Divergence>;
  /** Events as they are recorded, history first; across restarts of the server, without a gap or a repeat. */
  subscribe(options?: HubSubscribeOptions): AsyncIterable<Subscribed>;
  /** A view of a session as it is now, then whenever it changes, with what changed. */
  subscribeView<N extends ViewName>(
    sessionId: string,
    view: N,
    options?: SubscribeViewOptions,
  ): AsyncIterable<ViewSubscribed<N>>;
  /** All sessions, in order of id. */
  sessions(): Promise<SessionHead[]>;
  /** What is left of the sessions that were forgotten, the oldest first. */
  forgotten(): Promise<readonly Tombstone[]>;
  /** Whether its record is complete and within the rules, and its export gives the same views. */
  verify(sessionId: string, options?: VerifyOptions): Promise<VerifyReport>;
  /**
   * Records the session in a folder of session files (`planning-`, `todo-`, `workbook-`, `events-ID.json`).
   * @throws RepriseError FILE_NOT_FOUND, BAD_INPUT, SESSION_NOT_FOUND (the files); REFUSED (enforced or strict); CONFLICT
   */
  importFolder(folder: string, options?: ImportFolderOptions): Promise<ImportedFolder>;
  /**
   * Records the sessions of many folders, and of the folders under them. The failure of a folder is an outcome.
   * @throws RepriseError FILE_NOT_FOUND where a path has no session file; failures of the log
   */
  importFolders(paths: readonly string[], options?: ImportFoldersOptions): Promise<FolderTotals>;
  /**
   * Records a file that `exportToFile` wrote, byte for byte. One with secrets is refused unless `options.secrets` is `keep` or `redact`.
   * @throws RepriseError FILE_NOT_FOUND, RECORD_INVALID, BAD_INPUT (secrets), CONFLICT (another record is there)
   */
  importFile(file: string, options?: ImportFileOptions): Promise<ImportedFile>;
  /**
   * Records the sessions of a Markdown document of cycles: all of them or none.
   * @throws RepriseError FILE_NOT_FOUND, BAD_INPUT (not UTF-8, over a megabyte, no cycle), REFUSED
   */
  importDocument(file: string, options?: ImportDocumentOptions): Promise<ImportedDocumentSession[]>;
  /**
   * Records the history of a plan.md in its git repository as a session.
   * @throws RepriseError FILE_NOT_FOUND, BAD_INPUT (no repository, no git), CONFLICT (another history is recorded)
   */
  importPlanHistory(file: string, options?: ImportPlanHistoryOptions): Promise<ImportedPlanHistory>;
  /**
   * Syncs a session with its plan.md: records what was edited in the file, writes what the session changed into it.
   * @throws RepriseError USAGE (no session named, or another than at the last sync), SESSION_NOT_FOUND, BAD_INPUT, REFUSED
   */
  syncPlan(file: string, options?: SyncPlanOptions): Promise<SyncedPlan>;
  /**
   * Writes a session into an NDJSON file, byte for byte as recorded; an existing file is replaced.
   * @throws RepriseError SESSION_NOT_FOUND, RECORD_INVALID, FILE_NOT_FOUND (no such folder), STORE_FULL (the disk)
   */
  exportToFile(sessionId: string, path: string): Promise<Exported>;
  /**
   * Writes a session as its four files into a folder.
   * @throws RepriseError SESSION_NOT_FOUND, RECORD_INVALID, BAD_INPUT (the folder holds something else), STORE_FULL
   */
  exportSessionFiles(sessionId: string, folder: string): Promise<ExportedSessionFiles>;
  /** Closes the log; a server that was started for it ends when nobody else uses it. */
  close(): Promise<void>;
}

/**
 * The profile in a YAML or JSON file, for `session.start`, `checkProfile` and the like.
 * @throws RepriseError FILE_NOT_FOUND; BAD_INPUT with all that is wrong, line by line, in `hint` and `fields.problems`
 */
export const readProfile = async (path: string): Promise<Profile> =>
  (await import('./formats/profile/profile-file.ts')).profileOfFile(requirePath(path, 'the profile'));

/**
 * Opens a log.
 * @example
 * const reprise = await open();
 * await reprise.send('s1', { name: 'session.start', data: { goal: 'Reset passwords by email' } });
 * const result = await reprise.send('s1', { name: 'phase.next', data: {} });
 * if (result.kind === 'refused') console.log(result.rejection.sentence, result.rejection.legal[0]);
 * for await (const step of reprise.replay('s1')) console.log(step.event.type);
 * await reprise.close();
 * @throws RepriseError SERVER_UNAVAILABLE, SERVER_TOO_OLD, STORE_FULL, LOG_UNREACHABLE, STREAM_MISMATCH, USAGE (an
 *   invalid secret pattern, queue or cache limit)
 */
export const open = async (options: OpenOptions = {}): Promise<Reprise> => {
  // Before a server is started for nothing.
  patternsFrom(options.secrets);
  checkedLimits(options.cache);
  const { recorder, close } = await opened(options);
  const { sessions, log } = recorder;
  const hub: Hub = createHub(log);
  const reprise: Reprise = {
    log,
    session: (id) => {
      requireSessionId(id);
      const { replay: replayOf, subscribe, subscribeView } = reprise;
      return sessionHandle(id, { sessions, replay: replayOf, subscribe, subscribeView });
    },
    send: sessions.send,
    record: sessions.record,
    load: sessions.load,
    read: sessions.read,
    replay: (sessionId, replayOptions) =>
      witnessed(replay(eventsOf(log, sessionId), replayOptions), ({ event }) => event, sessions.sightOf),
    subscribe: (subscribeOptions) => witnessed(hub.subscribe(subscribeOptions), eventReceived, sessions.sightOf),
    subscribeView: (sessionId, view, viewOptions) => hub.subscribeView(sessionId, view, viewOptions),
    sessions: () => log.sessions(),
    forgotten: async () => (await log.forgotten?.()) ?? [],
    verify: (sessionId, verifyOptions) => verify(logSource(log, sessionId), verifyOptions),
    ...imports(recorder),
    syncPlan: async (file, syncOptions) =>
      (await import('./plan-sync/sync-plan.ts')).syncPlan(recorder, requirePath(file, 'the plan.md'), syncOptions),
    exportToFile: async (sessionId, path) => exportToFile(logSource(log, sessionId), requirePath(path, 'the file')),
    exportSessionFiles: async (sessionId, folder) =>
      (await import('./export/export-session-files.ts')).exportSessionFiles(
        logSource(log, sessionId),
        requirePath(folder, 'the folder'),
      ),
    async close() {
      await hub.close();
      await close();
    },
  };
  return reprise;
};

/** The events of a session that the log holds. @throws RepriseError SESSION_NOT_FOUND */
async function* eventsOf(log: Log, sessionId: string) {
  if ((await log.last(sessionId)) === undefined) throw sessionNotFound(sessionId);
  yield* logSource(log, sessionId).events();
}

/** What is recorded into: the log that is given, a service, or a server. */
const opened = async (options: OpenOptions): Promise<{ recorder: Recorder; close: () => Promise<void> }> => {
  const { url, secrets, cache } = options;
  if (options.log === undefined && url !== undefined && /^https?:/i.test(url))
    return (await import('./client/remote/open.ts')).openRemote({
      ...options,
      url,
      token: options.token ?? (options.env ?? process.env).REPRISE_TOKEN,
    });
  const { log, close } = options.log === undefined ? await openManaged(options) : openShared(options.log);
  return { recorder: recorderOn(log, secrets, undefined, cache), close };
};

const openManaged = (options: OpenOptions) =>
  openManagedLog({ ...managedPlace(options), ...defined({ queue: options.queue }) });
