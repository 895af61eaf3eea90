// A session decided in memory, by the real law and the real encoder: commands in; decisions, events and the lines that a
// log would hold out. Ids and times count up, so the same commands give the same lines, byte for byte.
import { check } from '../../machines/check.ts';
import { type Command, type DecideContext, type Decision, decide } from '../../machines/decide.ts';
import {
  CHAIN_START,
  decodeEvent,
  encodeEvent,
  type RecordedEvent,
  type UnchainedEvent,
} from '../../machines/events/envelope.ts';
import { evolve } from '../../machines/evolve.ts';
import type { Profile } from '../../machines/profile.ts';
import { initialState, type State } from '../../machines/state/state.ts';
import { sha256 } from '../sha256.ts';

/** A command as one thinks of it: what is wished, and by whom (default `orchestrator`). Ids come when it is sent. */
export interface GeneratedCommand {
  /** A command's word (`task.start`), or the type of a fact (`task_started`). */
  readonly name: string;
  /** As the schema of the command says; default `{}`. */
  readonly data?: unknown;
  readonly actor?: string;
  /** When it happened; default: a second after the command before it. */
  readonly time?: string;
}

/** The law as four functions, so that another one (one with a fault put in) can be asked in its place. */
export interface Law {
  initialState(sessionId: string): State;
  decide(state: State, command: Command, context: DecideContext): Decision;
  check: typeof check;
  evolve(state: State, event: RecordedEvent): State;
}

export const LAW: Law = { initialState, decide, check, evolve };

/** The first command of a session, as a wish: its profile (default `normal`), and what else `session.start` takes. */
export const startCommand = (
  profile: string | Profile = 'normal',
  data: Readonly<Record<string, unknown>> = {},
): GeneratedCommand => ({
  name: 'session.start',
  data: { goal: 'Reset passwords by email', profile, ...data },
});

const BEGIN = Date.parse('2026-01-31T14:00:00.000Z');

export interface RunOptions {
  /** Default `s1`. */
  readonly sessionId?: string;
  /** Default: the law itself. */
  readonly law?: Law;
}

/** An event as a line of a message. */
export const eventText = ({ type, data }: { type: string; data?: unknown }): string =>
  `  ${type} ${JSON.stringify(data ?? {})}`;
/** What became of a command, in words. */
export const outcomeText = (decision: Decision): string => {
  if (decision.kind === 'rejected') {
    const { violations, legal } = decision.rejection;
    const rules = violations.map(({ rule, sentence, detail }) => `  ${rule}: ${sentence} (${detail})`);
    return ['a refusal:', ...rules, `  legal now: ${legal.join('; ')}`].join('\n');
  }
  if (decision.kind === 'invalid') return `no command: ${decision.sentence}`;
  return decision.kind === 'accepted'
    ? ['events:', ...decision.events.map(eventText)].join('\n')
    : `no events: ${decision.kind}`;
};

export class Run {
  readonly law: Law;
  state: State;
  /** What was accepted, in order, before it has a place in the chain. */
  readonly accepted: UnchainedEvent[] = [];
  readonly #lines: string[] = [];
  readonly #events: RecordedEvent[] = [];
  #hash = CHAIN_START;
  #commands = 0;
  #ids = 0;
  /** Before the ids made here, where others stand in the record already. */
  #mark = '';

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

  /** The events as the log gives them back. */
  get events(): readonly RecordedEvent[] {
    for (const line of this.lines.slice(this.#events.length)) this.#events.push(decodeEvent(line));
    return this.#events;
  }

  /** The command that a wish is when it is sent next. */
  command({ name, data = {}, actor, time }: GeneratedCommand): Command {
    this.#commands += 1;
    const id = `${this.#mark}command-${this.#commands}`;
    return { id, name, data, ...(actor !== undefined && { actor }), ...(time !== undefined && { time }) };
  }

  /** What a command is decided to be in a state (default: the run's). Nothing is recorded. */
  decide(command: Command, state: State = this.state): Decision {
    const now = new Date(BEGIN + this.#commands * 1_000).toISOString();
    const last = state.record.lastTime ?? now;
    return this.law.decide(state, command, {
      now: last > now ? last : now,
      newId: () => `${this.#mark}event-${++this.#ids}`,
      commitId: `${this.#mark}commit-${this.#commands}`,
      sha256,
    });
  }

  /** Goes on from an event that was recorded elsewhere, whatever the law says of it. */
  follow({ hash: _hash, ...event }: RecordedEvent): void {
    this.#mark = 'then-';
    this.accepted.push(event as UnchainedEvent);
    this.state = this.law.evolve(this.state, event as RecordedEvent);
  }

  /** Takes over what was decided; only an accepted command changes anything. */
  take(decision: Decision): Decision {
    if (decision.kind !== 'accepted') return decision;
    this.accepted.push(...decision.events);
    this.state = decision.state;
    return decision;
  }

  /** Decides, and records what was accepted. `said`: what else a command can say (an id, tags, ...). */
  send(name: string, data: unknown = {}, said: Partial<Command> = {}): Decision {
    return this.take(this.decide({ ...this.command({ name, data }), ...said }));
  }

  /** `send` that must be accepted; for building up. */
  must(name: string, data: unknown = {}, said: Partial<Command> = {}): this {
    const decision = this.send(name, data, said);
    if (decision.kind !== 'accepted')
      throw new Error(
        `command ${this.#commands}, ${name}, was to be accepted and is not; got ${outcomeText(decision)}`,
      );
    return this;
  }

  /** Ids of the rules that refuse the command; empty when it is accepted. */
  refusedBy(name: string, data: unknown = {}, said: Partial<Command> = {}): string[] {
    const decision = this.send(name, data, said);
    if (decision.kind === 'rejected') return decision.rejection.violations.map(({ rule }) => rule);
    if (decision.kind === 'invalid') throw new Error(decision.sentence);
    return [];
  }

  /** Ids of the rules that the newest event was recorded as breaking. */
  warnings(): string[] {
    return this.accepted.at(-1)?.violates?.split(',') ?? [];
  }

  /**
   * The events that a command would have become if nothing refused it, each as an observed session records it. Empty
   * where it is no command at all, or comes to nothing.
   */
  wouldBe(command: Command): readonly UnchainedEvent[] {
    const observing = (state: State): Decision =>
      this.decide(command, { ...state, session: { ...state.session, enforcement: 'observe' } });
    const observed = observing(this.state);
    if (observed.kind === 'accepted') return observed.events;
    // A second start, or what comes before any, no session keeps: it is decided where it would have been in place.
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
