// The decision: a command in a state becomes events, or a refusal that says which rule and what is legal now. Pure: the
// time, the ids and the hash come with the call.
import { canonicalJson } from './canonical-json.ts';
import { check, type Violation } from './check.ts';
import { type Fact, factsOf } from './commands/facts.ts';
import { eventTypeOf, wordFor } from './commands/words.ts';
import { EVENTS } from './events/catalog.ts';
import type { RecordedEvent, Sha256, UnchainedEvent } from './events/envelope.ts';
import { joinTags } from './events/envelope.ts';
import { Id, Text, Timestamp, Title } from './events/fields.ts';
import { unfitData } from './events/nesting.ts';
import { EventSeverity } from './events/severity.ts';
import { evolve } from './evolve.ts';
import { type LegalMove, legalMoves } from './legal.ts';
import { remediesFor } from './remedies.ts';
import type { State } from './state/state.ts';

/** A wish. Sent twice with the same id it counts once. */
export interface Command {
  /** Unique within the session: a repeat of an accepted one gives its first events and adds none. */
  readonly id: string;
  /** A command's word (`task.start`), or the type of a fact (`task_started`). */
  readonly name: string;
  /** As the schema of the event says. */
  readonly data: unknown;
  /** Who sends it. Default `orchestrator`. */
  readonly actor?: string;
  /** When it happened. Default: now. */
  readonly time?: string;
  readonly severity?: EventSeverity;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly correlationId?: string;
  readonly traceparent?: string;
  /** In an import: which file and entry it came from. */
  readonly derivedFrom?: string;
  /** How many secrets were replaced in it before it came here; no part of what it says. */
  readonly redacted?: number;
}

export interface DecideContext {
  /** Now, as `Timestamp` says. */
  readonly now: string;
  readonly newId: () => string;
  /** Id of the commit that the events will be part of. */
  readonly commitId: string;
  readonly sha256: Sha256;
}

/** Why a command was refused. */
export interface Rejection {
  /** The first rule that refuses, its sentence, and what broke it here. */
  readonly rule: string;
  readonly sentence: string;
  readonly detail: string;
  /** Everything it breaks. */
  readonly violations: readonly Violation[];
  /** The state it was checked in, in short. */
  readonly state: StateSummary;
  /** The commands that are legal now: those that create what is missing first, then those of the same entity. */
  readonly legal: readonly LegalMove[];
}

export interface StateSummary {
  readonly session: string;
  readonly ordinal: number;
  readonly phases: readonly string[];
  readonly cycles: readonly number[];
  readonly runningAgents: number;
  readonly openTasks: number;
}

export type Decision =
  | { readonly kind: 'accepted'; readonly events: readonly UnchainedEvent[]; readonly state: State }
  /** A repeat: the ordinals of the events that the command became the first time. */
  | { readonly kind: 'repeated'; readonly firstOrdinal: number; readonly count: number }
  /** A command that comes to nothing: what it asks for is so already (`todos.sync`). */
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'rejected'; readonly rejection: Rejection }
  /** No command at all: an unknown word, or data of another shape. */
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

/** SHA-256 of what a command says; equal for a repeat. */
export const commandHash = (command: Command, sha256: Sha256): string => {
  const { id: _id, redacted: _redacted, ...said } = command;
  return sha256(canonicalJson(said));
};

/** The rule about commands: no event could break it, so `RULES` lacks it and no invariant says it again. */
export const COMMAND_RULE = {
  rule: 'E.command',
  sentence: 'A command id stands for one command.',
  severity: 'error',
} as const;

/** What a command becomes in a state. Never throws on a command's content; pure. */
export const decide = (state: State, command: Command, context: DecideContext): Decision => {
  const malformed = malformedOf(command);
  if (malformed !== undefined) return { kind: 'invalid', sentence: malformed };
  const hash = commandHash(command, context.sha256);
  const known = state.record.commands.get(command.id);
  if (known !== undefined) {
    if (known.hash === hash) return { kind: 'repeated', firstOrdinal: known.firstOrdinal, count: known.count };
    return refusal(state, command, [{ ...COMMAND_RULE, detail: `${command.id} was another command` }]);
  }
  const found = factsOf(state, command.name, command.data, context.sha256);
  if ('invalid' in found) return { kind: 'invalid', sentence: found.invalid };

  if (found.facts.length === 0) return { kind: 'unchanged' };
  const events: UnchainedEvent[] = [];
  let after = state;
  for (const fact of found.facts) {
    const event = eventOf(after, fact, command, context, events.length === 0 ? hash : undefined);
    const violations = check(after, event);
    // A session that has not begun is held to what it says of itself.
    const enforcement =
      fact.type === 'session_started' ? (fact.data as { enforcement: string }).enforcement : after.session.enforcement;
    const refuses = violations.some(
      ({ rule, severity }) => severity === 'error' && (enforcement === 'enforce' || rule === 'S.first'),
    );
    if (refuses)
      return refusal(
        state,
        command,
        violations.filter(({ severity }) => severity === 'error'),
        fact,
      );
    const kept =
      violations.length > 0 ? eventOf(after, fact, command, context, event.commandhash, violations, event.id) : event;
    events.push(kept);
    after = evolve(after, kept);
  }
  return { kind: 'accepted', events, state: after };
};

