// Sends the commands of several callers on one session together (group commit): decided one after the other, appended in
// one commit under one expectation, and decided again after a conflict. Each caller gets its own result.
import { endedWithSession } from '../../../machines/commands/end-session.ts';
import { defined } from '../../../machines/defined.ts';
import { isRepriseError, RepriseError } from '../../errors.ts';
import { redactedIn } from '../../secrets/secret-filter.ts';
import { decideGroup, type GroupPlan, type Outcome } from './decide-group.ts';
import type { LoadedSession } from './loaded-sessions.ts';
import type { Member } from './member.ts';
import { missingParent, namesParent } from './parent-session.ts';
import { eventsFrom } from './read-events.ts';
import { type Unanswered, unknownOutcome } from './unknown-outcome.ts';
import type { Appended, WriteContext } from './write-context.ts';

/** A result that the log has settled: the session was as it was decided on. */
const settle = (
  context: WriteContext,
  sessionId: string,
  member: Member,
  outcome: Outcome,
  appended: Appended | undefined,
): Promise<void> | undefined => {
  const commandId = member.command.id;
  switch (outcome.kind) {
    case 'accepted': {
      if (appended === undefined) throw new Error(`command ${commandId} was accepted and not appended`);
      const { events, violations, state } = outcome;
      const { position, durability } = appended;
      const redacted = redactedIn(events);
      const ended = endedWithSession(events);
      const answer = {
        kind: 'recorded',
        commandId,
        events,
        violations,
        redacted,
        position,
        durability,
        state,
      } as const;
      member.settle({ result: ended === undefined ? answer : { ...answer, ended }, state });
      return undefined;
    }
    case 'repeated':
      return settleRepeated(context, sessionId, member, outcome);
    case 'answered':
      member.settle(outcome);
      return undefined;
    case 'failed':
      member.fail(outcome.error);
      return undefined;
    default:
      return outcome satisfies never;
  }
};

/**
 * A repeat is answered with the events that were recorded, or not at all. A server of a cluster that was cut off may state an
 * end of the session from before them (seen with nats-server 2.15.1), so they are read until they are there.
 */
const settleRepeated = async (
  { log, clock, pause, loaded }: WriteContext,
  sessionId: string,
  member: Member,
  { firstOrdinal, count }: Extract<Outcome, { kind: 'repeated' }>,
): Promise<void> => {
  for (let attempts = 1; ; attempts += 1) {
    const { events, violations, position, state } = await eventsFrom(log, sessionId, firstOrdinal, count);
    if (events.length >= count) {
      const ended = endedWithSession(events);
      const answer = { kind: 'repeated', commandId: member.command.id, events, violations } as const;
      member.settle({
        result: { ...answer, ...defined({ ended, position }), redacted: redactedIn(events), state },
        state,
      });
      return;
    }
    if (clock.nowMs() >= member.untilMs) {
      loaded.forget(sessionId);
      member.fail(notReadAgain(sessionId, member.command.id, firstOrdinal));
      return;
    }
    await pause(attempts);
  }
};

const notReadAgain = (sessionId: string, commandId: string, ordinal: number): RepriseError =>
  new RepriseError(
    'LOG_UNREACHABLE',
    `Command ${commandId} was recorded as event ${ordinal} of session ${sessionId}, but the server that answers does not have it.`,
    {
      hint: 'Send it again, with the same id, when the servers are in step; `doctor` shows whether they are. Or the session was erased.',
      fields: { sessionId, commandId, ordinal },
    },
  );

/** A command may be settled without the newest events: it was recorded earlier, or fits no commit. */
const isSettled = (outcome: Outcome): boolean =>
  outcome.kind === 'repeated' || (outcome.kind === 'failed' && isRepriseError(outcome.error, 'COMMIT_TOO_LARGE'));

const NOBODY: readonly Member[] = [];

class GroupSender {
  readonly #context: WriteContext;
  readonly #sessionId: string;
  #session: LoadedSession;
  /** Whether the session is known to have been the newest since all of the commands were given. */
  #isNewest = false;
  #attempts = 1;
  #members: readonly Member[];

  constructor(context: WriteContext, sessionId: string, members: readonly Member[]) {
    this.#context = context;
    this.#sessionId = sessionId;
    this.#members = members;
    this.#session = context.loaded.known(sessionId);
  }

