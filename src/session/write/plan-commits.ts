// Plans the commits of many commands before anything is sent: decided one after the other, and divided between commands so
// that each commit fits the log.
import type { Command } from '../../../machines/commands/command.ts';
import { leavesOpen } from '../../../machines/commands/current.ts';
import { decide, type Rejection } from '../../../machines/decide.ts';
import { defined } from '../../../machines/defined.ts';
import type { RecordedEvent, UnchainedEvent } from '../../../machines/events/envelope.ts';
import { evolve } from '../../../machines/evolve.ts';
import type { State } from '../../../machines/state/state.ts';
import { RepriseError } from '../../errors.ts';
import { type Excess, excessHint, excessInWords, excessOf } from '../../log/data-ref.ts';
import { sha256 } from '../../sha256.ts';
import { type ChainHead, decodeCommit, encodeCommit } from '../record/chain.ts';
import type { LoadedSession } from './loaded-sessions.ts';
import { invalidCommand } from './new-command.ts';
import { hasViolated, type PlacedViolation, violationsOf } from './placed-violation.ts';

export interface PlannedCommit {
  readonly id: string;
  readonly lines: readonly string[];
  readonly events: readonly RecordedEvent[];
  readonly violations: readonly PlacedViolation[];
  readonly head: ChainHead;
  /** The session's state after it. */
  readonly state: State;
  /** How many commands of the list are done once this commit is recorded. */
  readonly commandsDone: number;
}

export interface CommitPlan {
  readonly commits: readonly PlannedCommit[];
  /** How many commands were recorded earlier. */
  readonly repeated: number;
  /** Where the last command would change nothing: why, where it is known. */
  readonly unchanged: { readonly why?: string } | undefined;
  readonly refused: { readonly place: number; readonly command: Command; readonly rejection: Rejection } | undefined;
}

/** What a plan knows of its commands beside them. */
export interface PlanGiven {
  /**
   * By the place of a command, the session as its sender last saw it. Filled in for those that leave something open and
   * have none: a plan that is made again keeps what the first one meant.
   */
  readonly seen: (State | undefined)[];
  /** The session that the start names as its parent, where the log does not hold it. */
  readonly missingParent?: string | undefined;
}

export interface PlanContext extends PlanGiven {
  readonly now: () => string;
  readonly newId: () => string;
  readonly maxCommitBytes: number;
}

interface OpenCommit {
  readonly id: string;
  readonly lines: string[];
  readonly events: RecordedEvent[];
  readonly violations: PlacedViolation[];
  bytes: number;
}

const bytesOf = (lines: readonly string[]): number =>
  lines.reduce((bytes, line) => bytes + Buffer.byteLength(line) + 1, 0);

/** How a command becomes smaller that is large by what follows from it; of every other, the caller knows. */
const SMALLER: Readonly<Record<string, string>> = {
  'session.end':
    'The end of what runs is part of it: end some of that first (task.drop, todo.cancel, agent.lose), then send it again',
};

const tooLarge = (command: Command, place: number, excess: Excess): RepriseError =>
  new RepriseError('COMMIT_TOO_LARGE', `Command ${place + 1} (${command.name}) results in ${excessInWords(excess)}.`, {
    hint: `Nothing was sent. ${SMALLER[command.name] ?? 'Make the command smaller'}${excessHint(excess)}.`,
    fields: { place, command: command.name, bytes: excess.bytes, maxBytes: excess.maxBytes },
  });

/** What became of the events of one command. */
export type Added =
  | {
      readonly kind: 'added';
      readonly events: readonly RecordedEvent[];
      readonly violations: readonly PlacedViolation[];
    }
  /** They cannot be recorded. */
  | { readonly kind: 'unfit'; readonly why: string }
  /** They do not fit the open commit, which has other events. */
  | { readonly kind: 'full' };

/** The events of one command, and the state after them where they were decided on the planner's. */
interface Decided {
  readonly events: readonly UnchainedEvent[];
  readonly state?: State;
}

/** The commits so far, the session after them, and the commit to which the next events are added. */
export class CommitPlanner {
  readonly commits: PlannedCommit[] = [];
  state: State;
  readonly #sessionId: string;
  readonly #context: Pick<PlanContext, 'newId' | 'maxCommitBytes'>;
  #head: ChainHead;
  /** Begun when it is first needed. */
  #begun: OpenCommit | undefined;

  constructor({ sessionId, state, head }: LoadedSession, context: Pick<PlanContext, 'newId' | 'maxCommitBytes'>) {
    this.#sessionId = sessionId;
    this.#context = context;
    this.state = state;
    this.#head = head;
  }

  get commitId(): string {
    return this.#commit.id;
  }

