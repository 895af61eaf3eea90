// The profile that a session's plan followed, with the plan's own gates.
import { PROFILES, type Profile } from '../../../machines/profile.ts';
import type { Entry } from './entry.ts';
import { plainText } from './words.ts';

export const profileOf = (
  planning: Entry,
  phases: readonly Entry[],
  gates: readonly Entry[],
  hasPlan: boolean,
  events: readonly Entry[],
): Profile => withNamedGates(byNameOrPhases(planning, phases), gates, hasPlan, events);

/** By its own name, else the first built-in profile with all phases of the plan, else a profile of those phases. */
const byNameOrPhases = (planning: Entry, phases: readonly Entry[]): Profile => {
  const named = planning.raw('orchestratorType');
  const normal = PROFILES.normal as Profile;
  if (typeof named === 'string') {
    const known = Object.hasOwn(PROFILES, named.toLowerCase()) ? PROFILES[named.toLowerCase()] : undefined;
    if (known !== undefined) {
      planning.take('orchestratorType');
      return known;
    }
    planning.warn(
      `${planning.place('orchestratorType')} ${JSON.stringify(named)} is not the name of a built-in profile`,
    );
  }
  const names = [...new Set(phases.map((phase) => phase.raw('name')))].filter(
    (name): name is string => typeof name === 'string' && name !== '' && name.length <= 1_000,
  );
  if (names.length === 0) return normal;
  const fitting = Object.values(PROFILES).find((one) => names.every((name) => one.phases.includes(name)));
  return fitting ?? { ...normal, name: 'imported', phases: names.slice(0, 100), gates: [] };
};

/**
 * A plan with gates of its own has no others: a default gate that it does not name is not expected of it. Where the plan
 * is missing, only the gates that events name are.
 */
const withNamedGates = (
  profile: Profile,
  gates: readonly Entry[],
  planned: boolean,
  events: readonly Entry[],
): Profile => {
  if (planned && gates.length === 0) return profile;
  const given = planned
    ? gates.flatMap((gate) => [gate.id, gate.raw('name')])
    : events.flatMap((event) => {
        if (!String(event.raw('eventType')).startsWith('quality_gate')) return [];
        const { gateId, gateName, gate, name } = event.rawObject('details');
        return [gateId, gateName, gate, name];
      });
  const names = new Set(given.filter((name) => typeof name === 'string').map(plainText));
  const named = profile.gates.filter(({ id, name }) => names.has(plainText(id)) || names.has(plainText(name)));
  return named.length === profile.gates.length ? profile : { ...profile, gates: named };
};

/** Ids of gates by the plan's ids and names. */
export const gateIdsOf = (gates: readonly Entry[], profile: Profile): Map<string, string> => {
  const ids = new Map<string, string>();
  const free = new Map(profile.gates.map((gate) => [plainText(gate.name), gate.id]));
  for (const gate of gates) {
    const name = gate.raw('name');
    const key = typeof name === 'string' ? plainText(name) : plainText(gate.id);
    const own = profile.gates.some(({ id }) => id === gate.id) ? gate.id : undefined;
    const id = own ?? free.get(key) ?? gate.id;
    free.delete(key);
    ids.set(gate.id, id);
    if (typeof name === 'string' && !ids.has(name)) ids.set(name, id);
  }
  return ids;
};
