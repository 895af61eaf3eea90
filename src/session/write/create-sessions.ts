// Commands in, events out: decides against the newest state, appends under an expectation, and decides again when
// another writer was faster. What it tells as recorded is in the log, with the durability that the log gives.
import { setTimeout as sleep } from 'node:timers/promises';
import { uuidv7 } from 'uuidv7';
import type { Command } from '../../../machines/decide.ts';
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { isRepriseError, RepriseError } from '../../errors.ts';
import type { Log, PlacedEvent, Position } from '../../log/port.ts';
import { requireSessionId } from '../../log/session-id.ts';
import { redactedIn, secretFilter } from '../../secrets/secret-filter.ts';
import { decodeCommit, faultError, NEW_CHAIN } from '../record/chain.ts';
import { commandFrom } from './command.ts';
import { type LoadedSession, loadedSessions } from './loaded.ts';
import { type CommitPlan, type PlacedViolation, type PlannedCommit, planCommits } from './plan-commits.ts';
import type { RecordOptions, RecordResult, Sessions, SessionsOptions } from './sessions.ts';
import { createTurns } from './turns.ts';

export type { NewCommand } from './command.ts';
export type { LoadedSession } from './loaded.ts';
export type { PlacedViolation } from './plan-commits.ts';
export type { RecordOptions, RecordResult, SendOptions, SendResult, Sessions, SessionsOptions } from './sessions.ts';

const DEADLINE_MS = 10_000;
const MAX_PAUSE_MS = 100;

/** Of another writer's conflict: nothing of the commit was recorded. */
const STALE = Symbol('stale');

