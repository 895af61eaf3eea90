// The order of recording: by time; at one time cause before effect, then as the files have it. The session's start comes
// first whatever its time, for a record can begin with nothing else.

import { groupBy } from '../../../machines/collections/group-by.ts';
import type { EventType } from '../../../machines/events/catalog.ts';
import type { Profile } from '../../../machines/profile.ts';
import { type ImportedFact, WHOLE_FILE } from './facts.ts';
import { launchPlaces } from './launch-places.ts';
import { type Known, knownOf, type Links, linksOf, startsOf } from './links.ts';

/** Of what is reported at a time: between what is created and what ends. */
const REPORTED = 20;
/** Of what ends, from here on. */
const ENDING = 30;
/** Of what starts, from here on. */
const STARTING = 40;
/** Of reported facts of a file as a whole. */
const CLOSING = 80;

/**
 * At one time: what is created, then what is reported, then what ends, then what starts, and the session's end last. The
 * compiler demands a rank for every type; `links.ts` puts causes before their effects whatever their ranks are.
 */
const RANKS: Readonly<Record<EventType, number>> = {
  session_started: 0,
  gate_defined: 10,
  budget_raised: REPORTED,
  budget_allocated: 11,
  requirement_added: 12,
  deliverable_added: 13,
  task_planned: 14,
  todo_created: 15,
  todo_completed: 30,
  todo_failed: 30,
  todo_cancelled: 30,
  task_completed: 31,
  task_failed: 31,
  task_dropped: 31,
  agent_reported: 32,
  agent_completed: 32,
  agent_failed: 32,
  agent_killed: 32,
  agent_lost: 32,
  requirement_met: 33,
  deliverable_delivered: 34,
  quality_gate_passed: 35,
  quality_gate_failed: 35,
  quality_gate_waived: 35,
  phase_completed: 36,
  phase_skipped: 36,
  phase_abandoned: 36,
  phase_started: 40,
  agent_launched: 41,
  task_started: 42,
  todo_started: 43,
  session_ended: 90,
  session_classified: REPORTED,
  session_paused: REPORTED,
  session_resumed: REPORTED,
  profile_chosen: REPORTED,
  profile_amended: REPORTED,
  phase_reopened: REPORTED,
  phase_unskipped: REPORTED,
  requirement_dropped: REPORTED,
  requirement_reopened: REPORTED,
  deliverable_dropped: REPORTED,
  deliverable_reopened: REPORTED,
  task_reopened: REPORTED,
  task_assigned: REPORTED,
  task_dependencies_changed: REPORTED,
  todo_reopened: REPORTED,
  todo_assigned: REPORTED,
  question_reopened: REPORTED,
  plan_titled: REPORTED,
  plan_section_added: REPORTED,
  plan_section_renamed: REPORTED,
  plan_section_removed: REPORTED,
  plan_item_added: REPORTED,
  plan_item_done: REPORTED,
  plan_item_reopened: REPORTED,
  plan_item_marked: REPORTED,
  plan_item_reworded: REPORTED,
  plan_item_noted: REPORTED,
  plan_item_moved: REPORTED,
  plan_item_dropped: REPORTED,
  cycle_started: REPORTED,
  cycle_ended: REPORTED,
  agent_found: REPORTED,
  agent_paused: REPORTED,
  agent_resumed: REPORTED,
  workbook_entry_added: REPORTED,
  question_resolved: REPORTED,
  follow_up_resolved: REPORTED,
  review_requested: REPORTED,
  review_given: REPORTED,
  review_withdrawn: REPORTED,
  user_input_received: REPORTED,
  metric_recorded: REPORTED,
  baseline_recorded: REPORTED,
  baseline_compared: REPORTED,
  document_recorded: REPORTED,
  decision_made: REPORTED,
  tokens_used: REPORTED,
  deadline_passed: REPORTED,
  intelligence_started: REPORTED,
  intelligence_completed: REPORTED,
  file_created: REPORTED,
  file_modified: REPORTED,
  file_deleted: REPORTED,
  output_delivered: REPORTED,
  warning_issued: REPORTED,
  fact_noted: REPORTED,
  error_occurred: REPORTED,
};
/** Of what names an agent that is launched at the same time: after its launch, before what starts. */
const WITH_LAUNCH = RANKS.agent_launched + 0.5;
const rankOf = ({ type, entry }: ImportedFact): number =>
  RANKS[type] === REPORTED && entry === WHOLE_FILE ? CLOSING : RANKS[type];
const isEnd = (rank: number): boolean => rank >= ENDING && rank < STARTING;

type LinksOfFacts = ReadonlyMap<ImportedFact, Links>;

export const inOrder = (facts: readonly ImportedFact[], profile: Pick<Profile, 'phases' | 'gates'>): ImportedFact[] => {
  const start = facts.find((fact) => fact.type === 'session_started');
  const rest = facts.filter((fact) => fact !== start);
  const sorted = rest.toSorted((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : rankOf(a) - rankOf(b)));
  const known = knownOf(facts, profile, launchPlaces(facts));
  const ordered = start === undefined ? [] : [start];
  for (const group of groupBy(sorted, ({ time }) => time).values())
    for (const fact of group.length === 1 ? group : atOneTime(group, known)) ordered.push(fact);
  return ordered;
};

