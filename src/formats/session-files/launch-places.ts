// Between which begins and ends of phases each launch comes. Times tell it, except where a phase begins or ends at the very
// time of the launch: then the order of the file does, where it could be the order of events, else whether the agents run on.
import { groupBy } from '../../../machines/collections/group-by.ts';
import type { ImportedFact } from './facts.ts';
import { agentsIn, type LaunchPlaces } from './links.ts';

const AGENT_ENDS = new Set<string>(['agent_completed', 'agent_failed', 'agent_killed', 'agent_lost']);
const PHASE_ENDS = new Set<string>(['phase_completed', 'phase_abandoned']);

/** Of more facts at one time no order is looked for in the file: it would take the square of their number. */
const MOST_ORDERED = 1_000;

/** An agent that runs. */
interface Running {
  readonly place: string;
  readonly wave: unknown;
}

/** What has happened up to a moment. */
class Course {
  place = '';
  #active: string | undefined;
  #highestWave = 0;
  readonly #running: Map<string, Running>;

  constructor(before?: Course) {
    this.#running = new Map(before === undefined ? [] : before.#running);
    if (before === undefined) return;
    this.place = before.place;
    this.#active = before.#active;
    this.#highestWave = before.#highestWave;
  }

  /** Follows a fact. False where it cannot come here; `endsHere`: the agents that end later at the same time. */
  follow({ type, data }: ImportedFact, endsHere: Iterable<string> = []): boolean {
    const running = [...endsHere].flatMap((id) => this.#running.get(id) ?? []);
    if (type === 'phase_started') {
      const fits = this.#active === undefined;
      this.#active = String(data.phase);
      this.place = `phase:${data.phase}:started`;
      return fits;
    }
    if (PHASE_ENDS.has(type)) {
      const fits = this.#active === String(data.phase) && running.length === 0;
      this.#active = undefined;
      this.place = `phase:${data.phase}:ended`;
      return fits;
    }
    const ids = agentsIn(data.agents);
    if (type === 'agent_launched') {
      const wave = typeof data.wave === 'number' ? data.wave : 0;
      const fits =
        wave <= this.#highestWave + 1 &&
        running.every((one) => one.place !== this.place || typeof one.wave !== 'number' || one.wave >= wave);
      this.#highestWave = Math.max(this.#highestWave, wave);
      for (const id of ids) this.#running.set(id, { place: this.place, wave: data.wave });
      return fits;
    }
    const fits = ids.every((id) => this.#running.has(id));
    for (const id of ids) this.#running.delete(id);
    return fits;
  }
}

const isPhase = ({ type }: ImportedFact): boolean => type === 'phase_started' || PHASE_ENDS.has(type);
const endedBy = (fact: ImportedFact): readonly string[] =>
  AGENT_ENDS.has(fact.type) ? agentsIn(fact.data.agents) : [];

/** @param facts in the order of their files, the events file first */
export const launchPlaces = (facts: readonly ImportedFact[]): LaunchPlaces => {
  const places = new Map<ImportedFact['data'], string>();
  const wanted = facts.filter((fact) => isPhase(fact) || fact.type === 'agent_launched' || AGENT_ENDS.has(fact.type));
  const byTime = groupBy(wanted, ({ time }) => time);
  let course = new Course();
  for (const time of [...byTime.keys()].sort()) {
    const moment = byTime.get(time) as readonly ImportedFact[];
    if (!moment.some(isPhase)) {
      for (const fact of moment) {
        if (fact.type === 'agent_launched') places.set(fact.data, course.place);
        course.follow(fact);
      }
      continue;
    }
    course = asInFile(moment, course, places) ?? byAgents(moment, course, places);
  }
  return places;
};

/** The course after a moment in the order of the file; undefined where events could not have come in that order. */
const asInFile = (
  moment: readonly ImportedFact[],
  before: Course,
  places: Map<ImportedFact['data'], string>,
): Course | undefined => {
  if (moment.length > MOST_ORDERED) return undefined;
  const course = new Course(before);
  const found = new Map<ImportedFact['data'], string>();
  const later = new Map<string, number>();
  for (const id of moment.flatMap(endedBy)) later.set(id, (later.get(id) ?? 0) + 1);
  for (const fact of moment) {
    for (const id of endedBy(fact)) {
      const left = (later.get(id) ?? 0) - 1;
      if (left > 0) later.set(id, left);
      else later.delete(id);
    }
    if (fact.type === 'agent_launched') found.set(fact.data, course.place);
    if (!course.follow(fact, later.keys())) return undefined;
  }
  for (const [launch, place] of found) places.set(launch, place);
  return course;
};

/** The course after a moment in no order: agents that run on were launched after the phases that begin and end. */
const byAgents = (
  moment: readonly ImportedFact[],
  before: Course,
  places: Map<ImportedFact['data'], string>,
): Course => {
  const course = new Course(before);
  const ended = new Set(moment.flatMap(({ type, data }) => (PHASE_ENDS.has(type) ? [data.phase] : [])));
  const starts = moment.filter(({ type }) => type === 'phase_started');
  const open = starts.filter(({ data }) => !ended.has(data.phase));
  // What is begun and ended within the moment changes nothing of what is open after it.
  for (const fact of [...moment.filter(({ type }) => PHASE_ENDS.has(type)), ...open]) course.follow(fact);
  const here = new Set(moment.flatMap(endedBy));
  for (const fact of moment) {
    if (fact.type !== 'agent_launched') continue;
    if (agentsIn(fact.data.agents).some((id) => !here.has(id))) places.set(fact.data, course.place);
    course.follow(fact);
  }
  for (const fact of moment) if (AGENT_ENDS.has(fact.type)) course.follow(fact);
  return course;
};