export const createSessions = (log: Log, options: SessionsOptions = {}): Sessions => {
  const { now = () => new Date(), newId = uuidv7, random = Math.random, maxKeptEvents = 500_000 } = options;
  const { wait = sleep } = options;
  const secrets = secretFilter(options.secrets);
  const loaded = loadedSessions(log, maxKeptEvents);
  const turns = createTurns();
  const plan = (session: LoadedSession, commands: readonly Command[], from: number): CommitPlan =>
    planCommits(session, commands, from, {
      now: () => now().toISOString(),
      newId,
      maxCommitBytes: log.maxCommitBytes,
    });

  /** Appends one commit after `session` as it was loaded; the session after it. */
  const append = async (session: LoadedSession, commit: PlannedCommit, until: number, sent: string) => {
    const { sessionId, sequence } = session;
    const deadlineMs = Math.max(1, until - performance.now());
    const result = await log.append(sessionId, commit, { expected: sequence, deadlineMs });
    switch (result.kind) {
      case 'appended': {
        const { position, durability } = result;
        const end = { head: commit.head, sequence: position.sequence };
        return { session: loaded.advance(session, commit.events, end), position, durability };
      }
      case 'conflict':
        return STALE;
      case 'unknown':
        loaded.forget(sessionId);
        throw new RepriseError('UNKNOWN_OUTCOME', `It is not known whether ${sent} was recorded: ${result.reason}.`, {
          hint: 'Send the same again, with the same command id: it counts once.',
          fields: { sessionId, commandId: commit.events[0]?.commandid, commitId: commit.id },
        });
      default:
        return result satisfies never;
    }
  };

  /** A pause before the next attempt; an error when there is no time for one. */
  const pause = async (sessionId: string, attempt: number, until: number, sent: string) => {
    await wait(random() * Math.min(MAX_PAUSE_MS, 2 ** attempt));
    if (performance.now() < until) return;
    throw new RepriseError('CONFLICT', `Other writers of session ${sessionId} were faster until the deadline.`, {
      hint: `${sent} was not recorded; send it again.`,
      fields: { sessionId },
    });
  };

  const eventsBetween = async (sessionId: string, first: number, count: number): Promise<RecordedEvent[]> => {
    const events: RecordedEvent[] = [];
    for await (const { event } of read(sessionId, first - 1)) {
      events.push(event);
      if (events.length >= count) break;
    }
    return events;
  };

  async function* read(sessionId: string, afterOrdinal = 0): AsyncGenerator<PlacedEvent, void> {
    let head = NEW_CHAIN;
    for await (const commit of log.read(sessionId)) {
      const decoded = decodeCommit(commit, head);
      for (const [index, event] of decoded.events.entries())
        if (event.ordinal > afterOrdinal) yield { event, position: { ...commit.position, index } };
      if (decoded.fault !== undefined) throw faultError(decoded.fault);
      head = decoded.head ?? head;
    }
  }

  const sendNow = async (sessionId: string, command: Command, expected: number | undefined, until: number) => {
    const commandId = command.id;
    const sent = `command ${commandId}`;
    if (performance.now() >= until)
      throw new RepriseError('LOG_UNREACHABLE', `Earlier commands took all the time that ${sent} had.`, {
        hint: 'It was not sent. Check that the log answers, and send it again.',
        fields: { sessionId, commandId },
      });
    // First as the session is kept. Only what the log takes counts: anything else is said after reading what is newest.
    let session = loaded.kept(sessionId);
    let newest = false;
    for (let attempt = 1; ; attempt += 1) {
      const known = session.state.record.commands.get(commandId);
      const stale = expected !== undefined && known === undefined && expected !== session.head.ordinal;
      if (stale && newest) return { kind: 'conflict', commandId, expected, actual: session.head.ordinal } as const;
      const planned = stale ? undefined : planOne(session, command, newest);
      if (planned?.repeated === 1 && known !== undefined) {
        const events = await eventsBetween(sessionId, known.firstOrdinal, known.count);
        return { kind: 'repeated', commandId, events } as const;
      }
      const [commit] = planned?.commits ?? [];
      if (commit !== undefined) {
        const appended = await append(session, commit, until, sent);
        if (appended !== STALE) {
          const { position, durability } = appended;
          const { events, violations } = commit;
          const redacted = redactedIn(events);
          const { state } = appended.session;
          return { kind: 'recorded', commandId, events, violations, redacted, position, durability, state } as const;
        }
        await pause(sessionId, attempt, until, sent);
      } else if (newest && planned?.unchanged === 1) {
        return { kind: 'unchanged', commandId, state: session.state } as const;
      } else if (newest && planned?.refused !== undefined) {
        return { kind: 'refused', commandId, rejection: planned.refused.rejection } as const;
      }
      session = await loaded.catchUp(sessionId);
      newest = true;
    }
  };

  /** What is no command in the session as it is kept may be one in the newest (`phase.next`). */
  const planOne = (session: LoadedSession, command: Command, newest: boolean): CommitPlan | undefined => {
    try {
      return plan(session, [command], 0);
    } catch (error) {
      if (newest || !isRepriseError(error, 'USAGE')) throw error;
      return undefined;
    }
  };

  const recordNow = async (
    sessionId: string,
    commands: readonly Command[],
    { onProgress, deadlineMs = DEADLINE_MS }: RecordOptions,
  ): Promise<RecordResult> => {
    const events: RecordedEvent[] = [];
    const violations: PlacedViolation[] = [];
    let position: Position | undefined;
    let { durability } = log;
    let done = 0;
    let repeated = 0;
    let until = performance.now() + deadlineMs;
    for (let attempt = 1; ; attempt += 1) {
      let session = await loaded.catchUp(sessionId);
      const planned = plan(session, commands, done);
      const end = () => ({
        ...{ recorded: events.length, repeated, events, violations, redacted: redactedIn(events) },
        ...{ position, durability },
      });
      if (planned.refused !== undefined) {
        repeated += planned.repeated;
        return { ...end(), refused: planned.refused, state: session.state };
      }
      const total = planned.commits.reduce((sum, commit) => sum + commit.events.length, events.length);
      let stale = false;
      for (const commit of planned.commits) {
        const appended = await append(session, commit, until, `the commit of commands up to ${commit.commandsDone}`);
        stale = appended === STALE;
        if (appended === STALE) break;
        ({ session, position, durability } = appended);
        for (const event of commit.events) events.push(event);
        for (const violation of commit.violations) violations.push(violation);
        repeated += commit.commandsDone - done - new Set(commit.events.map(({ commandid }) => commandid)).size;
        done = commit.commandsDone;
        until = performance.now() + deadlineMs;
        onProgress?.({ recorded: events.length, total });
      }
      if (!stale) {
        repeated += commands.length - done;
        return { ...end(), state: session.state };
      }
      await pause(sessionId, attempt, until, 'What is left');
    }
  };

  return {
    async send(sessionId, given, { expectedOrdinal, deadlineMs = DEADLINE_MS } = {}) {
      requireSessionId(sessionId);
      const until = performance.now() + deadlineMs;
      const command = secrets.ofCall(sessionId)(commandFrom(given, newId));
      return turns.take(sessionId, () => sendNow(sessionId, command, expectedOrdinal, until));
    },
    async record(sessionId, given, recordOptions = {}) {
      requireSessionId(sessionId);
      const redacted = secrets.ofCall(sessionId);
      const commands = [...given].map((command) => redacted(commandFrom(command, newId)));
      return turns.take(sessionId, () => recordNow(sessionId, commands, recordOptions));
    },
    async load(sessionId) {
      requireSessionId(sessionId);
      return loaded.catchUp(sessionId);
    },
    read(sessionId, { afterOrdinal = 0 } = {}) {
      requireSessionId(sessionId);
      return read(sessionId, afterOrdinal);
    },
  };
};
