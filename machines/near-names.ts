// The names that a refused command may have meant, for each that the session does not have.
import type { Violation } from './check.ts';
import type { CARRIED_KINDS } from './commands/carry.ts';
import type { Fact } from './commands/fact.ts';
import { defined } from './defined.ts';
import type { Referent } from './events/event.ts';
import type { Carried } from './events/fields.ts';
import type { Data } from './events/moves.ts';
import type { ReferenceField } from './events/references.ts';
import { nearestWord } from './nearest-word.ts';
import { ruleOfReference } from './rules/references.ts';
import { entityIds } from './state/entities.ts';
import { exists, missingIn, ORCHESTRATOR } from './state/references.ts';
import { runningWork } from './state/running.ts';
import type { State } from './state/state.ts';

/** At most this many names are listed where none is near. */
const MOST_LISTED = 8;
/** Only the newest are compared: a refusal is not to cost more in a long session. */
const MOST_COMPARED = 2_000;

/** What a command named and the session does not have. */
export interface UnknownName {
  readonly kind: Referent;
  readonly id: string;
  /** The rule that refuses it. */
  readonly rule: string;
  /** The name that was probably meant. */
  readonly near?: string;
  /** The names of that kind, where they are few. */
  readonly known: readonly string[];
}

const namesOf = (state: State, kind: Referent): string[] => {
  if (kind === 'session') return [];
  if (kind === 'phase') return [...state.session.profile.phases];
  if (kind === 'entry') return state.evidence.entries.keys();
  if (kind === 'baseline') return state.evidence.baselines.keys();
  return entityIds(state, kind).filter((id) => exists(state, kind, id));
};

const ruleFor = (field: ReferenceField): string =>
  field.moves && field.to !== 'phase' && field.to !== 'gate' ? `M.${field.to}` : (ruleOfReference(field) ?? '');

/** Of the names that violations are about, each once. */
export const unknownNames = (
  state: State,
  { type, data }: Fact,
  violations: readonly Violation[],
): readonly UnknownName[] => {
  const found = new Map<string, UnknownName>();
  for (const { field, id } of missingIn(state, type, data as Data)) {
    const rule = ruleFor(field);
    if (!violations.some((violation) => violation.rule === rule)) continue;
    const names = namesOf(state, field.to);
    const recent = names.slice(-MOST_COMPARED);
    const near = nearestWord(id, field.to === 'agent' && !field.moves ? [...recent, ORCHESTRATOR] : recent);
    const known = names.length <= MOST_LISTED ? names : [];
    found.set(`${field.to} ${id}`, { kind: field.to, id, rule, ...defined({ near }), known });
  }
  for (const one of carriedNowhere(state, data as Data, violations)) found.set(`${one.kind} ${one.id}`, one);
  return [...found.values()];
};

/** The rules on what the end of a phase or cycle carries. */
const OF_CARRIED = ['P.work', 'C.carried'];

/** What is carried and is unknown; what may be meant are the agents and tasks that run. */
const carriedNowhere = (state: State, { carried }: Data, violations: readonly Violation[]): UnknownName[] => {
  const rule = violations.find((violation) => OF_CARRIED.includes(violation.rule))?.rule;
  if (rule === undefined || carried === undefined) return [];
  const { agents = [], tasks = [] } = carried as Carried;
  const running = runningWork(state);
  const known = running.length <= MOST_LISTED ? running : [];
  const nowhere = (kind: (typeof CARRIED_KINDS)[number], ids: readonly string[]): UnknownName[] =>
    ids
      .filter((id) => !exists(state, kind, id))
      .map((id) => ({ kind, id, rule, ...defined({ near: nearestWord(id, running.slice(-MOST_COMPARED)) }), known }));
  return [...nowhere('agent', agents), ...nowhere('task', tasks)];
};

/** A violation whose detail ends with what may have been meant. */
export const withNearNames = (violation: Violation, unknown: readonly UnknownName[]): Violation => {
  const own = unknown.filter(({ rule }) => rule === violation.rule);
  // Which of several is meant is stated with each.
  const near = own.flatMap((one) =>
    one.near === undefined ? [] : own.length > 1 ? `${one.near} for ${one.id}` : one.near,
  );
  const known = [...new Set(own.flatMap((one) => one.known))];
  const end =
    near.length > 0 ? `did you mean ${near.join(' and ')}?` : known.length > 0 ? `known: ${known.join(', ')}` : '';
  return end === '' ? violation : { ...violation, detail: `${violation.detail} (${end})` };
};