const malformedOf = (command: Command): string | undefined => {
  const said: [string, { safeParse(value: unknown): { success: boolean } }, unknown][] = [
    ['id: 1 to 256 characters', Id, command.id],
    ['actor: 1 to 1,000 characters', Title, command.actor ?? 'orchestrator'],
    ['time: written as 2026-01-31T14:50:00.000Z', Timestamp, command.time ?? '2026-01-31T14:50:00.000Z'],
    ['description: at most 1,000,000 characters', Text, command.description ?? ''],
  ];
  return (
    said.find(([, schema, value]) => !schema.safeParse(value).success)?.[0] ??
    malformedAside(command) ??
    unfitData(command.data)
  );
};

const isText = (value: unknown, least: number, most: number): boolean =>
  value === undefined || (typeof value === 'string' && value.length >= least && value.length <= most);

/** What is rarely said beside the data. Held to what the log takes: an event that it would not read is never made. */
const malformedAside = (command: Command): string | undefined => {
  const { name, severity, tags, correlationId, traceparent, derivedFrom } = command;
  if (typeof name !== 'string') return 'name: the word of a command, or the type of an event';
  if (severity !== undefined && !EventSeverity.safeParse(severity).success)
    return `severity: one of ${EventSeverity.options.join(', ')}`;
  if (tags !== undefined) {
    if (!Array.isArray(tags) || !tags.every((tag) => typeof tag === 'string')) return 'tags: a list of texts';
    if (joinTags(tags).length > 1_000_000) return 'tags: at most 1,000,000 characters';
  }
  if (!isText(correlationId, 1, 256)) return 'correlationId: 1 to 256 characters';
  if (!isText(traceparent, 0, 256)) return 'traceparent: at most 256 characters';
  if (!isText(derivedFrom, 1, 10_000)) return 'derivedFrom: 1 to 10,000 characters';
  return undefined;
};

const eventOf = (
  state: State,
  fact: Fact,
  command: Command,
  context: DecideContext,
  hash: string | undefined,
  violations: readonly Violation[] = [],
  id: string = context.newId(),
): RecordedEvent => {
  const event = {
    specversion: '1.0',
    id,
    source: `/sessions/${state.sessionId}`,
    type: fact.type,
    time: command.time ?? context.now,
    sessionid: state.sessionId,
    ordinal: state.ordinal + 1,
    schemaversion: EVENTS[fact.type].version,
    actor: command.actor ?? 'orchestrator',
    commandid: command.id,
    commandhash: hash,
    commitid: context.commitId,
    correlationid: command.correlationId,
    recordedtime: context.now,
    severity: command.severity,
    description: command.description,
    tags: command.tags === undefined || command.tags.length === 0 ? undefined : joinTags(command.tags),
    derivedfrom: command.derivedFrom,
    violates: violations.length === 0 ? undefined : violations.map(({ rule }) => rule).join(','),
    redacted: hash === undefined || !command.redacted ? undefined : command.redacted,
    traceparent: command.traceparent,
    data: fact.data,
  };
  return Object.fromEntries(
    Object.entries(event).filter(([, value]) => value !== undefined),
  ) as unknown as RecordedEvent;
};

/** What is legal, the most helpful first: what creates the missing, then what moves the same kind of entity. */
const legalAfter = (state: State, name: string, fact: Fact | undefined): LegalMove[] => {
  const remedies = fact === undefined ? [] : remediesFor(state, fact);
  const type = eventTypeOf(name);
  const entity = `${(type === undefined ? name : wordFor(type)).split('.')[0]}.`;
  const moves = legalMoves(state);
  const near = moves.filter(({ word }) => word.startsWith(entity));
  return [...remedies, ...near, ...moves.filter((move) => !near.includes(move))];
};

const refusal = (state: State, { name }: Command, violations: readonly Violation[], fact?: Fact): Decision => {
  const first = violations[0] as Violation;
  return {
    kind: 'rejected',
    rejection: {
      rule: first.rule,
      sentence: first.sentence,
      detail: first.detail,
      violations,
      state: summaryOf(state),
      legal: legalAfter(state, name, fact),
    },
  };
};
