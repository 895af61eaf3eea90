// What a profile of the right shape may still say wrongly: names that stand for nothing, names that stand for two things,
// rules that no profile may set.
import { RULES } from '../../../machines/rules/all.ts';
import { faultAt, type ProfileFault, quoted, type Spot, unknownWord } from './fault.ts';
import { entryOf } from './shape.ts';
import type { Entry, Tree } from './yaml-tree.ts';

interface Said {
  readonly text: string;
  readonly at: Spot;
}

const textOf = (tree: Tree | undefined): Said | undefined =>
  tree?.kind === 'value' && typeof tree.value === 'string' ? { text: tree.value, at: tree.at } : undefined;

const entriesOf = (tree: Tree | undefined): readonly Entry[] =>
  tree?.kind === 'map' ? [...tree.entries.values()] : [];

const RULE_IDS = RULES.map(({ id }) => id);
const SETTABLE = RULES.filter(({ fixed }) => !fixed).map(({ id }) => id);

const ruleFaults = (rules: Tree | undefined): ProfileFault[] =>
  entriesOf(rules).flatMap(({ key, keyAt, tree }) => {
    const rule = RULES.find(({ id }) => id === key);
    if (rule === undefined) {
      // Most ids share their first letter with many: of all the rules those of that letter are named.
      const alike = RULE_IDS.filter((id) => id[0] === key[0]?.toUpperCase());
      const fault = unknownWord('rule', key, 'Rules', SETTABLE);
      return [
        faultAt(keyAt, alike.length > 0 ? unknownWord('rule', key, `Rules of ${key[0]?.toUpperCase()}`, alike) : fault),
      ];
    }
    const severity = textOf(tree)?.text;
    return rule.fixed && severity !== rule.severity
      ? [faultAt(tree.at, `${key} is ${rule.severity} in every profile; expected it to be left out.`)]
      : [];
  });

const gateFaults = (gates: Tree | undefined, phases: readonly string[]): ProfileFault[] => {
  if (gates?.kind !== 'list') return [];
  const faults: ProfileFault[] = [];
  /** Ids and names that gates answer to, with their gate and line. */
  const taken = new Map<string, { gate: number; line: number }>();
  for (const [gate, tree] of gates.items.entries()) {
    const id = textOf(entryOf(tree, 'id')?.tree);
    const name = textOf(entryOf(tree, 'name')?.tree);
    for (const said of [id, name]) {
      if (said === undefined) continue;
      const former = taken.get(said.text);
      if (former === undefined) taken.set(said.text, { gate, line: said.at.line });
      else if (former.gate !== gate)
        faults.push(
          faultAt(said.at, `two gates answer to ${quoted(said.text)}; the first stands in line ${former.line}.`),
        );
    }
    const guards = textOf(entryOf(tree, 'guards')?.tree);
    if (guards !== undefined && !phases.includes(guards.text))
      faults.push(faultAt(guards.at, unknownWord('phase', guards.text, 'Phases', phases)));
  }
  return faults;
};

/** @param phases their names; where their list is none at all, what names one is not asked about */
export const meaningFaults = (root: Tree, phases: readonly string[] | undefined): ProfileFault[] => {
  const faults = ruleFaults(entryOf(root, 'rules')?.tree);
  if (phases === undefined) return faults;
  faults.push(...gateFaults(entryOf(root, 'gates')?.tree, phases));
  for (const { key, keyAt } of entriesOf(entryOf(entryOf(root, 'budget')?.tree, 'phases')?.tree))
    if (!phases.includes(key)) faults.push(faultAt(keyAt, unknownWord('phase', key, 'Phases', phases)));
  const cycles = entryOf(root, 'cycles')?.tree;
  const turns = cycles !== undefined && !(cycles.kind === 'value' && cycles.value === false);
  if (root.kind === 'map' && phases.length === 0 && !turns)
    faults.push(
      faultAt(
        entryOf(root, 'phases')?.keyAt ?? root.at,
        'the profile has no phases and no cycles; expected phases, cycles: true, or both.',
      ),
    );
  return faults;
};
