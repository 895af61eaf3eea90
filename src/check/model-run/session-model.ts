// The model of a session: the commands that were sent, the events that the pure law makes of them, and the state after
// each. It reads the log beside the writers and explains every commit that it finds.

import { canonicalJson } from '../../../machines/canonical-json.ts';
import { type Command, commandHash, type DecideContext } from '../../../machines/commands/command.ts';
import { leavesOpen } from '../../../machines/commands/current.ts';
import { type Decision, decide } from '../../../machines/decide.ts';
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { evolve } from '../../../machines/evolve.ts';
import { HistoryCheck } from '../../../machines/invariants/check-history.ts';
import type { Invariant } from '../../../machines/invariants/invariant.ts';
import { counted } from '../../../machines/rules/rule.ts';
import { initialState, type State } from '../../../machines/state/state.ts';
import type { Log, StoredCommit } from '../../log/port.ts';
import { type ChainHead, decodeCommit, NEW_CHAIN } from '../../session/record/chain.ts';
import { faultSentence } from '../../session/record/faults.ts';
import { sha256 } from '../../sha256.ts';

/** The service, or the log, did something that contradicts the model. */
export class ModelMismatch extends Error {
  override readonly name = 'ModelMismatch';
}

/** What is known of a command id that was sent. */
export interface Sent {
  /** What was sent under it: one command, unless somebody sent another one. */
  readonly commands: Command[];
  /** Calls with it that have not ended. */
  running: number;
  /** A call ended without an answer: it may be in the log, now or later. */
  maybe: boolean;
  /** The answer of a call was that it is in the log. */
  acknowledged: boolean;
  /** Whether its outcome is unknown, since a call ended without an answer, or was settled by a later answer. */
  outcome: 'known' | 'unknown' | 'settled';
  /** The last answer, in words, for messages. */
  answer: string;
  /** Where it is in the log: its first event, and how many. */
  place: { readonly first: number; readonly count: number } | undefined;
}

export const newSent = (): Sent => ({
  commands: [],
  running: 0,
  maybe: false,
  acknowledged: false,
  outcome: 'known',
  answer: 'nothing',
  place: undefined,
});

/** Equal as canonical JSON. What is equal mostly has its members in one order, which is found in a fifth of the time. */
export const same = (a: unknown, b: unknown): boolean =>
  JSON.stringify(a) === JSON.stringify(b) || canonicalJson(a) === canonicalJson(b);

/** The time of a decision that is not recorded. */
const PROBE_TIME = '2026-01-31T14:00:00.000Z';

interface Line {
  readonly event: RecordedEvent;
  readonly line: string;
}

export class SessionModel {
  readonly sessionId: string;
  readonly sent = new Map<string, Sent>();
  readonly events: RecordedEvent[] = [];
  readonly lines: string[] = [];
  /** After so many events. */
  readonly states: State[];
  /** The stream sequence of each event's commit. */
  readonly sequences: number[] = [];
  #head: ChainHead = NEW_CHAIN;
  #probes = 0;
  readonly #history: HistoryCheck;

  /** @param invariants the caller's, checked at each event */
  constructor(sessionId: string, invariants: readonly Invariant[]) {
    this.sessionId = sessionId;
    this.states = [initialState(sessionId)];
    this.#history = new HistoryCheck(sessionId, invariants);
  }

  /** Events that are known to be in the log. */
  get ordinal(): number {
    return this.events.length;
  }

  stateAt(ordinal: number): State {
    const state = this.states[ordinal];
    if (state === undefined)
      throw new ModelMismatch(`the service names event ${ordinal}; the log has ${counted(this.ordinal, 'event')}.`);
    return state;
  }

  eventsAt({ first, count }: { readonly first: number; readonly count: number }): RecordedEvent[] {
    return this.events.slice(first - 1, first - 1 + count);
  }

  decideAt(state: State, command: Command, context: Partial<DecideContext> = {}): Decision {
    const newId = () => {
      this.#probes += 1;
      return `probe-${this.#probes}`;
    };
    return decide(state, command, { now: PROBE_TIME, newId, commitId: newId(), sha256, ...context });
  }

