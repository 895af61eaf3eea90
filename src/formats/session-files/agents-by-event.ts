// Which agents each launch and each end of the events file is of. An event may name them, count them, or mean those of a
// wave that run: so the events are gone through in the order of their times, with what runs. A wave belongs to its cycle or
// phase: the end of wave 1 is that of the wave 1 of what is open then.
import type { Entry } from './entry.ts';
import { some } from './fields.ts';
import { type Opening, OpenPlace, openingOf, phaseName, plannedOpenings } from './open-place.ts';
import { agentsListed, type PlannedWaves } from './planned-waves.ts';

/** The agents of each event that launches or ends some, by id. None: the end of a wave whose agents have all ended. */
export type AgentsByEvent = ReadonlyMap<Entry, readonly string[]>;

/** More agents than this in one event are taken for a wrong count. */
const MOST_UNNAMED = 1_000;
/** And more than this in all events of a file: from then on each event is of one agent. */
const MOST_UNNAMED_IN_ALL = 10_000;

/** The number of agents that an event claims; undefined where it claims none that can be. */
export const claimedCount = (event: Entry): number | undefined => {
  const { agentCount } = event.rawObject('details');
  return typeof agentCount === 'number' && Number.isInteger(agentCount) && agentCount > 0 && agentCount <= MOST_UNNAMED
    ? agentCount
    : undefined;
};

const namedIn = (event: Entry): readonly string[] | undefined => {
  const details = event.nested('details');
  const one = details.idText('agentId') ?? event.idText('agentId');
  return some(details.texts('agentIds')?.filter((id) => id !== '')) ?? (one === undefined ? undefined : [one]);
};

const LAUNCHES = new Set(['agent_launched', 'agent_created']);
const ENDS = new Set(['agent_completed', 'agent_failed']);

interface DatedAgents {
  readonly kind: 'agents';
  readonly event: Entry;
  readonly type: string;
  readonly time: string;
  readonly named: readonly string[] | undefined;
}
type Dated = DatedAgents | (Omit<Opening, 'kind'> & { readonly kind: 'opening'; readonly opening: Opening });

/**
 * At one time: what begins, launches, ends of agents that are named, ends of those that still run, what ends.
 */
const rankOf = (dated: Dated): number => {
  if (dated.kind === 'opening') return dated.opens ? 0 : 4;
  return LAUNCHES.has(dated.type) ? 1 : dated.named !== undefined ? 2 : 3;
};

const inOrder = (events: readonly Entry[], phases: readonly Entry[]): Dated[] => {
  const names = phases.map(phaseName);
  const openings: Opening[] = [];
  let last = '';
  const agents = events.flatMap((event): Dated[] => {
    const time = event.time('timestamp') ?? last;
    last = time;
    const type = event.raw('eventType') ?? event.raw('type');
    if (typeof type !== 'string') return [];
    const opening = openingOf(event, type, time, names);
    if (opening !== undefined) openings.push(opening);
    return LAUNCHES.has(type) || ENDS.has(type) ? [{ kind: 'agents', event, type, time, named: namedIn(event) }] : [];
  });
  const opened = [...openings, ...plannedOpenings(phases, openings)].map(
    (opening): Dated => ({ ...opening, kind: 'opening', opening }),
  );
  return [...opened, ...agents].toSorted((a, b) =>
    a.time < b.time ? -1 : a.time > b.time ? 1 : rankOf(a) - rankOf(b),
  );
};

/** The agents of a wave that run, with their types. */
interface Wave {
  readonly agents: Map<string, unknown>;
}

class Waves {
  /** By number, those of each place, in the order in which they were launched first. */
  readonly #byNumber = new Map<unknown, Map<string, Wave>>();

  of(place: string, number: unknown): Wave {
    const places = this.#byNumber.get(number) ?? new Map<string, Wave>();
    const wave = places.get(place) ?? { agents: new Map() };
    this.#byNumber.set(number, places.set(place, wave));
    return wave;
  }

  /**
   * The wave that an end means: that of what is open; where something else was open until just then, that one's while
   * agents of it run; where neither has launched it, the newest whose agents run.
   */
  meant(number: unknown, open: string, before: string): Wave | undefined {
    const places = this.#byNumber.get(number);
    const former = places?.get(before);
    if (former !== undefined && former.agents.size > 0) return former;
    const all = [...(places?.values() ?? [])];
    return places?.get(open) ?? all.findLast(({ agents }) => agents.size > 0) ?? all.at(-1);
  }
}

