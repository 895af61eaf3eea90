// Which gate an event means: by id, else by name. The session's state and the views resolve names by the same functions.
import type { Table } from '../collections/table.ts';

export interface GateNames {
  /** By the id under which a gate was first known; the name is empty where it is known from verdicts only. */
  readonly gates: Table<{ readonly name: string }>;
  /** Other ids under which a gate was defined anew. */
  readonly gateAliases: Table<string>;
  /** The gate that was given a name last. */
  readonly gateNames: Table<string>;
}

/**
 * The id of the gate that a verdict names: by id, else by name. A gate known only from verdicts (it has no name) gives
 * way to one that was defined by that name since; the name itself where there is no such gate.
 */
export const gateIdOf = ({ gates, gateAliases, gateNames }: GateNames, named: string): string => {
  const known = gates.get(named);
  if (known !== undefined && known.name !== '') return named;
  return gateAliases.get(named) ?? gateNames.get(named) ?? named;
};

/** The id of the gate that a definition adds or replaces: one known by its id, else by its name. */
export const definedGateId = (
  { gates, gateAliases, gateNames }: GateNames,
  { gateId, name }: { readonly gateId: string; readonly name: string },
): string => (gates.has(gateId) ? gateId : (gateAliases.get(gateId) ?? gateNames.get(name) ?? gateId));