  /**
   * The decision on a command in a state that fits what was answered, as a sender could get it: what the command leaves
   * open is as that sender last saw the session, at this state or before. Where none fits, that of a sender who saw it.
   */
  decideAsSeen(
    state: State,
    command: Command,
    fits: (decision: Decision) => boolean,
    context: () => Partial<DecideContext> = () => ({}),
  ): Decision {
    const decision = this.decideAt(state, command, context());
    if (fits(decision) || !leavesOpen(command.name)) return decision;
    for (let ordinal = Math.min(state.ordinal, this.ordinal); ordinal > 0; ordinal -= 1) {
      const other = this.decideAt(state, command, { ...context(), seen: this.stateAt(ordinal) });
      if (fits(other)) return other;
    }
    return decision;
  }

  /** Reads and explains the new commits of the log. @throws ModelMismatch */
  async catchUp(log: Log): Promise<void> {
    const after = this.sequences.at(-1) ?? 0;
    for await (const commit of log.read(this.sessionId, { after })) this.#take(commit);
  }

  #take(commit: StoredCommit): void {
    const { sequence } = commit.position;
    const before = this.sequences.at(-1) ?? 0;
    if (sequence <= before) throw new ModelMismatch(`the log returns commit ${sequence} after commit ${before}.`);
    const { events, head, fault } = decodeCommit(commit, this.#head);
    const rest: Line[] = events.map((event, index) => ({ event, line: commit.lines[index] as string }));
    while (rest[0] !== undefined) {
      const { commandid } = rest[0].event;
      const end = rest.findIndex(({ event }) => event.commandid !== commandid);
      this.#explain(commandid, rest.splice(0, end === -1 ? rest.length : end), sequence);
    }
    if (fault !== undefined) throw new ModelMismatch(faultSentence(fault));
    this.#head = head ?? this.#head;
  }

  /** The events of one command must be those that the law decides here. */
  #explain(id: string, recorded: readonly Line[], sequence: number): void {
    const events = recorded.map(({ event }) => event);
    const [first, last] = [this.ordinal + 1, this.ordinal + events.length];
    const where = first === last ? `event ${first}` : `events ${first} to ${last}`;
    const sent = this.sent.get(id);
    if (sent === undefined) throw new ModelMismatch(`the log has command ${id} (${where}), which nobody sent.`);
    if (sent.place !== undefined)
      throw new ModelMismatch(`the log has command ${id} twice: from event ${sent.place.first}, and as ${where}.`);
    if (sent.running === 0 && !sent.maybe)
      throw new ModelMismatch(`the log has command ${id} (${where}), and its sender's answer was ${sent.answer}.`);
    const ids = events.map((event) => event.id);
    const { recordedtime: now, commitid: commitId } = events[0] as RecordedEvent;
    const hash = events[0]?.commandhash;
    const command = sent.commands.find((one) => commandHash(one, sha256) === hash);
    if (command === undefined) throw new ModelMismatch(`${where} of command ${id} are not from what was sent.`);
    const unchained = events.map(({ hash: _, ...event }) => event);
    const isRecorded = (one: Decision) => one.kind === 'accepted' && same(one.events, unchained);
    const context = () => {
      const left = [...ids];
      return { now, commitId, newId: () => left.shift() ?? 'one too many' };
    };
    const decision = this.decideAsSeen(this.stateAt(this.ordinal), command, isRecorded, context);
    if (!isRecorded(decision))
      throw new ModelMismatch(
        `command ${id} (${command.name}) is in the log as ${where}: ${events.map(({ type }) => type).join(', ')}; by the rules it is: ${decisionInWords(decision)}.`,
      );
    sent.place = { first, count: events.length };
    for (const { event, line } of recorded) {
      const violated = this.#history.next(event).find(({ severity }) => severity === 'error');
      if (violated !== undefined)
        throw new ModelMismatch(
          `event ${event.ordinal} (${event.type}) violates ${violated.rule}: ${violated.detail}.`,
        );
      this.states.push(evolve(this.stateAt(this.ordinal), event));
      this.events.push(event);
      this.lines.push(line);
      this.sequences.push(sequence);
    }
  }
}

/** A decision in a few words. */
export const decisionInWords = (decision: Decision): string => {
  switch (decision.kind) {
    case 'accepted':
      return decision.events.map(({ type }) => type).join(', ');
    case 'repeated':
      return `a repeat of event ${decision.firstOrdinal}`;
    case 'unchanged':
      return 'nothing changes';
    case 'rejected':
      return `refused by ${decision.rejection.rule} (${decision.rejection.detail})`;
    case 'invalid':
      return `not a valid command: ${decision.sentence}`;
    default:
      return decision satisfies never;
  }
};
