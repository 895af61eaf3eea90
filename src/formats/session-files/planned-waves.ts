// The waves that a planning file lists. Waves of two phases or cycles may have one number: their agents tell them apart.
import { groupBy } from '../../../machines/collections/group-by.ts';
import type { Entry } from './entry.ts';
import { isObject } from './json-object.ts';
import { keepAll } from './keep-all.ts';

/** Waves by number, in the order of the file. */
export type PlannedWaves = ReadonlyMap<number, readonly Entry[]>;

/** Waves as a list of objects; anything else stays in the rest. Of several in one phase and cycle the first is read. */
export const plannedWavesOf = (planning: Entry): PlannedWaves => {
  const value = planning.raw('waves');
  if (!Array.isArray(value) || !value.every(isObject)) return new Map();
  const waves = new Map<string, Entry>();
  for (const entry of planning.entries('waves', { id: 'title' })) {
    const number = entry.raw('wave');
    const key = JSON.stringify([number, entry.raw('phase'), entry.raw('cycle')]);
    if (typeof number === 'number' && !waves.has(key)) waves.set(key, entry);
    else keepAll(planning, 'waves', `${entry.place('wave')} is ${JSON.stringify(number)?.slice(0, 80) ?? 'missing'}`);
  }
  return groupBy([...waves.values()], (wave) => Number(wave.raw('wave')));
};

/** The agents that a wave lists. */
export const agentsListed = (wave: Entry): string[] => {
  const listed = wave.raw('agents');
  return (Array.isArray(listed) ? listed : []).filter((id): id is string => typeof id === 'string');
};

/** The first of some waves that lists each agent. */
const placesByAgent = (all: readonly Entry[]): ReadonlyMap<string, number> => {
  let places = placesOfWaves.get(all);
  if (places === undefined) {
    places = new Map();
    for (const [place, wave] of all.entries())
      for (const id of agentsListed(wave)) if (!places.has(id)) places.set(id, place);
    placesOfWaves.set(all, places);
  }
  return places;
};
const placesOfWaves = new WeakMap<readonly Entry[], Map<string, number>>();

/** The wave of this number that lists one of these agents; where none does, the first of the number. */
export const plannedWave = (waves: PlannedWaves, number: unknown, agentIds: readonly string[]): Entry | undefined => {
  const all = waves.get(Number(number)) ?? [];
  if (all.length < 2) return all[0];
  const places = placesByAgent(all);
  const place = agentIds.reduce((first, id) => Math.min(first, places.get(id) ?? first), all.length);
  return all[place] ?? all[0];
};
