// One sequence of commands, decided and asked about: whether machines with rules and invariants tell the same of every
// event, of refused ones too; whether what is accepted breaks nothing; whether decide is fold; whether a repeat counts.
import { canonicalJson } from '../../machines/canonical-json.ts';
import type { Command, Decision } from '../../machines/decide.ts';
import { encodeEvent, type RecordedEvent, type UnchainedEvent } from '../../machines/events/envelope.ts';
import { HistoryCheck } from '../../machines/invariants/check-history.ts';
import type { Invariant } from '../../machines/invariants/invariant.ts';
import type { Profile } from '../../machines/profile.ts';
import type { State } from '../../machines/state/state.ts';
import { sha256 } from '../sha256.ts';
import { type GeneratedCommand, type Law, outcomeText, Run, startCommand } from './run.ts';

export type BrokenLaw =
  /** Machines with rules and invariants tell differently of an event. */
  | 'law-disagrees'
  /** What was accepted breaks an invariant, of the law or of the caller. */
  | 'invariant-broken'
  /** The state decided is not the one folded from the lines. */
  | 'fold-differs'
  /** A command sent again was not taken for a repeat, or one of another body was. */
  | 'repeat-counts';

/** Thrown at the first thing that does not hold. */
export class Broke extends Error {
  readonly kind: BrokenLaw;
  /** What it is about: ids of rules and invariants, or a command's word. */
  readonly about: string;
  /** The story up to it, the event in question last, be it accepted or refused. */
  readonly lines: readonly string[];

  constructor(kind: BrokenLaw, about: string, sentence: string, lines: readonly string[]) {
    super(sentence);
    this.kind = kind;
    this.about = about;
    this.lines = lines;
  }
}

export interface RunCounts {
  commands: number;
  accepted: number;
  refused: number;
  events: number;
  /** How the session stood at the end. */
  end: 'completed' | 'failed' | 'cancelled' | 'open';
}

export interface CheckedRun {
  readonly profile: string | Profile;
  /** What `session.start` says besides goal and profile. */
  readonly start?: Readonly<Record<string, unknown>> | undefined;
  readonly law?: Law | undefined;
  /** The caller's own. */
  readonly invariants?: readonly Invariant[] | undefined;
}

interface Told {
  readonly rule: string;
  readonly severity: string;
}

const NONE: readonly string[] = [];
const idsOf = (told: readonly Told[]): readonly string[] =>
  told.length === 0 ? NONE : [...new Set(told.map(({ rule, severity }) => `${rule} (${severity})`))].toSorted();
const inWords = (ids: readonly string[]): string => (ids.length === 0 ? 'nothing' : ids.join(', '));
const isError = ({ severity }: Told): boolean => severity === 'error';

class RunCheck {
  readonly run: Run;
  readonly #history: HistoryCheck;
  readonly #own: HistoryCheck | undefined;
  #enforced = true;
  readonly #sent: { command: Command; decision: Decision & { kind: 'accepted' } }[] = [];
  readonly counts: RunCounts = { commands: 0, accepted: 0, refused: 0, events: 0, end: 'open' };

  constructor({ profile, start, law, invariants = [] }: CheckedRun) {
    this.run = new Run(law === undefined ? {} : { law });
    this.#history = new HistoryCheck('s1');
    this.#own = invariants.length === 0 ? undefined : new HistoryCheck('s1', invariants);
    const wish = startCommand(profile, start);
    const decision = this.send(wish);
    if (decision.kind !== 'accepted') throw new Error(`no session can start so: ${outcomeText(decision)}`);
    const begun = decision.events[0] as RecordedEvent;
    this.#enforced = begun.type === 'session_started' && begun.data.enforcement === 'enforce';
    this.counts.commands = 0;
    this.counts.accepted = 0;
  }

  send(wish: GeneratedCommand): Decision {
    const { run, counts } = this;
    const command = run.command(wish);
    const before = run.state;
    const decision = run.decide(command);
    counts.commands += 1;
    if (decision.kind === 'accepted') {
      counts.accepted += 1;
      counts.events += decision.events.length;
      this.#accepted(before, command, decision);
      run.take(decision);
      this.#repeated(command, decision);
      this.#sent.push({ command, decision });
    } else if (decision.kind === 'rejected') {
      counts.refused += 1;
      this.#refused(command, decision);
    }
    return decision;
  }

  #accepted(before: State, command: Command, { events }: Decision & { kind: 'accepted' }): void {
    const { check, evolve } = this.run.law;
    let state = before;
    for (const [index, unchained] of events.entries()) {
      const event = unchained as RecordedEvent;
      const story = () => this.#story(events.slice(0, index + 1));
      const law = check(state, event);
      const told = this.#history.next(event);
      this.#agree(event, law, told, story);
      if (this.#enforced && told.some(isError)) {
        const ids = idsOf(told.filter(isError));
        throw new Broke(
          'invariant-broken',
          ids.join(', '),
          `${event.type} was accepted and breaks ${inWords(ids)}: ${told[0]?.detail}.`,
          story(),
        );
      }
      const recorded = event.violates ?? '';
      if (recorded !== law.map(({ rule }) => rule).join(','))
        throw new Broke(
          'law-disagrees',
          event.type,
          `${event.type} was recorded as breaking ${recorded || 'nothing'}, and breaks ${inWords(idsOf(law))}.`,
          story(),
        );
      const own = this.#own?.next(event).find(isError);
      // An observed session keeps what breaks anything.
      if (own !== undefined && this.#enforced)
        throw new Broke(
          'invariant-broken',
          own.rule,
          `${own.rule} does not hold at ${event.type}, event ${event.ordinal}: ${own.detail}.`,
          story(),
        );
      state = evolve(state, event);
    }
    if (state.ordinal !== before.ordinal + events.length)
      throw new Broke(
        'fold-differs',
        command.name,
        `${command.name} became ${events.length} events, and the state went from ordinal ${before.ordinal} to ${state.ordinal}.`,
        this.#story(events),
      );
  }

