// One writer: its own session service over the log, with the faults between the two. It knows only what it read itself,
// and can be killed in the middle of a call.
import type { Log } from '../../log/port.ts';
import { createSessions } from '../../session/write/create-sessions.ts';
import type { Sessions, SessionsOptions } from '../../session/write/sessions.ts';
import type { Ending } from './call.ts';
import { type AppendCall, type Fault, faultyLog } from './faulty-log.ts';
import { type Schedule, scheduledLog } from './schedule.ts';

/** Of an import, in bytes: small, so that it takes several commits. */
const IMPORT_COMMIT_BYTES = 2_000;

/** Makes the service of a writer: `createSessions`, or your own that is to be tested. */
export type MakeSessions = (log: Log, options: SessionsOptions) => Sessions;

export interface Writer {
  readonly name: string;
  readonly sessions: Sessions;
  /** A service of the same writer whose commits are small. */
  readonly imports: Sessions;
  /** The ending of all its calls when it is killed. */
  readonly gone: Promise<Ending>;
  readonly kill: () => void;
}

export interface WriterOptions {
  readonly name: string;
  readonly log: Log;
  /** The order in which writers use the log; without one, each uses it at once. */
  readonly schedule: Schedule | undefined;
  readonly makeSessions: MakeSessions | undefined;
  readonly clock: () => Date;
  readonly newId: () => string;
  /** Called twice for each append: for a fault of the server, and for one of the writer. */
  readonly faultOf: (call: AppendCall, ofServer: boolean) => Fault | undefined;
  readonly happened: (kind: Fault['kind']) => void;
  /** Called with each append that another writer's commit conflicted with. */
  readonly conflicted: (call: AppendCall) => void;
}

export const newWriter = (options: WriterOptions): Writer => {
  const { name, schedule, clock, newId, makeSessions = createSessions } = options;
  const { faultOf, happened } = options;
  const ofServer = (call: AppendCall) => faultOf(call, true);
  const ofWriter = (call: AppendCall) => faultOf(call, false);
  // A server that is killed keeps every writer waiting: the schedule does not continue meanwhile.
  const served = faultyLog(options.log, ofServer, happened);
  const log = schedule === undefined ? served : scheduledLog(served, schedule, name);
  const observed: Log = {
    ...log,
    append: async (sessionId, commit, appendOptions) => {
      const result = await log.append(sessionId, commit, appendOptions);
      if (result.kind === 'conflict') options.conflicted({ sessionId, commit });
      return result;
    },
  };
  const faulty = faultyLog(observed, ofWriter, happened);
  const service: SessionsOptions = {
    now: clock,
    newId,
    random: () => 0,
    secrets: false,
    ...(schedule !== undefined && { wait: () => schedule.pass(`${name} waits`) }),
  };
  let kill = () => {};
  const gone = new Promise<Ending>((resolve) => {
    kill = () => resolve({ kind: 'gone' });
  });
  const maxCommitBytes = Math.min(IMPORT_COMMIT_BYTES, log.maxCommitBytes);
  return {
    name,
    sessions: makeSessions(faulty, service),
    imports: makeSessions({ ...faulty, maxCommitBytes }, service),
    gone,
    kill,
  };
};