/** The ranks of facts of one time: what names agents that are launched then comes after the launches, with what needs it. */
const ranksIn = (links: LinksOfFacts): ((fact: ImportedFact) => number) => {
  const launched = [...links].flatMap(([{ type }, { makes }]) => (type === 'agent_launched' ? makes : []));
  if (launched.length === 0) return rankOf;
  const needing = groupBy(
    [...links].flatMap(([fact, { needs }]) => (rankOf(fact) < ENDING ? needs.map((key) => ({ key, fact })) : [])),
    ({ key }) => key,
  );
  const late = new Set<ImportedFact>();
  const add = (key: string): void => {
    for (const { fact } of needing.get(key) ?? []) late.add(fact);
  };
  launched.forEach(add);
  for (const fact of late) links.get(fact)?.makes.forEach(add);
  return (fact) => (late.has(fact) ? WITH_LAUNCH : rankOf(fact));
};

interface Makers {
  readonly facts: readonly ImportedFact[];
  /** How many of them were visited: each is visited once, whoever needs it. */
  visited: number;
}

/** A fact on the way to its place: which of its needs come next, and what else comes before it. */
interface Step {
  readonly fact: ImportedFact;
  readonly needs: readonly string[];
  place: number;
  /** Keys whose ends come before it, the last first. */
  readonly before: string[];
}

/**
 * Facts of one time, by rank. An end whose start is of the same time comes after that start, and so on with all
 * that needs it: depth first, each fact after what it needs. In a cycle of needs the rank decides.
 */
const atOneTime = (given: readonly ImportedFact[], known: Known): ImportedFact[] => {
  const links: LinksOfFacts = new Map(given.map((fact) => [fact, linksOf(fact, known)]));
  const rank = ranksIn(links);
  const group = given.toSorted((a, b) => rank(a) - rank(b));
  const made = group.flatMap((fact) => (links.get(fact)?.makes ?? []).map((key) => ({ key, fact })));
  const makers = new Map<string, Makers>(
    [...groupBy(made, ({ key }) => key)].map(([key, all]) => [key, { facts: all.map(({ fact }) => fact), visited: 0 }]),
  );
  // Ends of what starts at this time too, each with its start: before other things start, and one after the other.
  const startsHere = (fact: ImportedFact): string[] => startsOf(links.get(fact)).filter((key) => makers.has(key));
  const late = group.filter((fact) => isEnd(rank(fact)) && startsHere(fact).length > 0);
  const lateOnes = new Set(late);
  /** By key, the ends that have not come yet; each is taken once, however often its key starts. */
  const endsOf = new Map<string, ImportedFact[]>();
  for (const fact of late)
    if (!fact.type.startsWith('phase_'))
      for (const key of startsHere(fact)) {
        const ends = endsOf.get(key);
        if (ends === undefined) endsOf.set(key, [fact]);
        else ends.push(fact);
      }
  /** What has started at this time so far: its ends come before a phase ends. */
  let begun: string[] = [];

  const ordered: ImportedFact[] = [];
  const seen = new Set<ImportedFact>();
  const stepOf = (fact: ImportedFact): Step => {
    seen.add(fact);
    const before = fact.type === 'phase_completed' ? begun : [];
    if (before.length > 0) begun = [];
    return { fact, needs: links.get(fact)?.needs ?? [], place: 0, before };
  };
  /** What comes next before the fact of a step. */
  const nextBefore = (step: Step): ImportedFact | undefined => {
    for (; step.place < step.needs.length; step.place += 1) {
      const all = makers.get(step.needs[step.place] as string);
      while (all !== undefined && all.visited < all.facts.length) {
        const maker = all.facts[all.visited] as ImportedFact;
        all.visited += 1;
        if (!seen.has(maker)) return maker;
      }
    }
    for (let key = step.before.at(-1); key !== undefined; key = step.before.at(-1)) {
      const ends = endsOf.get(key);
      for (let one = ends?.pop(); one !== undefined; one = ends?.pop()) if (!seen.has(one)) return one;
      step.before.pop();
    }
    return undefined;
  };
  const place = (fact: ImportedFact): void => {
    ordered.push(fact);
    for (const key of links.get(fact)?.makes ?? []) if (endsOf.has(key)) begun.push(key);
  };
  const visit = (fact: ImportedFact): void => {
    if (seen.has(fact)) return;
    // An explicit stack: a chain of dependencies may be longer than the call stack is deep.
    const path = [stepOf(fact)];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = nextBefore(top);
      if (next !== undefined) path.push(stepOf(next));
      else {
        place(top.fact);
        path.pop();
      }
    }
  };
  const early = group.filter((fact) => !lateOnes.has(fact) && rank(fact) < STARTING);
  const rest = group.filter((fact) => rank(fact) < CLOSING);
  for (const fact of [...early, ...late, ...rest, ...group]) visit(fact);
  return ordered;
};
