// Which agents each launch and each end of the events file is of. An event may name them, count them, or mean those of a
// wave that run: so the events are gone through in the order of their times, with what runs.
import type { Entry } from './entry.ts';
import { some } from './fields.ts';

/** The agents of each event that launches or ends some, by id. None: the end of a wave whose agents have all ended. */
export type AgentsByEvent = ReadonlyMap<Entry, readonly string[]>;

/** More agents than this in one event are taken for a wrong count. */
const MOST_UNNAMED = 1_000;

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

interface Dated {
  readonly event: Entry;
  readonly type: string;
  readonly time: string;
  readonly named: readonly string[] | undefined;
  readonly rank: number;
}

/** At one time: launches, then ends of agents that are named, then ends of those that still run. */
const rankOf = (type: string, named: readonly string[] | undefined): number =>
  LAUNCHES.has(type) ? 0 : named !== undefined ? 1 : 2;

const inOrder = (events: readonly Entry[]): Dated[] => {
  let last = '';
  return events
    .flatMap((event): Dated[] => {
      const time = event.time('timestamp') ?? last;
      last = time;
      const type = event.raw('eventType') ?? event.raw('type');
      if (typeof type !== 'string' || !(LAUNCHES.has(type) || ENDS.has(type))) return [];
      const named = namedIn(event);
      return [{ event, type, time, named, rank: rankOf(type, named) }];
    })
    .toSorted((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : a.rank - b.rank));
};

/** @param waves of the plan, by number: agents that they list belong to them, whatever their launch names */
export const agentsByEvent = (events: readonly Entry[], waves: ReadonlyMap<number, Entry>): AgentsByEvent => {
  const byEvent = new Map<Entry, readonly string[]>();
  /** Waves by the agents that run, and these with their types by wave. */
  const running = new Map<string, unknown>();
  const waveAgents = new Map<unknown, Map<string, unknown>>();
  const planned = new Map([...waves].flatMap(agentsListed));
  /** The agents that an end without ids is of. */
  const endedBy = (event: Entry, type: string): readonly string[] => {
    const { wave, agentType } = event.rawObject('details');
    const count = claimedCount(event);
    if (wave === undefined || wave === null || !waveAgents.has(wave)) return unnamed(event, count ?? 1);
    const ofWave = [...(waveAgents.get(wave) ?? [])];
    const ofType = typeof agentType === 'string' ? ofWave.filter(([, type]) => type === agentType) : [];
    const left = (ofType.length > 0 ? ofType : ofWave).map(([id]) => id);
    if (left.length === 0) {
      event.warn(
        `${event.file}, ${event.id} names no agent, and none of wave ${String(wave)} runs; recorded as a note`,
      );
      return [];
    }
    // A failure is one agent's: of several nobody knows which. So it is where fewer ended than run.
    const atMost = count ?? (type === 'agent_failed' ? 1 : left.length);
    if (atMost < left.length) return unnamed(event, atMost);
    event.warn(
      `${event.file}, ${event.id} names no agent; read as those of wave ${String(wave)} that run: ${left.join(', ')}`,
    );
    return left;
  };
  for (const { event, type, named } of inOrder(events)) {
    const { wave, agentType, agentTypes } = event.rawObject('details');
    if (LAUNCHES.has(type)) {
      // A template that is created launches nobody.
      if (type === 'agent_created' && named === undefined) continue;
      const types = Array.isArray(agentTypes) ? agentTypes : [];
      const ids = named ?? unnamed(event, claimedCount(event) ?? Math.min(Math.max(types.length, 1), MOST_UNNAMED));
      byEvent.set(event, ids);
      for (const [index, id] of ids.entries()) {
        const of = wave ?? planned.get(id);
        // Created again, a running agent stays what it was launched as.
        if (type === 'agent_created' && running.has(id)) continue;
        running.set(id, of);
        const agents = waveAgents.get(of) ?? new Map<string, unknown>();
        waveAgents.set(of, agents.set(id, types[index] ?? agentType));
      }
      continue;
    }
    const ids = named ?? endedBy(event, type);
    byEvent.set(event, ids);
    for (const id of ids) {
      waveAgents.get(running.get(id))?.delete(id);
      running.delete(id);
    }
  }
  return byEvent;
};

const agentsListed = ([number, wave]: readonly [number, Entry]): [string, number][] => {
  const listed = wave.raw('agents');
  return (Array.isArray(listed) ? listed : []).flatMap((id): [string, number][] =>
    typeof id === 'string' ? [[id, number]] : [],
  );
};

/** Ids for agents that an event does not name. */
const unnamed = (event: Entry, count: number): readonly string[] => {
  const ids =
    count === 1
      ? [`unnamed:${event.id}`]
      : Array.from({ length: count }, (_, place) => `unnamed:${event.id}:${place + 1}`);
  const range = count === 1 ? ids[0] : `${ids[0]} to ${ids.at(-1)}`;
  event.warn(`${event.file}, ${event.id} names no agent; recorded as ${range}`);
  return ids;
};
