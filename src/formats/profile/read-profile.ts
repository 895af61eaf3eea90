// A profile from YAML or JSON: all that is wrong with it at once, each with its line, or the profile.
import { profileFrom } from '../../../machines/commands/facts.ts';
import type { Profile } from '../../../machines/profile.ts';
import { faultAt, type ProfileFault, unknownWord } from './fault.ts';
import { meaningFaults } from './meaning.ts';
import { type ListedPhase, orderOfPhases } from './phase-order.ts';
import { entryOf, shapeFaults, treeText } from './shape.ts';
import { readTree, type Tree } from './yaml-tree.ts';

export type ReadProfile =
  | { readonly kind: 'profile'; readonly profile: Profile }
  /** In order of their place; at least one. */
  | { readonly kind: 'faults'; readonly faults: readonly ProfileFault[] };

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
  readonly faults: readonly ProfileFault[];
}

const phasesOf = (root: Tree): Phases => {
  const list = entryOf(root, 'phases')?.tree;
  if (list === undefined) return { names: [], listed: undefined, faults: [] };
  if (list.kind !== 'list') return { names: undefined, listed: undefined, faults: [] };
  const faults: ProfileFault[] = [];
  const phases: ListedPhase[] = [];
  const listed = list.items.map((item) => {
    const tree = item.kind === 'map' ? entryOf(item, 'name')?.tree : item;
    if (item.kind === 'map')
      for (const { key, keyAt } of item.entries.values())
        if (!PHASE_KEYS.includes(key))
          faults.push(faultAt(keyAt, unknownWord('key', key, 'Keys of a phase', PHASE_KEYS)));
    const after = entryOf(item, 'after')?.tree;
    if (tree?.kind === 'value' && typeof tree.value === 'string')
      phases.push({ name: tree.value, at: tree.at, after: after === undefined ? [] : namesIn(after, faults) });
    return tree === undefined ? plainOf(item) : plainOf(tree);
  });
  const order = orderOfPhases(phases);
  return { names: order.names, listed, faults: [...faults, ...order.faults] };
};

const namesIn = (after: Tree, faults: ProfileFault[]): { name: string; at: Tree['at'] }[] =>
  (after.kind === 'list' ? after.items : [after]).flatMap((tree) => {
    if (tree.kind === 'value' && typeof tree.value === 'string') return [{ name: tree.value, at: tree.at }];
    faults.push(faultAt(tree.at, `after is ${treeText(tree)}; expected the name of a phase, or a list of names.`));
    return [];
  });

/** Reads a profile from a text. Never throws on what the text holds. */
export const readProfileText = (text: string): ReadProfile => {
  const { tree: root, faults } = readTree(text);
  if (root === undefined) return { kind: 'faults', faults };
  const phases = phasesOf(root);
  const value = plainOf(root);
  const given =
    root.kind === 'map' && phases.listed !== undefined ? { ...(value as object), phases: phases.listed } : value;
  const found = [...faults, ...phases.faults, ...shapeFaults(root, given)];
  if (root.kind === 'map') found.push(...meaningFaults(root, phases.names));
  if (found.length > 0) return { kind: 'faults', faults: inOrder(found) };
  const profile = profileFrom({ ...(given as object), ...(phases.listed && { phases: phases.names }) });
  if ('profile' in profile) return { kind: 'profile', profile: profile.profile };
  return { kind: 'faults', faults: [faultAt(root.at, `${profile.invalid}.`)] };
};

const inOrder = (faults: readonly ProfileFault[]): ProfileFault[] =>
  [...faults].sort((a, b) => a.line - b.line || a.column - b.column);
