// A profile from YAML or JSON: either the profile, or all of its problems at once, each with its location.
import { profileFrom } from '../../../machines/commands/facts.ts';
import type { Profile } from '../../../machines/profile.ts';
import { meaningProblems } from './meaning.ts';
import { type ListedPhase, orderOfPhases } from './phase-order.ts';
import { type ProfileProblem, problemAt, unknownWord } from './problem.ts';
import { entryOf, locationOf, shapeProblems, treeText } from './shape.ts';
import { readTree, type Tree } from './yaml-tree.ts';

export type ReadProfile =
  | { readonly kind: 'profile'; readonly profile: Profile }
  /** In order of their location; at least one. */
  | { readonly kind: 'problems'; readonly problems: readonly ProfileProblem[] };

/** The most bytes of a profile: 1 MiB. */
export const MAX_PROFILE_BYTES = 1024 * 1024;

const plainOf = (tree: Tree): unknown => {
  if (tree.kind === 'value') return tree.value;
  if (tree.kind === 'list') return tree.items.map(plainOf);
  return Object.fromEntries([...tree.entries.values()].map(({ key, tree: below }) => [key, plainOf(below)]));
};

const PHASE_KEYS = ['name', 'after'];

interface Phases {
  /** Undefined where there is no list of them. */
  readonly names: readonly string[] | undefined;
  /** As the list has them, for the schema: a mapping is its name. */
  readonly listed: readonly unknown[] | undefined;
  readonly problems: readonly ProfileProblem[];
}

const phasesOf = (root: Tree): Phases => {
  const list = entryOf(root, 'phases')?.tree;
  if (list === undefined) return { names: [], listed: undefined, problems: [] };
  if (list.kind !== 'list') return { names: undefined, listed: undefined, problems: [] };
  const problems: ProfileProblem[] = [];
  const phases: ListedPhase[] = [];
  const listed = list.items.map((item) => {
    const tree = item.kind === 'map' ? entryOf(item, 'name')?.tree : item;
    if (item.kind === 'map')
      for (const { key, keyAt } of item.entries.values())
        if (!PHASE_KEYS.includes(key))
          problems.push(problemAt(keyAt, unknownWord('key', key, 'Keys of a phase', PHASE_KEYS)));
    const after = entryOf(item, 'after')?.tree;
    if (tree?.kind === 'value' && typeof tree.value === 'string')
      phases.push({ name: tree.value, at: tree.at, after: after === undefined ? [] : namesIn(after, problems) });
    return tree === undefined ? plainOf(item) : plainOf(tree);
  });
  const order = orderOfPhases(phases);
  return { names: order.names, listed, problems: [...problems, ...order.problems] };
};

const namesIn = (after: Tree, problems: ProfileProblem[]): { name: string; at: Tree['at'] }[] =>
  (after.kind === 'list' ? after.items : [after]).flatMap((tree) => {
    if (tree.kind === 'value' && typeof tree.value === 'string') return [{ name: tree.value, at: tree.at }];
    problems.push(problemAt(tree.at, `after is ${treeText(tree)}; expected the name of a phase, or a list of names.`));
    return [];
  });

/** Reads a profile from a text. Never throws, whatever the text. */
export const readProfileText = (text: string): ReadProfile => {
  const { tree: root, problems } = readTree(text);
  if (root === undefined) return { kind: 'problems', problems };
  const phases = phasesOf(root);
  const value = plainOf(root);
  const given =
    root.kind === 'map' && phases.listed !== undefined ? { ...(value as object), phases: phases.listed } : value;
  const found = [...problems, ...phases.problems, ...shapeProblems(root, given)];
  if (root.kind === 'map') found.push(...meaningProblems(root, phases.names));
  if (found.length > 0) return { kind: 'problems', problems: inOrder(found) };
  const profile = profileFrom({ ...(given as object), ...(phases.listed && { phases: phases.names }) });
  if ('profile' in profile) return { kind: 'profile', profile: profile.profile };
  return { kind: 'problems', problems: [problemAt(locationOf(root, profile.path), `${profile.invalid}.`)] };
};

const inOrder = (problems: readonly ProfileProblem[]): ProfileProblem[] =>
  [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
