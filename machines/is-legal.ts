// Whether events would be accepted, before a command is made of them.
import { check, hasError } from './check.ts';
import type { Fact } from './commands/fact.ts';
import type { EventType } from './events/catalog.ts';
import { evolve } from './evolve.ts';
import { provisionalEvent } from './provisional-event.ts';
import type { State } from './state/state.ts';

/** Those of a command's events that neither a life cycle nor a rule refuses, each in the state after those before it. */
export const legalAmong = (state: State, facts: readonly Fact[]): Fact[] => {
  const legal: Fact[] = [];
  let after = state;
  for (const fact of facts) {
    const id = ` ${legal.length}`;
    const event = provisionalEvent(after, fact, { id, commandId: ' ', time: '9999-12-31T23:59:59.999Z', actor: '' });
    if (hasError(check(after, event))) continue;
    legal.push(fact);
    if (facts.length > 1) after = evolve(after, event);
  }
  return legal;
};

/** True where none of a command's events is refused. */
export const areLegal = (state: State, facts: readonly Fact[]): boolean =>
  legalAmong(state, facts).length === facts.length;

/** True where neither a life cycle nor a rule refuses the event. */
export const isLegal = (state: State, type: EventType, data: unknown): boolean => areLegal(state, [{ type, data }]);