  async run(): Promise<void> {
    for (const member of this.#members)
      if (this.#context.clock.nowMs() >= member.untilMs) member.failUnsent(this.#sessionId);
    if (this.#members.some(({ command }) => namesParent(command))) await this.#findParents();
    this.#leaveAnswered();
    // Whoever saw nothing of the session means its newest state.
    if (this.#members.some((member) => member.isPinned && member.seen(new Map()) === undefined)) await this.#catchUp();
    while (this.#members.length > 0) {
      const plan = decideGroup(this.#session, this.#members, this.#context, this.#isNewest);
      if (plan.commit !== undefined) await this.#append(plan, plan.commit);
      else if (this.#isNewest) await this.#settle(plan.outcomes, undefined);
      else {
        // Only an append settles what was decided on the session as it is known here.
        await this.#settle(new Map([...plan.outcomes].filter(([, outcome]) => isSettled(outcome))), undefined);
        if (this.#members.length > 0) await this.#catchUp();
      }
    }
  }

  /** A start whose parent the log lacks says so, or fails; it fails where the log cannot say. */
  async #findParents(): Promise<void> {
    for (const member of this.#members)
      try {
        if (!member.isAnswered)
          member.missingParent = await missingParent(this.#context, this.#sessionId, [member.command]);
      } catch (error) {
        member.fail(error);
      }
  }

  /** Gives every command that has no answer yet this error. */
  fail(error: unknown): void {
    for (const member of this.#members) member.fail(error);
  }

  async #append({ outcomes }: GroupPlan, commit: NonNullable<GroupPlan['commit']>): Promise<void> {
    const accepted: Member[] = [];
    let untilMs = 0;
    for (const [member, { kind }] of outcomes)
      if (kind === 'accepted') {
        accepted.push(member);
        untilMs = Math.max(untilMs, member.untilMs);
      }
    const subject = accepted.length === 1 ? (accepted[0] as Member).subject : `${accepted.length} commands`;
    const cancels =
      accepted.length === 1 ? [] : accepted.flatMap((one) => this.#failAtDeadline(one, untilMs, commit.id));
    try {
      const result = await this.#context.append(this.#session, commit, { untilMs, subject });
      if (result.kind === 'appended') {
        this.#session = result.session;
        this.#isNewest = true;
        await this.#settle(outcomes, result);
        return;
      }
    } catch (error) {
      // Only those whose events were under way failed; whatever else was decided with them is decided again.
      for (const member of accepted) member.fail(this.#errorOf(member, error));
      this.#leaveAnswered();
      if (this.#members.length > 0) await this.#catchUp();
      return;
    } finally {
      for (const cancel of cancels) cancel();
    }
    this.#leaveAnswered();
    await this.#pause();
    await this.#catchUp();
  }

  /** A caller is not kept waiting beyond its own deadline by others with more time. */
  #failAtDeadline(member: Member, untilMs: number, commitId: string): (() => void)[] {
    if (member.untilMs >= untilMs) return [];
    const why = { reason: 'the log had not answered by its deadline' };
    const late = () => member.fail(this.#unknown(member, commitId, why));
    const { clock } = this.#context;
    return [clock.after(Math.max(0, member.untilMs - clock.nowMs()), late)];
  }

  #unknown(member: Member, commitId: unknown, why: Unanswered): RepriseError {
    return unknownOutcome(member.subject, why, { sessionId: this.#sessionId, commandId: member.command.id, commitId });
  }

  /** The error of a commit, about one of its commands. */
  #errorOf(member: Member, error: unknown): unknown {
    if (!isRepriseError(error, 'UNKNOWN_OUTCOME')) return error;
    return this.#unknown(member, error.fields.commitId, error.fields as unknown as Unanswered);
  }

  /** Waits before the next attempt; those whose deadline passes meanwhile fail. */
  async #pause(): Promise<void> {
    if (this.#members.length === 0) return;
    await this.#context.pause(this.#attempts);
    this.#attempts += 1;
    for (const member of this.#members)
      if (this.#context.clock.nowMs() >= member.untilMs)
        member.fail(this.#context.overdue(this.#sessionId, member.subject));
    this.#leaveAnswered();
  }

  async #settle(outcomes: ReadonlyMap<Member, Outcome>, appended: Appended | undefined): Promise<void> {
    for (const [member, outcome] of outcomes)
      try {
        // Only what was recorded earlier has to be read: all others are answered in one turn.
        const reading = settle(this.#context, this.#sessionId, member, outcome, appended);
        if (reading !== undefined) await reading;
      } catch (error) {
        member.fail(error);
      }
    this.#leaveAnswered();
  }

  async #catchUp(): Promise<void> {
    this.#session = await this.#context.loaded.catchUp(this.#sessionId);
    this.#isNewest = true;
  }

  #leaveAnswered(): void {
    if (this.#members.every(({ isAnswered }) => isAnswered)) this.#members = NOBODY;
    else this.#members = this.#members.filter(({ isAnswered }) => !isAnswered);
  }
}

/** Sends the commands in their order; each gets its answer on its own. Never throws. */
export const sendGroup = async (
  context: WriteContext,
  sessionId: string,
  members: readonly Member[],
): Promise<void> => {
  const sender = new GroupSender(context, sessionId, members);
  try {
    await sender.run();
  } catch (error) {
    sender.fail(error);
  }
};
