// The decision: a command in a state becomes events, or a refusal with its rule and what is legal now. Pure: time, ids and
// hash function are arguments.
import { canonicalJson } from './canonical-json.ts';
import { checkBy, type Violation } from './check.ts';
import { type Command, commandHash, type DecideContext, malformedOf, withTimeRead } from './commands/command.ts';
import { SEEN_RULE, seenBefore, unlikeSeen } from './commands/current.ts';
import { eventOf } from './commands/event-of.ts';
import { factsOf } from './commands/facts.ts';
import { withParentKnown } from './commands/parent.ts';
import { eventTypeOf, wordFor } from './commands/words.ts';
import { defined } from './defined.ts';
import type { UnchainedEvent } from './events/envelope.ts';
import { evolveBy } from './evolve.ts';
import { type LegalMove, legalMoves } from './legal.ts';
import { type UnknownName, unknownNames, withNearNames } from './near-names.ts';
import { type Refused, remediesFor } from './remedies/all.ts';
import { namedDetail } from './remedies/names.ts';
import type { State } from './state/state.ts';
import { stepsOf } from './steps.ts';

/** Why a command was refused. */
export interface Rejection {
  /** The first rule that refuses, its sentence, and what violates it here. */
  readonly rule: string;
  readonly sentence: string;
  readonly detail: string;
  /** Every violation. */
  readonly violations: readonly Violation[];
  /** What the command named and the session does not have, with what may have been meant. */
  readonly unknown?: readonly UnknownName[];
  /** The state it was checked in, in short. */
  readonly state: StateSummary;
  /**
   * The commands that are legal now: those that remove what refuses it first, then those of the same entity. Computed when
   * it is first read, from the state that refused.
   */
  readonly legal: readonly LegalMove[];
}

export interface StateSummary {
  readonly session: string;
  readonly ordinal: number;
  readonly phases: readonly string[];
  readonly cycles: readonly number[];
  /** Agents that have not ended: running or paused. */
  readonly runningAgents: number;
  readonly openTasks: number;
}

export type Decision =
  | { readonly kind: 'accepted'; readonly events: readonly UnchainedEvent[]; readonly state: State }
  /** A repeat: the ordinals of the events that the command became the first time. */
  | { readonly kind: 'repeated'; readonly firstOrdinal: number; readonly count: number }
  /** A command without events: the state is already as it wants it (`todos.sync`, `phase.next`), and why where it is known. */
  | { readonly kind: 'unchanged'; readonly why?: string }
  | { readonly kind: 'rejected'; readonly rejection: Rejection }
  /** Not a valid command: an unknown word, or data of another shape. */
  | { readonly kind: 'invalid'; readonly sentence: string };

/** The state in short, as refusals show it. */
export const summaryOf = (state: State): StateSummary => ({
  session: state.session.state,
  ordinal: state.ordinal,
  phases: state.session.activePhases,
  cycles: state.work.openCycles,
  runningAgents: state.work.runningAgents,
  openTasks: state.work.openTasks,
});

/** The rule about commands. No event can violate it, so it is not among `RULES` and has no invariant. */
export const COMMAND_RULE = {
  rule: 'E.command',
  sentence: 'A command id stands for one command.',
  severity: 'error',
} as const;

/** Decides a command in a state. Pure; never throws because of a command's content. */
export const decide = (state: State, given: Command, context: DecideContext): Decision => {
  const malformed = malformedOf(given);
  if (malformed !== undefined) return { kind: 'invalid', sentence: malformed };
  const command = withTimeRead(given);
  const hash = commandHash(command, context.sha256);
  const known = state.record.commands.get(command.id);
  if (known !== undefined) {
    if (known.hash === hash) return { kind: 'repeated', firstOrdinal: known.firstOrdinal, count: known.count };
    const violation = { ...COMMAND_RULE, detail: `${command.id} was another command` };
    return rejected(state, [violation], () => legalAfter(state, command.name, undefined));
  }
  const seen = seenBefore(state, context.seen);
  const found = factsOf(state, command.name, command.data, context.sha256, seen);
  if ('invalid' in found) return { kind: 'invalid', sentence: found.invalid };
  if (found.facts.length === 0) return { kind: 'unchanged', ...defined({ why: found.why }) };
  const unlike = unlikeSeen(state, seen, command.name);
  if (unlike !== undefined)
    return rejected(state, [{ ...SEEN_RULE, detail: unlike }], () => legalAfter(state, command.name, undefined));

  const events: UnchainedEvent[] = [];
  let after = state;
  for (const fact of withParentKnown(found.facts, command.data, context.missingParent)) {
    const event = eventOf(after, fact, command, context, events.length === 0 ? hash : undefined);
    const steps = stepsOf(after, event);
    const violations = checkBy(after, event, steps);
    // A session that starts is enforced as its own start states.
    const enforcement =
      fact.type === 'session_started' ? (fact.data as { enforcement: string }).enforcement : after.session.enforcement;
    const refuses = violations.some(
      ({ rule, severity }) => severity === 'error' && (enforcement === 'enforce' || rule === 'S.first'),
    );
    if (refuses)
      return refusal(state, command, {
        command,
        fact,
        state: after,
        violations: violations.filter(({ severity }) => severity === 'error'),
      });
    const recorded =
      violations.length > 0 ? eventOf(after, fact, command, context, event.commandhash, violations, event.id) : event;
    events.push(recorded);
    after = evolveBy(after, recorded, steps);
  }
  return { kind: 'accepted', events, state: after };
};

/** What is legal, the most helpful first: what removes the refusal, then what moves the same kind of entity. */
const legalAfter = (state: State, name: string, refused: Refused | undefined): LegalMove[] => {
  const remedies = refused === undefined ? [] : remediesFor(state, refused);
  const type = eventTypeOf(name);
  const entity = `${(type === undefined ? name : wordFor(type)).split('.')[0]}.`;
  const listed = new Set(remedies.map(keyOf));
  const moves = legalMoves(state).filter((move) => !listed.has(keyOf(move)));
  const near = moves.filter(({ word }) => word.startsWith(entity));
  return [...remedies, ...near, ...moves.filter((move) => !near.includes(move))];
};

const keyOf = ({ word, data, actor = '' }: LegalMove): string => canonicalJson([word, data, actor]);

/** A refusal by rules and machines: its details name the entities that the rules only count, and what may be meant. */
const refusal = (state: State, command: Command, refused: Refused): Decision => {
  const { fact, state: at } = refused;
  const unknown = unknownNames(at, fact, refused.violations);
  const violations = refused.violations.map((violation) => {
    const detail = namedDetail(at, fact, violation.rule) ?? violation.detail;
    return withNearNames({ ...violation, detail }, unknown);
  });
  return rejected(state, violations, () => legalAfter(state, command.name, refused), unknown);
};

const rejected = (
  state: State,
  violations: readonly Violation[],
  legalNow: () => readonly LegalMove[],
  unknown: readonly UnknownName[] = [],
): Decision => {
  const first = violations[0] as Violation;
  let legal: readonly LegalMove[] | undefined;
  return {
    kind: 'rejected',
    rejection: {
      rule: first.rule,
      sentence: first.sentence,
      detail: first.detail,
      violations,
      ...(unknown.length > 0 && { unknown }),
      state: summaryOf(state),
      // Two thirds of the time of a refusal, and a check of a process decides thousands that nobody reads.
      get legal() {
        legal ??= legalNow();
        return legal;
      },
    },
  };
};
