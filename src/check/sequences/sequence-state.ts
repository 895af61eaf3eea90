// The state of a sequence while it is generated: the session that its commands lead to, the ids it knows, and whether the
// next command is to be a legal one.
import { check, hasError } from '../../../machines/check.ts';
import { factsOf } from '../../../machines/commands/facts.ts';
import type { EventData, EventType } from '../../../machines/events/catalog.ts';
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { evolve } from '../../../machines/evolve.ts';
import type { EntityKind } from '../../../machines/life-cycles/all.ts';
import type { Profile } from '../../../machines/profile.ts';
import { provisionalEvent } from '../../../machines/provisional-event.ts';
import { stateOf } from '../../../machines/state/entities.ts';
import { initialState, type State } from '../../../machines/state/state.ts';
import { sha256 } from '../../sha256.ts';
import type { GeneratedCommand } from '../run/generated-command.ts';
import { Run } from '../run/run.ts';
import type { Picks } from './picks.ts';

/** Entities whose ids a sequence generates. */
export type GeneratedKind = Exclude<EntityKind, 'session' | 'phase' | 'cycle'> | 'entry' | 'baseline';

const PREFIX: Readonly<Record<GeneratedKind, string>> = {
  agent: 'a',
  baseline: 'b',
  deliverable: 'l',
  entry: 'e',
  finding: 'f',
  gate: 'g',
  item: 'i',
  question: 'q',
  requirement: 'r',
  review: 'v',
  section: 's',
  task: 't',
  todo: 'd',
};

/** States in which no command looks for an entity. */
const FINAL_STATES: Partial<Record<GeneratedKind, ReadonlySet<string>>> = {
  agent: new Set(['completed', 'failed', 'killed']),
  deliverable: new Set(['delivered', 'dropped']),
  finding: new Set(['resolved']),
  item: new Set(['done', 'dropped']),
  question: new Set(['resolved']),
  requirement: new Set(['met', 'dropped']),
  review: new Set(['approved', 'withdrawn']),
  section: new Set(['removed']),
  task: new Set(['completed', 'dropped']),
  todo: new Set(['completed', 'cancelled']),
};

/** Of a command without one. */
const TIME = '2026-01-31T14:00:00.000Z';

type Created = readonly (readonly [GeneratedKind, string])[];

/**
 * Only of the types by which an entity becomes known, or open again. They are fewer than those whose command `creates`
 * something by its name: a finding comes with a report, a question as an entry.
 */
const CREATED: { readonly [T in EventType]?: (data: EventData[T]) => Created } = {
  task_planned: ({ taskId }) => [['task', taskId]],
  todo_created: ({ todoId }) => [['todo', todoId]],
  agent_launched: ({ agents }) => agents.map(({ agentId }) => ['agent', agentId] as const),
  agent_reported: ({ findings = [] }) => findings.map(({ findingId }) => ['finding', findingId] as const),
  requirement_added: ({ requirementId }) => [['requirement', requirementId]],
  deliverable_added: ({ deliverableId }) => [['deliverable', deliverableId]],
  plan_section_added: ({ sectionId }) => [['section', sectionId]],
  plan_item_added: ({ itemId }) => [['item', itemId]],
  plan_item_reopened: ({ itemId }) => [['item', itemId]],
  task_reopened: ({ taskId }) => [['task', taskId]],
  todo_reopened: ({ todoId }) => [['todo', todoId]],
  requirement_reopened: ({ requirementId }) => [['requirement', requirementId]],
  deliverable_reopened: ({ deliverableId }) => [['deliverable', deliverableId]],
  question_reopened: ({ entryId }) => [['question', entryId]],
  gate_defined: ({ gateId }) => [['gate', gateId]],
  workbook_entry_added: ({ entryId, entryType }) => [
    ['entry', entryId],
    ...(entryType === 'question' ? [['question', entryId] as const] : []),
  ],
  review_requested: ({ reviewId }) => [['review', reviewId]],
  baseline_recorded: ({ baselineId }) => [['baseline', baselineId]],
};

const createdBy = ({ type, data }: RecordedEvent): Created =>
  (CREATED as Readonly<Partial<Record<EventType, (data: RecordedEvent['data']) => Created>>>)[type]?.(data) ?? [];

