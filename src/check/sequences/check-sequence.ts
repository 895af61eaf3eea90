// One sequence of commands, decided and checked: machines and rules agree with the invariants on every event, of refused
// commands too; accepted events violate no invariant; the decided state is the fold of the lines; a repeat changes nothing.

import { canonicalJson } from '../../../machines/canonical-json.ts';
import type { Command } from '../../../machines/commands/command.ts';
import type { Decision } from '../../../machines/decide.ts';
import { defined } from '../../../machines/defined.ts';
import {
  CHAIN_START,
  encodeEvent,
  type RecordedEvent,
  type UnchainedEvent,
} from '../../../machines/events/envelope.ts';
import { HistoryCheck } from '../../../machines/invariants/check-history.ts';
import type { Invariant } from '../../../machines/invariants/invariant.ts';
import type { Profile } from '../../../machines/profile.ts';
import { counted } from '../../../machines/rules/rule.ts';
import type { State } from '../../../machines/state/state.ts';
import { sha256 } from '../../sha256.ts';
import { decisionText } from '../run/decision-text.ts';
import { type GeneratedCommand, startCommand } from '../run/generated-command.ts';
import type { Law } from '../run/law.ts';
import { Run } from '../run/run.ts';
import { PropertyViolation, type ViolatedProperty } from './property-violation.ts';
import { idsOf, isError, listed, type Reported } from './reported-rules.ts';

export interface RunCounts {
  commands: number;
  accepted: number;
  refused: number;
  events: number;
  /** The session at the end. */
  end: 'completed' | 'failed' | 'cancelled' | 'open';
}

export interface SequenceSetup {
  readonly profile: string | Profile;
  /** What `session.start` takes besides goal and profile. */
  readonly start?: Readonly<Record<string, unknown>> | undefined;
  readonly law?: Law | undefined;
  /** The caller's own. */
  readonly invariants?: readonly Invariant[] | undefined;
}

type Accepted = Decision & { kind: 'accepted' };
type Rejected = Decision & { kind: 'rejected' };

/** Commands whose repeat is checked again at the end. */
const REPEATED_AT_END = 3;

class SequenceCheck {
  readonly run: Run;
  readonly counts: RunCounts = { commands: 0, accepted: 0, refused: 0, events: 0, end: 'open' };
  readonly #history: HistoryCheck;
  readonly #own: HistoryCheck | undefined;
  #enforced = true;
  readonly #sent: { command: Command; decision: Accepted }[] = [];

  constructor({ profile, start, law, invariants = [] }: SequenceSetup) {
    this.run = new Run(defined({ law }));
    this.#history = new HistoryCheck('s1');
    this.#own = invariants.length === 0 ? undefined : new HistoryCheck('s1', invariants);
    const decision = this.send(startCommand(profile, start));
    if (decision.kind !== 'accepted') throw new Error(`The session cannot start: ${decisionText(decision)}`);
    const first = decision.events[0] as RecordedEvent;
    this.#enforced = first.type === 'session_started' && first.data.enforcement === 'enforce';
    this.counts.commands = 0;
    this.counts.accepted = 0;
  }

  send(generated: GeneratedCommand): Decision {
    const { run, counts } = this;
    const command = run.command(generated);
    const before = run.state;
    const decision = run.decide(command);
    counts.commands += 1;
    if (decision.kind === 'accepted') {
      counts.accepted += 1;
      counts.events += decision.events.length;
      this.#checkAccepted(before, command, decision);
      run.apply(decision);
      this.#checkRepeat(command, decision);
      this.#sent.push({ command, decision });
    } else if (decision.kind === 'rejected') {
      counts.refused += 1;
      this.#checkRejected(command, decision);
    }
    return decision;
  }

