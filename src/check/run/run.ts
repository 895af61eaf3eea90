// A session decided in memory by the real law and the real encoder: commands in; decisions, events and the lines of a
// log out. Ids and times count up, so the same commands give the same lines, byte for byte.
import type { Command } from '../../../machines/commands/command.ts';
import type { Decision } from '../../../machines/decide.ts';
import { defined } from '../../../machines/defined.ts';
import {
  CHAIN_START,
  decodeEvent,
  encodeEvent,
  type RecordedEvent,
  type UnchainedEvent,
} from '../../../machines/events/envelope.ts';
import type { State } from '../../../machines/state/state.ts';
import { sha256 } from '../../sha256.ts';
import { decisionText } from './decision-text.ts';
import type { GeneratedCommand } from './generated-command.ts';
import { LAW, type Law } from './law.ts';

const BEGIN = Date.parse('2026-01-31T14:00:00.000Z');

export interface RunOptions {
  /** Default `s1`. */
  readonly sessionId?: string;
  /** Default: the law itself. */
  readonly law?: Law;
}

export class Run {
  readonly law: Law;
  state: State;
  /** The accepted events in order, before they are chained. */
  readonly accepted: UnchainedEvent[] = [];
  readonly #lines: string[] = [];
  readonly #events: RecordedEvent[] = [];
  #hash = CHAIN_START;
  #commands = 0;
  #ids = 0;
  /** Before the ids made here, once events that were recorded elsewhere are in the record. */
  #idPrefix = '';

  constructor({ sessionId = 's1', law = LAW }: RunOptions = {}) {
    this.law = law;
    this.state = law.initialState(sessionId);
  }

  /** The lines of the log, without line ends. */
  get lines(): readonly string[] {
    for (const event of this.accepted.slice(this.#lines.length)) {
      const { line, hash } = encodeEvent(event, this.#hash, sha256);
      this.#hash = hash;
      this.#lines.push(line);
    }
    return this.#lines;
  }

  /** The events as the log returns them. */
  get events(): readonly RecordedEvent[] {
    for (const line of this.lines.slice(this.#events.length)) this.#events.push(decodeEvent(line));
    return this.#events;
  }

  /** The next command, with its id. */
  command({ name, data = {}, actor, time }: GeneratedCommand): Command {
    this.#commands += 1;
    return { id: `${this.#idPrefix}command-${this.#commands}`, name, data, ...defined({ actor, time }) };
  }

  /** The decision on a command in a state (default: the run's). Nothing is recorded. */
  decide(command: Command, state: State = this.state): Decision {
    const now = new Date(BEGIN + this.#commands * 1_000).toISOString();
    const last = state.record.lastTime ?? now;
    return this.law.decide(state, command, {
      now: last > now ? last : now,
      newId: () => `${this.#idPrefix}event-${++this.#ids}`,
      commitId: `${this.#idPrefix}commit-${this.#commands}`,
      sha256,
    });
  }

  /** Appends an event that was recorded elsewhere, whether it is legal or not. */
  append({ hash: _hash, ...event }: RecordedEvent): void {
    this.#idPrefix = 'then-';
    this.accepted.push(event as UnchainedEvent);
    this.state = this.law.evolve(this.state, event as RecordedEvent);
  }

  /** Records the events of a decision; only an accepted one changes anything. */
  apply(decision: Decision): Decision {
    if (decision.kind !== 'accepted') return decision;
    this.accepted.push(...decision.events);
    this.state = decision.state;
    return decision;
  }

  /** Decides, and records what was accepted. `options`: the other members of a command (an id, tags, ...). */
  send(name: string, data: unknown = {}, options: Partial<Command> = {}): Decision {
    return this.apply(this.decide({ ...this.command({ name, data }), ...options }));
  }

  /** `send` that must be accepted; for setting up a session. */
  must(name: string, data: unknown = {}, options: Partial<Command> = {}): this {
    const decision = this.send(name, data, options);
    if (decision.kind !== 'accepted')
      throw new Error(`command ${this.#commands}, ${name}, must be accepted; got ${decisionText(decision)}`);
    return this;
  }

  /** Ids of the rules that refuse the command; empty when it is accepted. */
  refusedBy(name: string, data: unknown = {}, options: Partial<Command> = {}): string[] {
    const decision = this.send(name, data, options);
    if (decision.kind === 'rejected') return decision.rejection.violations.map(({ rule }) => rule);
    if (decision.kind === 'invalid') throw new Error(decision.sentence);
    return [];
  }

  /** Ids of the rules that the newest event was recorded as violating. */
  warnings(): string[] {
    return this.accepted.at(-1)?.violates?.split(',') ?? [];
  }

  /**
   * The events of a command if nothing refused it, each as an observed session records it. Empty for a command that is
   * invalid or has no events.
   */
  eventsIfObserved(command: Command): readonly UnchainedEvent[] {
    const observing = (state: State): Decision =>
      this.decide(command, { ...state, session: { ...state.session, enforcement: 'observe' } });
    const observed = observing(this.state);
    if (observed.kind === 'accepted') return observed.events;
    // No session keeps a second start, or anything before the first: these are decided where they would be legal.
    const { ordinal, sessionId } = this.state;
    const elsewhere = observing(
      this.state.session.started
        ? this.law.initialState(sessionId)
        : { ...this.state, session: { ...this.state.session, state: 'running', started: true } },
    );
    if (elsewhere.kind !== 'accepted') return [];
    return elsewhere.events.map((event, index) => ({ ...event, ordinal: ordinal + 1 + index }));
  }
}

/** A session that has started; `data`: what `session.start` takes besides its goal. */
export const started = (data: Readonly<Record<string, unknown>> = {}, options: RunOptions = {}): Run =>
  new Run(options).must('session.start', { goal: 'Reset passwords by email', ...data });