/**
 * @param waves of the plan, by number: agents that they list belong to them, whatever their launch names
 * @param phases of the plan
 */
export const agentsByEvent = (
  events: readonly Entry[],
  waves: PlannedWaves,
  phases: readonly Entry[],
): AgentsByEvent => {
  const byEvent = new Map<Entry, readonly string[]>();
  const launched = new Waves();
  /** The wave of each agent that runs. */
  const running = new Map<string, Wave>();
  const open = new OpenPlace();
  /** What was open before the newest time. */
  let before = { time: '', place: open.name };
  const planned = new Map(
    [...waves].flatMap(([number, all]) => all.flatMap(agentsListed).map((id) => [id, number] as const)),
  );
  let counted = 0;
  const unnamed = (event: Entry, count: number): readonly string[] => {
    const fits = count === 1 || counted + count <= MOST_UNNAMED_IN_ALL;
    if (fits) counted += count;
    else
      event.warn(
        `${event.file}, ${event.id} counts ${count} agents, and the file more than ${MOST_UNNAMED_IN_ALL} without a name; recorded as one`,
      );
    return unnamedOf(event, fits ? count : 1);
  };
  /** The agents that an end without ids is of. */
  const endedBy = (event: Entry, type: string): readonly string[] => {
    const { wave, agentType } = event.rawObject('details');
    const count = claimedCount(event);
    const meant = wave === undefined || wave === null ? undefined : launched.meant(wave, open.name, before.place);
    if (meant === undefined) return unnamed(event, count ?? 1);
    // A failure is one agent's: of several nobody knows which. So it is where fewer ended than run.
    const fewer = count ?? (type === 'agent_failed' ? 1 : meant.agents.size);
    if (typeof agentType !== 'string' && fewer < meant.agents.size) return unnamed(event, fewer);
    const ofWave = [...meant.agents];
    const ofType = typeof agentType === 'string' ? ofWave.filter(([, type]) => type === agentType) : [];
    const left = (ofType.length > 0 ? ofType : ofWave).map(([id]) => id);
    if (left.length === 0) {
      event.warn(
        `${event.file}, ${event.id} names no agent, and none of wave ${String(wave)} runs; recorded as a note`,
      );
      return [];
    }
    const atMost = count ?? (type === 'agent_failed' ? 1 : left.length);
    if (atMost < left.length) return unnamed(event, atMost);
    event.warn(
      `${event.file}, ${event.id} names no agent; read as those of wave ${String(wave)} that run: ${left.join(', ')}`,
    );
    return left;
  };
  for (const dated of inOrder(events, phases)) {
    if (dated.time !== before.time) before = { time: dated.time, place: open.name };
    if (dated.kind === 'opening') {
      open.follow(dated.opening);
      continue;
    }
    const { event, type, named } = dated;
    const { wave, agentType, agentTypes } = event.rawObject('details');
    if (LAUNCHES.has(type)) {
      // A template that is created launches nobody.
      if (type === 'agent_created' && named === undefined) continue;
      const types = Array.isArray(agentTypes) ? agentTypes : [];
      const ids = named ?? unnamed(event, claimedCount(event) ?? Math.min(Math.max(types.length, 1), MOST_UNNAMED));
      byEvent.set(event, ids);
      for (const [index, id] of ids.entries()) {
        // Created again, a running agent stays what it was launched as.
        if (type === 'agent_created' && running.has(id)) continue;
        const of = launched.of(open.name, wave ?? planned.get(id));
        running.set(id, of);
        of.agents.set(id, types[index] ?? agentType);
      }
      continue;
    }
    const ids = named ?? endedBy(event, type);
    byEvent.set(event, ids);
    for (const id of ids) {
      running.get(id)?.agents.delete(id);
      running.delete(id);
    }
  }
  return byEvent;
};

/** Ids for agents that an event does not name. */
const unnamedOf = (event: Entry, count: number): readonly string[] => {
  const ids =
    count === 1
      ? [`unnamed:${event.id}`]
      : Array.from({ length: count }, (_, place) => `unnamed:${event.id}:${place + 1}`);
  const range = count === 1 ? ids[0] : `${ids[0]} to ${ids.at(-1)}`;
  event.warn(`${event.file}, ${event.id} names no agent; recorded as ${range}`);
  return ids;
};
