// The order of phases whose entries name what they come after: `{ name: Build, after: Plan }`. Each follows all phases
// that it comes after; among several that could be next, the first in the file is next.
import { type Location, type ProfileProblem, problemAt, quoted, unknownWord, word } from './problem.ts';

/** A phase as the list has it; `after` names the phases it comes after, each with its place. */
export interface ListedPhase {
  readonly name: string;
  readonly at: Location;
  readonly after: readonly { readonly name: string; readonly at: Location }[];
}

export interface OrderedPhases {
  /** Each name once. */
  readonly names: readonly string[];
  readonly problems: readonly ProfileProblem[];
}

/** A longer list is refused by its length, and not put in order. */
const MAX_PHASES = 1_000;

/** The cycle that leads from a phase back to it, as names; each comes after the next. */
const cycleFrom = (start: string, afterOf: (name: string) => readonly string[]): string[] => {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (let name = queue.shift(); name !== undefined; name = queue.shift())
    for (const before of afterOf(name)) {
      if (before === start) {
        const cycle = [name];
        for (let at = name; at !== start; ) {
          at = cameFrom.get(at) as string;
          cycle.unshift(at);
        }
        return cycle;
      }
      if (cameFrom.has(before)) continue;
      cameFrom.set(before, name);
      queue.push(before);
    }
  return [];
};

export const orderOfPhases = (listed: readonly ListedPhase[]): OrderedPhases => {
  const problems: ProfileProblem[] = [];
  const phases = new Map<string, ListedPhase>();
  for (const phase of listed) {
    const former = phases.get(phase.name);
    if (former === undefined) phases.set(phase.name, phase);
    else
      problems.push(
        problemAt(phase.at, `two phases are named ${quoted(phase.name)}; the first is in line ${former.at.line}.`),
      );
  }
  const known = [...phases.keys()];
  if (phases.size > MAX_PHASES) return { names: known, problems: problems.slice(0, MAX_PHASES) };
  for (const { after } of listed)
    for (const { name, at } of after)
      if (!phases.has(name)) problems.push(problemAt(at, unknownWord('phase', name, 'Phases', known)));

  const left = new Map(
    [...phases].map(([name, { after }]) => [name, after.map((one) => one.name).filter((one) => phases.has(one))]),
  );
  const names: string[] = [];
  for (;;) {
    const next = [...left].find(([, after]) => after.every((name) => !left.has(name)));
    if (next === undefined) break;
    names.push(next[0]);
    left.delete(next[0]);
  }
  // What is left is part of a cycle, or waits for one. Each cycle is reported once, at its first phase in the file.
  const reported = new Set<string>();
  for (const name of left.keys()) {
    if (reported.has(name)) continue;
    const cycle = cycleFrom(name, (one) => left.get(one) ?? []);
    if (cycle.length === 0) continue;
    for (const one of cycle) reported.add(one);
    const before = cycle[1] ?? name;
    const at = phases.get(name)?.after.find((one) => one.name === before)?.at ?? (phases.get(name) as ListedPhase).at;
    const path = [...cycle, name].map(word).join(' after ');
    problems.push(
      problemAt(at, `the phases wait for each other in a cycle: ${path}; expected an order without cycles.`),
    );
  }
  return { names: [...names, ...left.keys()], problems };
};