export class SequenceState {
  state: State;
  /** The next command is made without care, and may be illegal. */
  careless = false;
  /** The session is being brought to its end. */
  ending = false;
  /** The session may end before its process is complete. */
  mayEndEarly = false;
  /** How far the sequence has come, from 0 to 1. */
  progress = 0;
  readonly picks: Picks;
  readonly #known = new Map<GeneratedKind, string[]>();
  readonly #open = new Map<GeneratedKind, string[]>();
  readonly #seen = new Set<string>();
  #events = 0;

  constructor(picks: Picks, start: GeneratedCommand) {
    this.picks = picks;
    this.state = initialState('s1');
    // Sent again, so that the error says what is wrong with it.
    if (!this.accepts(start)) new Run().must(start.name, start.data);
  }

  get profile(): Profile {
    return this.state.session.profile;
  }

  /** All ids of a kind that were generated so far. */
  known(kind: GeneratedKind): readonly string[] {
    return this.#known.get(kind) ?? [];
  }

  /** The id of an entity in one of these states; undefined where there is none. Without care: any, or an unknown one. */
  find(kind: GeneratedKind, ...states: readonly string[]): string | undefined {
    if (this.careless && this.picks.percent(40))
      return this.picks.percent(70) ? (this.picks.of(this.known(kind)) ?? this.unknownId(kind)) : this.unknownId(kind);
    const open = this.#open.get(kind) ?? [];
    for (let left = open.length, at = this.picks.between(0, Math.max(0, left - 1)); left > 0; left -= 1) {
      if (at >= open.length) at = 0;
      const id = open[at] as string;
      const entityState = stateOf(this.state, kind as EntityKind, id);
      if (states.includes(entityState)) return id;
      if (FINAL_STATES[kind]?.has(entityState) === true) open.splice(at, 1);
      else at += 1;
    }
    return this.careless ? this.unknownId(kind) : undefined;
  }

  /** As `find`, also in states that are final but for a way back. */
  findAgain(kind: GeneratedKind, ...states: readonly string[]): string | undefined {
    if (this.careless) return this.recent(kind);
    const last = this.known(kind).slice(-6);
    return this.picks.of(last.filter((id) => states.includes(stateOf(this.state, kind as EntityKind, id))));
  }

  /** One of the ids generated last, in any state. */
  recent(kind: GeneratedKind): string | undefined {
    if (this.careless && this.picks.percent(20)) return this.unknownId(kind);
    return this.picks.of(this.known(kind).slice(-6));
  }

  /** An id that no entity has. */
  unknownId(kind: GeneratedKind): string {
    return `${PREFIX[kind]}0`;
  }

  /** The next id of a kind; without care one that is taken. */
  newId(kind: GeneratedKind): string {
    const taken = this.careless && this.picks.percent(60) ? this.picks.of(this.known(kind)) : undefined;
    return taken ?? `${PREFIX[kind]}${this.known(kind).length + 1}`;
  }

  /** True where the command is legal; then the sequence continues from its result. */
  accepts({ name, data = {}, actor, time = TIME }: GeneratedCommand): boolean {
    const found = factsOf(this.state, name, data, sha256);
    if ('invalid' in found || found.facts.length === 0) return false;
    let { state } = this;
    const events: RecordedEvent[] = [];
    for (const fact of found.facts) {
      this.#events += 1;
      const event = provisionalEvent(state, fact, {
        id: `${this.#events}`,
        commandId: `${this.#events - events.length}`,
        time,
        actor,
      });
      if (hasError(check(state, event))) return false;
      state = evolve(state, event);
      events.push(event);
    }
    this.state = state;
    for (const event of events) for (const [kind, id] of createdBy(event)) this.#knows(kind, id);
    return true;
  }

  #knows(kind: GeneratedKind, id: string): void {
    if (!this.#seen.has(`${kind} ${id}`)) {
      this.#seen.add(`${kind} ${id}`);
      listIn(this.#known, kind).push(id);
    }
    const open = listIn(this.#open, kind);
    if (!open.includes(id)) open.push(id);
  }
}

const listIn = (lists: Map<GeneratedKind, string[]>, kind: GeneratedKind): string[] => {
  const list = lists.get(kind) ?? [];
  if (list.length === 0) lists.set(kind, list);
  return list;
};
