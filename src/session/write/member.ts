// One command among those that go out together: what its sender gave, and its answer.
import type { Command } from '../../../machines/commands/command.ts';
import { leavesOpen } from '../../../machines/commands/current.ts';
import type { State } from '../../../machines/state/state.ts';
import { RepriseError } from '../../errors.ts';
import type { SendResult } from './sessions.ts';
import type { Sight } from './sight.ts';

/** The result of a command, and the session as its sender has seen it then. */
export interface Sent {
  readonly result: SendResult;
  readonly state: State;
}

export interface Sending {
  readonly command: Command;
  /** The ordinal that the session must be at. */
  readonly expected: number | undefined;
  /** The deadline, on the clock of the session's service. */
  readonly untilMs: number;
  /** What its sender has seen through its own handle of the session; undefined where it has none. */
  readonly sight: Sight | undefined;
  /** What was seen of the session through this process at all: for senders without a sight of their own. */
  readonly shared: Sight;
  /** What the command goes on from, where that is what its sender saw when it called. */
  readonly atCall: State | undefined;
}

/** The state that the answers to these commands show, the newest. */
const newestOf = (states: Iterable<State | undefined>): State | undefined => {
  let newest: State | undefined;
  for (const state of states) if (state !== undefined && !(newest && newest.ordinal >= state.ordinal)) newest = state;
  return newest;
};

export class Member {
  readonly command: Command;
  readonly expected: number | undefined;
  readonly untilMs: number;
  readonly answer: Promise<SendResult>;
  /** The session that the command, a start, names as its parent, where the log does not hold it. */
  missingParent: string | undefined;
  /** Undefined: as the session is when the command is first decided at its newest event. */
  #seen: State | undefined;
  readonly #sending: Sending;
  #resolve: (result: SendResult) => void = () => {};
  #reject: (error: unknown) => void = () => {};
  #isAnswered = false;

  constructor(sending: Sending) {
    this.#sending = sending;
    this.command = sending.command;
    this.expected = sending.expected;
    this.untilMs = sending.untilMs;
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  get sight(): Sight | undefined {
    return this.#sending.sight;
  }

  get isAnswered(): boolean {
    return this.#isAnswered;
  }

  /** What is written, for messages. */
  get subject(): string {
    return `command ${this.command.id}`;
  }

  /** Whether the command means what was current where its sender last saw the session. */
  get isPinned(): boolean {
    return this.expected === undefined && leavesOpen(this.command.name);
  }

  /** What the sender saw; a command that is decided again means what it meant first. */
  seen(earlier: ReadonlyMap<Member, State>): State | undefined {
    if (!this.isPinned) return undefined;
    if (this.#seen !== undefined) return this.#seen;
    const seen = this.#sending.atCall ?? this.#lastSeen(earlier);
    // What is seen of commands before it counts only once these are recorded.
    if (earlier.size === 0) this.#seen = seen;
    return seen;
  }

  /**
   * The session as its sender last saw it: with its answers so far, and with those of the commands before it that are
   * answered together with it.
   */
  #lastSeen(earlier: ReadonlyMap<Member, State>): State | undefined {
    const { sight, shared } = this.#sending;
    const own = sight === undefined ? [] : [...earlier].filter(([{ sight: other }]) => other === sight);
    if (sight === undefined || (sight.isBlank && own.length === 0))
      return newestOf([shared.state, ...earlier.values()]);
    return newestOf([sight.state, ...own.map(([, state]) => state)]);
  }

  /** The session as it is first decided at its newest event, for a sender that saw nothing of it. */
  pin(state: State): void {
    if (this.isPinned) this.#seen ??= state;
  }

  settle({ result, state }: Sent): void {
    if (this.#isAnswered) return;
    this.#isAnswered = true;
    this.#sending.shared.see(state);
    this.#sending.sight?.see(state);
    this.#resolve(result);
  }

  fail(error: unknown): void {
    if (this.#isAnswered) return;
    this.#isAnswered = true;
    this.#reject(error);
  }

  /** For a command whose time ran out before it was sent. */
  failUnsent(sessionId: string): void {
    this.fail(
      new RepriseError('LOG_UNREACHABLE', `Earlier commands took all the time that ${this.subject} had.`, {
        hint: 'It was not sent. Check that the log answers, and send it again.',
        fields: { sessionId, commandId: this.command.id },
      }),
    );
  }
}
