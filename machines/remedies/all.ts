// The remedies of a refusal: commands that are accepted now and lead to where the refused one is. What a rule asks for may
// be refused itself (a task that has to be completed has not started): then the remedies of that refusal take its place.
import { canonicalJson } from '../canonical-json.ts';
import { check, type Violation } from '../check.ts';
import type { Fact } from '../commands/fact.ts';
import { factsOf } from '../commands/facts.ts';
import { evolve } from '../evolve.ts';
import { completed, type LegalMove, sampleFor } from '../legal.ts';
import { provisionalEvent } from '../provisional-event.ts';
import type { State } from '../state/state.ts';
import { creationsFor } from './creations.ts';
import { machineRemedies } from './of-machines.ts';
import { RULE_REMEDIES } from './of-rules.ts';

/** A command that was refused: its fact, the state that it was checked in, and what it violates there. */
export interface Refused {
  readonly command: { readonly name: string; readonly data: unknown };
  readonly fact: Fact;
  readonly state: State;
  readonly violations: readonly Violation[];
}

/** How far remedies of remedies are followed: a chain of tasks, each with an agent to launch first, takes two a task. */
const DEEPEST = 8;
/** As many as a refusal lists. */
const MOST = 20;

/** Commands that are accepted in a state and remove, or lead to removing, what was refused; the most helpful first. */
export const remediesFor = (state: State, refused: Refused): LegalMove[] => {
  const found = new Map<string, LegalMove>();
  collect(state, refused, found, new Set(), DEEPEST);
  return [...found.values()];
};

const collect = (
  state: State,
  refused: Refused,
  found: Map<string, LegalMove>,
  tried: Set<string>,
  depth: number,
): void => {
  for (const wanted of movesFor(refused)) {
    const move = asAllowed(state, wanted);
    const key = canonicalJson([move.word, move.data, move.actor ?? '']);
    if (found.size >= MOST || tried.has(key)) continue;
    tried.add(key);
    const next = refusalOf(state, move);
    if (next === 'accepted') found.set(key, move);
    else if (next !== undefined && depth > 1) collect(state, next, found, tried, depth - 1);
  }
};

/** What would remove the violations, accepted or not. */
const movesFor = ({ command, fact, state, violations }: Refused): LegalMove[] => [
  ...creationsFor(state, fact),
  ...violations.flatMap(({ rule }) =>
    rule.startsWith('M.') ? machineRemedies(state, fact, rule) : (RULE_REMEDIES[rule]?.(state, fact, command) ?? []),
  ),
];

/** The move by one of the actors that the profile reserves its word for. */
const asAllowed = ({ session }: State, move: LegalMove): LegalMove => {
  const { actors = {} } = session.profile;
  const [actor] = Object.hasOwn(actors, move.word) ? (actors[move.word] as readonly string[]) : [];
  return actor === undefined || move.actor !== undefined ? move : { ...move, actor };
};

/** Why a move is refused; undefined where it is no command at all. */
const refusalOf = (state: State, move: LegalMove): Refused | 'accepted' | undefined => {
  const values = move.needs.map((need) => sampleFor(state, need));
  const decided = factsOf(state, move.word, completed(move, values), () => '');
  if ('invalid' in decided || decided.facts.length === 0) return undefined;
  let after = state;
  for (const [place, fact] of decided.facts.entries()) {
    const event = provisionalEvent(after, fact, {
      id: ` ${place}`,
      commandId: ' ',
      time: '9999-12-31T23:59:59.999Z',
      actor: move.actor ?? '',
    });
    const violations = check(after, event).filter(({ severity }) => severity === 'error');
    if (violations.length > 0) return { command: { name: move.word, data: move.data }, fact, state: after, violations };
    after = evolve(after, event);
  }
  return 'accepted';
};
