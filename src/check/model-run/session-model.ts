// What a session must hold, as simply as it can be said: the commands that were sent, the events that the pure law makes
// of them, and the state after each. It reads the log beside the writers and explains every commit that it finds.
import { canonicalJson } from '../../../machines/canonical-json.ts';
import { type Command, commandHash, type DecideContext } from '../../../machines/commands/command.ts';
import { type Decision, decide } from '../../../machines/decide.ts';
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { evolve } from '../../../machines/evolve.ts';
import { HistoryCheck } from '../../../machines/invariants/check-history.ts';
import type { Invariant } from '../../../machines/invariants/invariant.ts';
import { initialState, type State } from '../../../machines/state/state.ts';
import type { Log, StoredCommit } from '../../log/port.ts';
import { type ChainHead, decodeCommit, NEW_CHAIN } from '../../session/record/chain.ts';
import { faultSentence } from '../../session/record/faults.ts';
import { sha256 } from '../../sha256.ts';

/** The service, or the log, did what the model says it never does. */
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
  /** A call was told that it is in the log. */
  acknowledged: boolean;
  /** Whether a call ended without an answer before it was acknowledged, and whether an answer came since. */
  standing: 'heard' | 'unknown' | 'settled';
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
  standing: 'heard',
  answer: 'nothing',
  place: undefined,
});

/** Equal as JSON: what a program on the other side of it could tell apart. */
export const same = (a: unknown, b: unknown): boolean => canonicalJson(a) === canonicalJson(b);

/** Of a decision that is asked for and not recorded. */
const UNASKED_TIME = '2026-01-31T14:00:00.000Z';

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
  #asked = 0;
  readonly #history: HistoryCheck;

  /** @param invariants that each event must keep, beside the law */
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
      throw new ModelMismatch(`the service speaks of event ${ordinal}; the log holds ${this.ordinal}.`);
    return state;
  }

  eventsAt({ first, count }: { readonly first: number; readonly count: number }): RecordedEvent[] {
    return this.events.slice(first - 1, first - 1 + count);
  }

  decideAt(state: State, command: Command, context: Partial<DecideContext> = {}): Decision {
    const newId = () => {
      this.#asked += 1;
      return `asked-${this.#asked}`;
    };
    return decide(state, command, { now: UNASKED_TIME, newId, commitId: newId(), sha256, ...context });
  }

  /** Reads what the log has gained, and explains it. @throws ModelMismatch */
  async catchUp(log: Log): Promise<void> {
    const after = this.sequences.at(-1) ?? 0;
    for await (const commit of log.read(this.sessionId, { after })) this.#take(commit);
  }

  #take(commit: StoredCommit): void {
    const { sequence } = commit.position;
    const before = this.sequences.at(-1) ?? 0;
    if (sequence <= before) throw new ModelMismatch(`the log gives commit ${sequence} after commit ${before}.`);
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

  /** The events of one command, which must be those that the law makes of it here. */
  #explain(id: string, told: readonly Line[], sequence: number): void {
    const events = told.map(({ event }) => event);
    const [first, last] = [this.ordinal + 1, this.ordinal + events.length];
    const where = first === last ? `event ${first}` : `events ${first} to ${last}`;
    const sent = this.sent.get(id);
    if (sent === undefined) throw new ModelMismatch(`the log holds command ${id} (${where}), which nobody sent.`);
    if (sent.place !== undefined)
      throw new ModelMismatch(`the log holds command ${id} twice: from event ${sent.place.first}, and as ${where}.`);
    if (sent.running === 0 && !sent.maybe)
      throw new ModelMismatch(`the log holds command ${id} (${where}), and its sender was told ${sent.answer}.`);
    const ids = events.map((event) => event.id);
    const { recordedtime: now, commitid: commitId } = events[0] as RecordedEvent;
    const newId = () => ids.shift() ?? 'one too many';
    const hash = events[0]?.commandhash;
    const command = sent.commands.find((one) => commandHash(one, sha256) === hash);
    if (command === undefined) throw new ModelMismatch(`${where} of command ${id} are not from what was sent.`);
    const decision = this.decideAt(this.stateAt(this.ordinal), command, { now, commitId, newId });
    const unchained = events.map(({ hash: _, ...event }) => event);
    if (decision.kind !== 'accepted' || !same(decision.events, unchained))
      throw new ModelMismatch(
        `command ${id} (${command.name}) stands in the log as ${where}: ${events.map(({ type }) => type).join(', ')}; the law says: ${inWords(decision)}.`,
      );
    sent.place = { first, count: events.length };
    for (const { event, line } of told) {
      const broken = this.#history.next(event).find(({ severity }) => severity === 'error');
      if (broken !== undefined)
        throw new ModelMismatch(`event ${event.ordinal} (${event.type}) breaks ${broken.rule}: ${broken.detail}.`);
      this.states.push(evolve(this.stateAt(this.ordinal), event));
      this.events.push(event);
      this.lines.push(line);
      this.sequences.push(sequence);
    }
  }
}

/** A decision in a few words. */
export const inWords = (decision: Decision): string => {
  switch (decision.kind) {
    case 'accepted':
      return decision.events.map(({ type }) => type).join(', ');
    case 'repeated':
      return `a repeat of event ${decision.firstOrdinal}`;
    case 'unchanged':
      return 'nothing is to be done';
    case 'rejected':
      return `refused by ${decision.rejection.rule} (${decision.rejection.detail})`;
    case 'invalid':
      return `no command: ${decision.sentence}`;
    default:
      return decision satisfies never;
  }
};