  #checkAccepted(before: State, command: Command, { events }: Accepted): void {
    const { check, evolve } = this.run.law;
    let state = before;
    for (const [index, unchained] of events.entries()) {
      const event = unchained as RecordedEvent;
      this.#checkAcceptedEvent(event, check(state, event), () => this.#lines(events.slice(0, index + 1)));
      state = evolve(state, event);
    }
    if (state.ordinal !== before.ordinal + events.length)
      this.#violated(
        'fold-differs',
        command.name,
        `${command.name} became ${counted(events.length, 'event')}, and the state went from ordinal ${before.ordinal} to ${state.ordinal}.`,
        this.#lines(events),
      );
  }

  #checkAcceptedEvent(event: RecordedEvent, byRules: readonly Reported[], lines: () => readonly string[]): void {
    const byInvariants = this.#history.next(event);
    this.#checkAgreement(event, byRules, byInvariants, lines);
    const errors = byInvariants.filter(isError);
    if (this.#enforced && errors.length > 0) {
      const ids = idsOf(errors);
      this.#violated(
        'invariant-violated',
        ids.join(', '),
        `${event.type} was accepted and violates ${listed(ids)}: ${byInvariants[0]?.detail}.`,
        lines(),
      );
    }
    const recorded = event.violates ?? '';
    if (recorded !== byRules.map(({ rule }) => rule).join(','))
      this.#violated(
        'rules-disagree',
        event.type,
        `${event.type} was recorded as violating ${recorded || 'nothing'}, and violates ${listed(idsOf(byRules))}.`,
        lines(),
      );
    const own = this.#own?.next(event).find(isError);
    // An observed session keeps what violates anything.
    if (own !== undefined && this.#enforced)
      this.#violated(
        'invariant-violated',
        own.rule,
        `${own.rule} does not hold at ${event.type}, event ${event.ordinal}: ${own.detail}.`,
        lines(),
      );
  }

  /** The invariants must refuse the same event of a refused command, for the same reason. */
  #checkRejected(command: Command, { rejection }: Rejected): void {
    const events = this.run.eventsIfObserved(command);
    if (!this.#enforced && rejection.rule !== 'S.first')
      this.#violated(
        'rules-disagree',
        rejection.rule,
        `${command.name} was refused by ${rejection.rule} in an observed session, which keeps every fact.`,
        this.#lines(events),
      );
    const { check, evolve } = this.run.law;
    const history = this.#history.fork();
    let { state } = this.run;
    for (const [index, unchained] of events.entries()) {
      const event = unchained as RecordedEvent;
      const lines = () => this.#lines(events.slice(0, index + 1));
      const byInvariants = history.next(event);
      this.#checkAgreement(event, check(state, event), byInvariants, lines);
      const errors = byInvariants.filter(isError);
      if (errors.length > 0) {
        const refused = idsOf(rejection.violations);
        const violated = idsOf(errors);
        if (refused.join() === violated.join()) return;
        this.#violated(
          'rules-disagree',
          rejection.rule,
          `${event.type} was refused for ${listed(refused)}, and violates ${listed(violated)}.`,
          lines(),
        );
      }
      state = evolve(state, event);
    }
    this.#violated(
      'rules-disagree',
      rejection.rule,
      `${command.name} was refused by ${rejection.rule} (${rejection.detail}), and violates nothing.`,
      this.#lines(events),
    );
  }

  #checkAgreement(
    event: RecordedEvent,
    byRules: readonly Reported[],
    byInvariants: readonly Reported[],
    lines: () => readonly string[],
  ): void {
    if (byRules.length === 0 && byInvariants.length === 0) return;
    const [ofRules, ofInvariants] = [idsOf(byRules), idsOf(byInvariants)];
    if (ofRules.join() === ofInvariants.join()) return;
    const about = [...ofRules, ...ofInvariants].filter((id) => ofRules.includes(id) !== ofInvariants.includes(id));
    this.#violated(
      'rules-disagree',
      about.join(', '),
      `By machines and rules ${event.type}, event ${event.ordinal}, violates ${listed(ofRules)}; by the invariants it violates ${listed(ofInvariants)}.`,
      lines(),
    );
  }

  /** The command sent again counts once, whatever was recorded since. */
  #checkRepeat(command: Command, { events }: Accepted): void {
    const again = this.run.decide(command);
    const first = events[0]?.ordinal;
    if (again.kind !== 'repeated' || again.firstOrdinal !== first || again.count !== events.length)
      this.#violated(
        'repeat-counts',
        command.name,
        `${command.name} sent again was ${again.kind}; it had become ${counted(events.length, 'event')} from ordinal ${first}.`,
        this.run.lines,
      );
  }

  /** Another command under the same id is refused. */
  #checkReusedId(command: Command): void {
    const other = this.run.decide({ ...command, description: 'Another body' });
    if (other.kind !== 'rejected' || other.rejection.rule !== 'E.command')
      this.#violated(
        'repeat-counts',
        command.name,
        `The id of ${command.name} sent with another body was ${other.kind}, and not refused by E.command.`,
        this.run.lines,
      );
  }

  /** Checks the record as a whole: the fold of its lines, and that the first commands still count once. */
  finish(): RunCounts {
    const { run, counts } = this;
    for (const { command, decision } of this.#sent.slice(0, REPEATED_AT_END)) {
      this.#checkRepeat(command, decision);
      this.#checkReusedId(command);
    }
    let folded = run.law.initialState('s1');
    for (const event of run.events) folded = run.law.evolve(folded, event);
    this.#checkFold(folded);
    counts.end = run.state.session.state === 'ended' ? (run.state.session.outcome ?? 'open') : 'open';
    return counts;
  }

  #checkFold(folded: State): void {
    const { state, lines } = this.run;
    // The same steps in the same order make the same text; where they do not, the order of members does not count.
    if (JSON.stringify(folded) === JSON.stringify(state)) return;
    const textOf = (of: State, key: string): string => canonicalJson(of[key as keyof State] ?? null);
    const differs = Object.keys(state).filter((key) => textOf(folded, key) !== textOf(state, key));
    if (differs.length === 0) return;
    this.#violated(
      'fold-differs',
      differs.join(', '),
      `The fold of the recorded lines is not the decided state: ${differs.join(', ')} differ.`,
      lines,
    );
  }

  #violated(kind: ViolatedProperty, about: string, sentence: string, lines: readonly string[]): never {
    throw new PropertyViolation(kind, about, sentence, lines);
  }

  /** The lines so far, and those of events that were not recorded. */
  #lines(events: readonly UnchainedEvent[]): readonly string[] {
    const lines = [...this.run.lines];
    let hash = this.run.events.at(-1)?.hash ?? CHAIN_START;
    for (const event of events) {
      const encoded = encodeEvent(event, hash, sha256);
      hash = encoded.hash;
      lines.push(encoded.line);
    }
    return lines;
  }
}

/** Decides a sequence and checks all of it. @throws PropertyViolation at the first property that does not hold */
export const checkSequence = (setup: SequenceSetup, commands: readonly GeneratedCommand[]): RunCounts => {
  const check = new SequenceCheck(setup);
  for (const command of commands) check.send(command);
  return check.finish();
};