  /** What a refused command would have become: the invariants refuse the same event, for the same reason. */
  #refused(command: Command, { rejection }: Decision & { kind: 'rejected' }): void {
    if (!this.#enforced && rejection.rule !== 'S.first')
      throw new Broke(
        'law-disagrees',
        rejection.rule,
        `${command.name} was refused by ${rejection.rule} in an observed session, which keeps every fact.`,
        this.#story(this.run.wouldBe(command)),
      );
    const { check, evolve } = this.run.law;
    const fork = this.#history.fork();
    const events = this.run.wouldBe(command);
    let { state } = this.run;
    for (const [index, unchained] of events.entries()) {
      const event = unchained as RecordedEvent;
      const story = () => this.#story(events.slice(0, index + 1));
      const law = check(state, event);
      const told = fork.next(event);
      this.#agree(event, law, told, story);
      if (told.some(isError)) {
        const refused = idsOf(rejection.violations);
        const found = idsOf(told.filter(isError));
        if (refused.join() === found.join()) return;
        throw new Broke(
          'law-disagrees',
          rejection.rule,
          `${event.type} was refused for ${inWords(refused)}, and breaks ${inWords(found)}.`,
          story(),
        );
      }
      state = evolve(state, event);
    }
    throw new Broke(
      'law-disagrees',
      rejection.rule,
      `${command.name} was refused by ${rejection.rule} (${rejection.detail}), and would have broken nothing.`,
      this.#story(events),
    );
  }

  #agree(event: RecordedEvent, law: readonly Told[], told: readonly Told[], story: () => readonly string[]): void {
    if (law.length === 0 && told.length === 0) return;
    const [byLaw, byInvariants] = [idsOf(law), idsOf(told)];
    if (byLaw.join() === byInvariants.join()) return;
    const about = [...byLaw, ...byInvariants].filter((id) => byLaw.includes(id) !== byInvariants.includes(id));
    throw new Broke(
      'law-disagrees',
      about.join(', '),
      `Of ${event.type}, event ${event.ordinal}, machines and rules say that it breaks ${inWords(byLaw)}, invariants say ${inWords(byInvariants)}.`,
      story(),
    );
  }

  /** The command sent again: it counts once, whatever was recorded since. */
  #repeated(command: Command, { events }: Decision & { kind: 'accepted' }): void {
    const again = this.run.decide(command);
    const first = events[0]?.ordinal;
    if (again.kind !== 'repeated' || again.firstOrdinal !== first || again.count !== events.length)
      throw new Broke(
        'repeat-counts',
        command.name,
        `${command.name} sent again was ${again.kind}, where it had become ${events.length} events from ordinal ${first}.`,
        this.run.lines,
      );
  }

  #reused(command: Command): void {
    const other = this.run.decide({ ...command, description: 'Another body' });
    if (other.kind !== 'rejected' || other.rejection.rule !== 'E.command')
      throw new Broke(
        'repeat-counts',
        command.name,
        `The id of ${command.name} sent with another body was ${other.kind}, and not refused by E.command.`,
        this.run.lines,
      );
  }

  /** What holds of the whole: the fold of the lines is the state decided, and the first commands still count once. */
  finish(): RunCounts {
    const { run, counts } = this;
    for (const { command, decision } of this.#sent.slice(0, 3)) {
      this.#repeated(command, decision);
      this.#reused(command);
    }
    let folded = run.law.initialState('s1');
    for (const event of run.events) folded = run.law.evolve(folded, event);
    this.#folded(folded);
    counts.end = run.state.session.state === 'ended' ? (run.state.session.outcome ?? 'open') : 'open';
    return counts;
  }

  #folded(folded: State): void {
    const { state, lines } = this.run;
    // The same steps in the same order make the same text; where they do not, only what it says counts.
    if (JSON.stringify(folded) === JSON.stringify(state)) return;
    const textOf = (of: State, key: string): string => canonicalJson(of[key as keyof State] ?? null);
    const differs = Object.keys(state).filter((key) => textOf(folded, key) !== textOf(state, key));
    if (differs.length === 0) return;
    throw new Broke(
      'fold-differs',
      differs.join(', '),
      `The fold of the recorded lines is not the state decided: ${differs.join(', ')} differ.`,
      lines,
    );
  }

  /** The lines so far, and events after them that stand in no log. */
  #story(events: readonly UnchainedEvent[]): readonly string[] {
    const lines = [...this.run.lines];
    let hash = lines.length === 0 ? '0'.repeat(64) : (this.run.events.at(-1)?.hash as string);
    for (const event of events) {
      const encoded = encodeEvent(event, hash, sha256);
      hash = encoded.hash;
      lines.push(encoded.line);
    }
    return lines;
  }
}

/** Decides a sequence and asks all of it. @throws Broke at the first thing that does not hold. */
export const checkRun = (checked: CheckedRun, wishes: readonly GeneratedCommand[]): RunCounts => {
  const check = new RunCheck(checked);
  for (const wish of wishes) check.send(wish);
  return check.finish();
};
