// The order of phases where entries of the list say what they come after: `{ name: Build, after: Plan }`. Sorted so that
// each stands behind all it comes after; among those that could be next, the one that the file has first.
import { faultAt, type ProfileFault, quoted, type Spot, unknownWord, word } from './fault.ts';

/** A phase as the list has it; `after` names the phases it comes after, each with its place. */
export interface ListedPhase {
  readonly name: string;
  readonly at: Spot;
  readonly after: readonly { readonly name: string; readonly at: Spot }[];
}

export interface OrderedPhases {
  /** Each name once. */
  readonly names: readonly string[];
  readonly faults: readonly ProfileFault[];
}

/** More are refused by their number. */
const MOST_PHASES = 1_000;

/** The circle that leads from a phase back to it, as names; each comes after the next. */
const circleFrom = (start: string, afterOf: (name: string) => readonly string[]): string[] => {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (let name = queue.shift(); name !== undefined; name = queue.shift())
    for (const before of afterOf(name)) {
      if (before === start) {
        const circle = [name];
        for (let at = name; at !== start; ) {
          at = cameFrom.get(at) as string;
          circle.unshift(at);
        }
        return circle;
      }
      if (cameFrom.has(before)) continue;
      cameFrom.set(before, name);
      queue.push(before);
    }
  return [];
};

export const orderOfPhases = (listed: readonly ListedPhase[]): OrderedPhases => {
  const faults: ProfileFault[] = [];
  const phases = new Map<string, ListedPhase>();
  for (const phase of listed) {
    const former = phases.get(phase.name);
    if (former === undefined) phases.set(phase.name, phase);
    else
      faults.push(
        faultAt(phase.at, `two phases are named ${quoted(phase.name)}; the first stands in line ${former.at.line}.`),
      );
  }
  const known = [...phases.keys()];
  // What is far too long anyway is told so, and not put in order first.
  if (phases.size > MOST_PHASES) return { names: known, faults: faults.slice(0, MOST_PHASES) };
  for (const { after } of listed)
    for (const { name, at } of after)
      if (!phases.has(name)) faults.push(faultAt(at, unknownWord('phase', name, 'Phases', known)));

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
  // What is left waits for a circle, or is part of one; each circle is told once, where the file has it first.
  const told = new Set<string>();
  for (const name of left.keys()) {
    if (told.has(name)) continue;
    const circle = circleFrom(name, (one) => left.get(one) ?? []);
    if (circle.length === 0) continue;
    for (const one of circle) told.add(one);
    const before = circle[1] ?? name;
    const at = phases.get(name)?.after.find((one) => one.name === before)?.at ?? (phases.get(name) as ListedPhase).at;
    const said = [...circle, name].map(word).join(' after ');
    faults.push(faultAt(at, `the order goes in a circle: ${said}; expected phases that can come one after the other.`));
  }
  return { names: [...names, ...left.keys()], faults };
};