  /** @param commandsDone how many commands are done when the commit is recorded */
  close(commandsDone: number): void {
    if (this.#begun === undefined || this.#begun.lines.length === 0) return;
    const { id, lines, events, violations } = this.#begun;
    this.commits.push({ id, lines, events, violations, head: this.#head, state: this.state, commandsDone });
    this.#begun = undefined;
  }

  /** Ordinal of the newest event, planned ones included. */
  get ordinal(): number {
    return this.#head.ordinal;
  }

  /**
   * Adds the events of one command, in a new commit where they do not fit the open one.
   * @throws RepriseError COMMIT_TOO_LARGE
   */
  add(command: Command, place: number, decided: Decided): Exclude<Added, { kind: 'full' }> {
    const added = this.addToOpen(command, place, decided);
    if (added.kind !== 'full') return added;
    this.close(place);
    const commitid = this.commitId;
    const moved = decided.events.map((event) => ({ ...event, commitid }));
    return this.addToOpen(command, place, { events: moved }) as Exclude<Added, { kind: 'full' }>;
  }

  /**
   * Adds the events of one command to the open commit.
   * @throws RepriseError COMMIT_TOO_LARGE where they fit no commit
   */
  addToOpen(command: Command, place: number, decided: Decided): Added {
    const { maxCommitBytes } = this.#context;
    const encoded = encodeCommit(this.#sessionId, decided.events, this.#head);
    const bytes = bytesOf(encoded.commit.lines);
    const commit = this.#commit;
    if (commit.bytes > 0 && commit.bytes + bytes > maxCommitBytes) return { kind: 'full' };
    // A command that is larger has a commit of its own, where the log can store its data apart.
    const excess = bytes > maxCommitBytes ? excessOf(encoded.commit.lines, maxCommitBytes) : undefined;
    if (excess !== undefined) throw tooLarge(command, place, excess);
    // The state is folded from the lines as they will be read back, not from the events that they were made from.
    let { events } = encoded;
    if (events === undefined) {
      const read = decodeCommit({ sessionId: this.#sessionId, lines: encoded.commit.lines }, this.#head);
      if (read.fault !== undefined) return { kind: 'unfit', why: read.fault.got };
      events = read.events;
    }
    const violations: PlacedViolation[] = [];
    // Where the lines are read back as the events that were decided, deciding has folded them already.
    if (decided.state !== undefined && encoded.events !== undefined && !events.some(hasViolated))
      this.state = decided.state;
    else
      for (const event of events) {
        violations.push(...violationsOf(this.state, event));
        this.state = evolve(this.state, event);
      }
    commit.lines.push(...encoded.commit.lines);
    commit.events.push(...events);
    commit.violations.push(...violations);
    commit.bytes += bytes;
    this.#head = encoded.head;
    return { kind: 'added', events, violations };
  }

  get #commit(): OpenCommit {
    this.#begun ??= { id: this.#context.newId(), lines: [], events: [], violations: [], bytes: 0 };
    return this.#begun;
  }
}

/**
 * Decides `commands` from place `from` on; stops at the first that is refused.
 * @throws RepriseError USAGE (a command is not valid), COMMIT_TOO_LARGE (one command alone does not fit a commit)
 */
export const planCommits = (
  session: LoadedSession,
  commands: readonly Command[],
  from: number,
  context: PlanContext,
): CommitPlan => {
  const { now, newId, seen, missingParent } = context;
  const planner = new CommitPlanner(session, context);
  const { commits } = planner;
  let repeated = 0;
  let unchanged: CommitPlan['unchanged'];
  for (let place = from; place < commands.length; place += 1) {
    const command = commands[place] as Command;
    // A single command needs no number in messages.
    const invalid = (why: string) => invalidCommand(command, why, commands.length === 1 ? undefined : place);
    if (leavesOpen(command.name)) seen[place] ??= planner.state;
    const { commitId } = planner;
    const given = { commitId, sha256, seen: seen[place], missingParent };
    const decision = decide(planner.state, command, { now: now(), newId, ...given });
    switch (decision.kind) {
      case 'invalid':
        throw invalid(decision.sentence);
      case 'repeated':
        repeated += 1;
        break;
      case 'unchanged':
        unchanged = defined({ why: decision.why });
        break;
      case 'rejected':
        planner.close(place);
        return { commits, repeated, unchanged, refused: { place, command, rejection: decision.rejection } };
      case 'accepted': {
        const added = planner.add(command, place, decision);
        if (added.kind === 'unfit') throw invalid(added.why);
        break;
      }
      default:
        return decision satisfies never;
    }
  }
  planner.close(commands.length);
  return { commits, repeated, unchanged, refused: undefined };
};
