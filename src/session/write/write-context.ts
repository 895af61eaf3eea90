// What writing to the sessions of one log shares: the log, the sessions as they are known here, and how a plan is made,
// sent, and made again after a conflict.
import type { Command } from '../../../machines/commands/command.ts';
import { type Clock, SYSTEM_CLOCK } from '../../clock.ts';
import { DEADLINE_MS } from '../../deadline.ts';
import { RepriseError } from '../../errors.ts';
import type { Durability, Log, Position } from '../../log/port.ts';
import { freshId } from './fresh-id.ts';
import { GiveWay } from './give-way.ts';
import { holdsSession } from './holds-session.ts';
import { KeptSessions } from './kept-sessions.ts';
import { type LoadedSession, type LoadedSessions, loadedSessions } from './loaded-sessions.ts';
import { type CommitPlan, type PlanGiven, type PlannedCommit, planCommits } from './plan-commits.ts';
import type { SessionsOptions } from './sessions.ts';
import { unknownOutcome } from './unknown-outcome.ts';

/** Longer, and a writer would miss the gaps that faster ones leave. */
const MAX_PAUSE_MS = 20;

/** The session after a commit that the log acknowledged. */
export interface Appended {
  readonly kind: 'appended';
  readonly session: LoadedSession;
  readonly position: Position;
  readonly durability: Durability;
}

/** One attempt to write: until when it may take, on the context's clock, and what is written, for messages. */
export interface Attempt {
  readonly untilMs: number;
  readonly subject: string;
}

export interface WriteContext {
  readonly log: Log;
  readonly loaded: LoadedSessions;
  readonly clock: Clock;
  readonly newId: () => string;
  /** RFC 3339. */
  readonly now: () => string;
  readonly maxCommitBytes: number;
  /** How long a command is tried. */
  readonly deadlineMs: number;
  /** Whether a session exists that another names as its parent. */
  readonly hasSession: (sessionId: string) => Promise<boolean>;
  /** Decides commands from place `from` on against a session as it is known here. @throws as `planCommits` */
  plan(session: LoadedSession, commands: readonly Command[], from: number, given: PlanGiven): CommitPlan;
  /**
   * Appends one commit after `session`. A conflict means that another writer was faster and nothing was recorded.
   * @throws RepriseError UNKNOWN_OUTCOME, and what the log throws
   */
  append(session: LoadedSession, commit: PlannedCommit, attempt: Attempt): Promise<Appended | { kind: 'conflict' }>;
  /** Waits before the next attempt, longer each time, with jitter. @param attempts how many were made */
  pause(attempts: number): Promise<void>;
  /** The error where other writers were faster until the deadline. @param subject what was not recorded */
  overdue(sessionId: string, subject: string): RepriseError;
}

/** @param onDrop called with each session that the cache drops to make room */
export const writeContext = (log: Log, options: SessionsOptions, onDrop: (sessionId: string) => void): WriteContext => {
  const { now = () => new Date(), newId = freshId, random = Math.random, clock = SYSTEM_CLOCK } = options;
  const { wait = (ms) => new Promise<void>((resolve) => clock.after(ms, resolve)) } = options;
  const { hasSession = (sessionId: string) => holdsSession(log, sessionId) } = options;
  const loaded = loadedSessions(log, new KeptSessions(options.cache, onDrop), options.again);
  const way = new GiveWay();
  let written = { ms: Number.NaN, text: '' };
  /** The same text for all of one millisecond. */
  const nowText = (): string => {
    const at = now();
    const ms = at.getTime();
    if (ms !== written.ms) written = { ms, text: at.toISOString() };
    return written.text;
  };
  const planContext = { now: nowText, newId, maxCommitBytes: log.maxCommitBytes };

  return {
    log,
    loaded,
    clock,
    ...planContext,
    deadlineMs: log.deadlineMs ?? DEADLINE_MS,
    hasSession,
    plan: (session, commands, from, given) => planCommits(session, commands, from, { ...planContext, ...given }),
    async append(session, commit, { untilMs, subject }) {
      const { sessionId, sequence } = session;
      const gapMs = way.gapMs(sessionId, clock.nowMs(), random);
      if (gapMs > 0) await wait(Math.min(gapMs, Math.max(0, untilMs - clock.nowMs())));
      const beginMs = clock.nowMs();
      const deadlineMs = Math.max(1, untilMs - beginMs);
      const result = await log.append(sessionId, commit, { expected: sequence, deadlineMs });
      switch (result.kind) {
        case 'appended': {
          const { position, durability } = result;
          const { head, state } = commit;
          way.wrote(sessionId, beginMs, clock.nowMs());
          const after = loaded.advance({ sessionId, state, head, sequence: position.sequence }, commit.lines);
          return { kind: 'appended', session: after, position, durability };
        }
        case 'conflict':
          way.met(sessionId, clock.nowMs());
          return { kind: 'conflict' };
        case 'unknown':
          loaded.forget(sessionId);
          throw unknownOutcome(subject, result, {
            sessionId,
            commandId: commit.events[0]?.commandid,
            commitId: commit.id,
          });
        default:
          return result satisfies never;
      }
    },
    async pause(attempts) {
      await wait(random() * Math.min(MAX_PAUSE_MS, 2 ** attempts));
    },
    overdue: (sessionId, subject) =>
      new RepriseError('CONFLICT', `Other writers of session ${sessionId} were faster until the deadline.`, {
        hint: `Send again what was not recorded: ${subject}.`,
        fields: { sessionId },
      }),
  };
};
