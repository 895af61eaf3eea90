// A session decided in memory: commands in, decisions out, with ids and times that count up.
import { type Command, type Decision, decide } from '../machines/decide.ts';
import type { RecordedEvent } from '../machines/events/envelope.ts';
import { CHAIN_START, decodeEvent, encodeEvent } from '../machines/events/envelope.ts';
import { initialState, type State } from '../machines/state.ts';
import { sha256 } from './history.ts';

const BEGIN = Date.parse('2026-01-31T14:00:00.000Z');

export class Decider {
  state: State;
  readonly events: RecordedEvent[] = [];
  readonly lines: string[] = [];
  #hash = CHAIN_START;
  #commands = 0;
  #ids = 0;

  constructor(sessionId = 's1') {
    this.state = initialState(sessionId);
  }

  /** Decides, and records what was accepted. */
  send(name: string, data: unknown = {}, said: Partial<Command> = {}): Decision {
    this.#commands += 1;
    const decision = decide(
      this.state,
      { id: `command-${this.#commands}`, name, data, ...said },
      {
        now: new Date(BEGIN + this.#commands * 1000).toISOString(),
        newId: () => `event-${++this.#ids}`,
        commitId: `commit-${this.#commands}`,
        sha256,
      },
    );
    if (decision.kind === 'accepted') {
      for (const event of decision.events) {
        const { line, hash } = encodeEvent(event, this.#hash, sha256);
        this.#hash = hash;
        this.lines.push(line);
        this.events.push(decodeEvent(line));
      }
      this.state = decision.state;
    }
    return decision;
  }

  /** `send` that must be accepted; for building up. */
  must(name: string, data: unknown = {}, said: Partial<Command> = {}): this {
    const decision = this.send(name, data, said);
    if (decision.kind !== 'accepted') throw new Error(`${name}: ${JSON.stringify(decision)}`);
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
    return this.events.at(-1)?.violates?.split(',') ?? [];
  }
}

/** A session that has started, under a profile (default `normal`). */
export const started = (data: Record<string, unknown> = {}): Decider =>
  new Decider().must('session.start', { goal: 'Reset passwords by email', ...data });
