// Whether an event is legal in a state: first the life cycles of the entities that it moves, then the rules. One
// contradiction gives one violation: where a machine refuses, the rules about the same move are not evaluated.

import type { RecordedEvent } from './events/envelope.ts';
import { mayBeLate } from './late.ts';
import { type EntityKind, lifeCycleOf } from './life-cycles/all.ts';
import type { Step } from './life-cycles/step.ts';
import { rulesFor, severityUnder } from './rules/all.ts';
import type { Rule } from './rules/rule.ts';
import { stateOf } from './state/entities.ts';
import type { State } from './state/state.ts';
import { stepsOf } from './steps.ts';

/** A rule or life cycle that an event violates. */
export interface Violation {
  /** The id of a rule, or `M.` and the kind of entity for a life cycle. */
  readonly rule: string;
  readonly sentence: string;
  readonly severity: 'error' | 'warn';
  /** What violates it here, with the names of the entities. */
  readonly detail: string;
}

const NONE: readonly Violation[] = [];

/** The sentence of a life cycle, as that of a rule. */
export const lifeCycleSentence = (kind: EntityKind): string =>
  `${kind === 'agent' || kind === 'item' ? 'An' : 'A'} ${kind} moves only as its life cycle allows.`;

const refusals = (state: State, steps: readonly Step[]): readonly Violation[] => {
  let violations: Violation[] | undefined;
  for (const { kind, id, signal } of steps) {
    const machine = lifeCycleOf(kind);
    const current = stateOf(state, kind, id);
    if (machine.next(current, signal) !== undefined) continue;
    const who = kind === 'session' ? 'the session' : `${kind} ${id}`;
    violations ??= [];
    violations.push({
      rule: `M.${kind}`,
      sentence: lifeCycleSentence(kind),
      severity: 'error',
      detail:
        current === machine.initial && kind !== 'session'
          ? unknown(kind, id, signal)
          : `${who} is ${current}: ${signal} is not legal`,
    });
  }
  return violations ?? NONE;
};

const unknown = (kind: EntityKind, id: string, signal: string): string =>
  kind === 'phase'
    ? `phase ${id} is pending: ${signal} is not legal`
    : `there is no ${kind} ${id}: ${signal} is not legal`;

const violationOf = (rule: Rule, severity: 'error' | 'warn', detail: string): Violation => ({
  rule: rule.id,
  sentence: rule.sentence,
  severity,
  detail,
});

/** What an event violates in a state; empty where it is legal. Never throws. */
export const check = (state: State, event: RecordedEvent): readonly Violation[] =>
  checkBy(state, event, stepsOf(state, event));

/** What an event violates whose steps in that state are known. */
export const checkBy = (state: State, event: RecordedEvent, steps: readonly Step[]): readonly Violation[] => {
  const rules = rulesFor(event.type);
  let violations: Violation[] | undefined;
  const start = event.type === 'session_started';
  // An event before the start or after the end violates S.first or S.ended: one contradiction is reported once.
  const over = state.session.state === 'ended' && !mayBeLate(event);
  const outside = over || (state.session.state === 'unstarted' && !start);
  const refused = outside || (start && state.ordinal > 0) ? NONE : refusals(state, steps);
  if (refused.length > 0) violations = [...refused];
  for (const rule of rules) {
    if (rule.on !== 'all' && (refused.length > 0 || outside)) continue;
    const detail = rule.check(state, event);
    if (detail === undefined) continue;
    const severity = severityUnder(state.session.profile, rule);
    if (severity === 'off') continue;
    violations ??= [];
    violations.push(violationOf(rule, severity, detail));
  }
  return violations ?? NONE;
};

/** True when any violation is an error. */
export const hasError = (violations: readonly Violation[]): boolean =>
  violations.some(({ severity }) => severity === 'error');
