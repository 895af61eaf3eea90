// What is wrong with a process, read off what was explored of it.

import { defined } from '../../../machines/defined.ts';
import type { Profile } from '../../../machines/profile.ts';
import { gateIdOf } from '../../../machines/state/session.ts';
import type { SequenceFailure } from '../check-sequences.ts';
import type { Law } from '../run.ts';
import type { Aspect } from './aspects.ts';
import { type Exploration, type Place, wayTo } from './explore.ts';
import { asked, canComplete, closestRefusal, reasonsOf } from './reach.ts';
import type { CoveredMachine, Finding, FindingKind, StoryCommand } from './result.ts';
import { storyOf } from './story.ts';

export interface Explored {
  readonly aspect: Aspect;
  readonly exploration: Exploration;
  /** Why not all was explored with one's own invariants. */
  readonly limit?: string;
}

const COMPLETE: StoryCommand = { name: 'session.end', data: { outcome: 'completed' } };

/** Dead ends told of one aspect: they come in swarms. */
const MOST_DEAD_ENDS = 5;

export class Findings {
  readonly #law: Law;
  readonly found: Finding[] = [];

  constructor(law: Law) {
    this.#law = law;
  }

  tell(kind: FindingKind, about: string, sentence: string, commands: readonly StoryCommand[]): void {
    if (this.found.some((one) => one.kind === kind && one.about === about)) return;
    const told = commands.map(({ name, data, actor }) => ({ name, data, ...defined({ actor }) }));
    this.found.push({ kind, about, sentence, commands: told, lines: storyOf(told, this.#law).lines });
  }

  /** Tells what was found at random, where the exploration has not found the same with a shorter story. */
  tellFailure({ kind, about, sentence, commands, lines, seed, path }: SequenceFailure, start: StoryCommand): void {
    // That a fold or a repeat is not what was decided is the law at odds with itself too.
    const told: FindingKind = kind === 'invariant-broken' ? kind : 'law-disagrees';
    if (this.found.some((one) => one.kind === told && one.about === about)) return;
    const story = [start, ...commands.map((wish) => ({ data: {}, ...wish }))];
    this.found.push({ kind: told, about, sentence, commands: story, lines, seed, path });
  }

  /** Tells that a command is never legal, by the place that comes closest to taking it; nothing where one takes it. */
  tellRefused(
    kind: FindingKind,
    about: string,
    sentence: string,
    places: readonly Place[],
    command: StoryCommand,
  ): void {
    const closest = closestRefusal(places, command, this.#law);
    if (closest === undefined) return;
    const why = `Where it comes closest, ${reasonsOf(closest.violations)}.`;
    this.tell(kind, about, `${sentence} ${why}`, [...wayTo(closest.place), command]);
  }
}

/** True where a place of some explorations has an entity in a state. */
const reached = (explored: readonly Explored[], is: (place: Place) => boolean): boolean =>
  explored.some(({ exploration: { places } }) => places.some(is));

/** Of the process: whether it ends, and which phases and gates nothing leads to. */
export const tellProcess = (findings: Findings, profile: Profile, process: readonly Explored[], law: Law): void => {
  const places = process.flatMap(({ exploration }) => exploration.places);
  const ends = process.some(({ exploration }) => canComplete(exploration).has(exploration.start));
  for (const gate of profile.gates) tellGate(findings, gate, process, places);
  tellPhases(findings, profile, process, places, law);
  if (!ends)
    findings.tellRefused(
      'cannot-end',
      profile.name,
      'No legal way leads from the start of the session to its end as completed.',
      places,
      COMPLETE,
    );
};

const tellGate = (
  findings: Findings,
  { id, criteria }: Profile['gates'][number],
  process: readonly Explored[],
  places: readonly Place[],
): void => {
  const verdict = (name: string) => ({
    name,
    data: {
      gate: id,
      criteria: criteria.length > 0 ? criteria : ['Explored'],
      ...(name === 'gate.waive' && { reason: 'Explored' }),
    },
  });
  const has = (life: string) =>
    reached(process, ({ state }) => state.session.gates.get(gateIdOf(state.session, id))?.state === life);
  if (!has('passed'))
    findings.tellRefused('gate-cannot-pass', id, `Gate ${id} can never pass.`, places, verdict('gate.pass'));
  if (!has('failed'))
    findings.tellRefused(
      'unreachable-state',
      `gate ${id} failed`,
      `Gate ${id} can never fail.`,
      places,
      verdict('gate.fail'),
    );
  if (!has('waived'))
    findings.tellRefused(
      'unreachable-state',
      `gate ${id} waived`,
      `Gate ${id} can never be waived.`,
      places,
      verdict('gate.waive'),
    );
};

const tellPhases = (
  findings: Findings,
  { phases }: Profile,
  process: readonly Explored[],
  places: readonly Place[],
  law: Law,
): void => {
  const lockedBy = new Set<string>();
  for (const phase of phases) {
    const has = (life: string) => reached(process, ({ state }) => state.session.phases.get(phase)?.state === life);
    if (!has('active')) {
      const start = { name: 'phase.start', data: { phase } };
      const closest = closestRefusal(places, start, law);
      const locked = closest?.violations.every(({ rule }) => rule === 'G.guard') ?? false;
      if (!locked) {
        findings.tellRefused(
          'unreachable-state',
          `phase ${phase} active`,
          `Phase ${phase} can never start.`,
          places,
          start,
        );
        continue;
      }
      // The phases after it are behind the same gates.
      const [gates = ''] = closest?.violations[0]?.detail.split(': ').slice(1) ?? [];
      if (lockedBy.has(gates)) continue;
      lockedBy.add(gates);
      findings.tellRefused(
        'phase-locked-out',
        phase,
        `Phase ${phase} can never start: a gate locks it out.`,
        places,
        start,
      );
    } else if (!has('completed'))
      findings.tellRefused(
        'unreachable-state',
        `phase ${phase} completed`,
        `Phase ${phase} can start and never be completed.`,
        places.filter(({ state }) => state.session.phases.get(phase)?.state === 'active'),
        { name: 'phase.complete', data: { phase } },
      );
    if (!has('skipped'))
      findings.tellRefused(
        'unreachable-state',
        `phase ${phase} skipped`,
        `Phase ${phase} can never be skipped.`,
        places,
        {
          name: 'phase.skip',
          data: { phase, reason: 'Explored' },
        },
      );
  }
};

/** Of an aspect within which the session can end: the places from which it no longer can. */
export const tellDeadEnds = (findings: Findings, { exploration }: Explored, law: Law): void => {
  const able = canComplete(exploration);
  if (!able.has(exploration.start)) return;
  const dead = exploration.places.filter((place) => !able.has(place) && place.state.session.state !== 'ended');
  const entries = new Map<string, Place>();
  for (const place of dead)
    if (place.before !== undefined && able.has(place.before) && place.by !== undefined && !entries.has(place.by.label))
      entries.set(place.by.label, place);
  for (const [label, place] of [...entries].slice(0, MOST_DEAD_ENDS)) {
    const decision = asked(place, COMPLETE, law);
    const why =
      decision.kind === 'rejected' ? ` It would be refused by ${reasonsOf(decision.rejection.violations)}.` : '';
    const all = dead.length === 1 ? '' : ` ${dead.length} states are such dead ends.`;
    findings.tell(
      'dead-end',
      place.id,
      `After ${label} the session is open and can no longer end as completed.${why}${all}`,
      [...wayTo(place), COMPLETE],
    );
  }
};

/** Phases in which no use of tokens can be recorded; the story is the shortest of the process itself. */
export const tellTokens = (
  findings: Findings,
  { phases }: Profile,
  { exploration }: Explored,
  process: readonly Explored[],
): void => {
  const uses = ({ taken }: Place): boolean =>
    [...(taken?.values() ?? [])].some(({ move }) => move.name === 'tokens.use');
  const tell = (about: string, sentence: string, during: (place: Place) => boolean): void =>
    findings.tellRefused(
      'unreachable-state',
      about,
      sentence,
      process.flatMap(({ exploration: { places } }) => places.filter(during)),
      { name: 'tokens.use', data: { total: 1 } },
    );
  const running = exploration.places.filter(({ state }) => state.session.state === 'running');
  if (running.length > 0 && !running.some(uses)) {
    tell('tokens used', 'No use of tokens can ever be recorded.', () => true);
    return;
  }
  for (const phase of phases) {
    const during = ({ state }: Place): boolean => state.session.activePhase === phase;
    if (running.some((place) => during(place) && uses(place)) || !running.some(during)) continue;
    tell(`tokens used in ${phase}`, `No use of tokens can ever be recorded in phase ${phase}.`, during);
  }
};

/** States of machines that nothing led to, where the profile has a use for them. */
export const tellMachines = (findings: Findings, machines: readonly CoveredMachine[], start: Place): void => {
  for (const { machine, states } of machines) {
    // Told of each phase and gate, and of the session's end, by name.
    if (machine === 'phase' || machine === 'gate') continue;
    for (const { state, reached: was, why } of states)
      if (!was && why === undefined)
        findings.tell(
          'unreachable-state',
          `${machine} ${state}`,
          `No ${machine} can ever be ${state}: nothing legal leads there.`,
          wayTo(start),
        );
  }
};
