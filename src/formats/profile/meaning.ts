// What may still be wrong in a profile of the right shape: names that refer to nothing, names that refer to two things,
// rules that no profile may set.
import { unfitActorWord } from '../../../machines/commands/facts.ts';
import { ENTITY_KINDS } from '../../../machines/life-cycles/all.ts';
import { RULES } from '../../../machines/rules/all.ts';
import { type Location, type ProfileProblem, problemAt, quoted, unknownWord } from './problem.ts';
import { entryOf } from './shape.ts';
import type { Entry, Tree } from './yaml-tree.ts';

interface NamedText {
  readonly text: string;
  readonly at: Location;
}

const textOf = (tree: Tree | undefined): NamedText | undefined =>
  tree?.kind === 'value' && typeof tree.value === 'string' ? { text: tree.value, at: tree.at } : undefined;

const entriesOf = (tree: Tree | undefined): readonly Entry[] =>
  tree?.kind === 'map' ? [...tree.entries.values()] : [];

const RULE_IDS = RULES.map(({ id }) => id);
const SETTABLE = RULES.filter(({ fixed }) => !fixed).map(({ id }) => id);

const isLifeCycleRule = (id: string): boolean => ENTITY_KINDS.some((kind) => id === `M.${kind}`);

const ruleProblems = (rules: Tree | undefined): ProfileProblem[] =>
  entriesOf(rules).flatMap(({ key, keyAt, tree }) => {
    const rule = RULES.find(({ id }) => id === key);
    if (rule === undefined) {
      if (isLifeCycleRule(key))
        return [problemAt(keyAt, `${key} is error in every profile; expected no entry for it.`)];
      // Rule ids begin with a letter for their group: the message lists that group, where there is one.
      const alike = RULE_IDS.filter((id) => id[0] === key[0]?.toUpperCase());
      const problem = unknownWord('rule', key, 'Rules', SETTABLE);
      return [
        problemAt(
          keyAt,
          alike.length > 0 ? unknownWord('rule', key, `Rules of ${key[0]?.toUpperCase()}`, alike) : problem,
        ),
      ];
    }
    const severity = textOf(tree)?.text;
    return rule.fixed && severity !== rule.severity
      ? [problemAt(tree.at, `${key} is ${rule.severity} in every profile; expected no entry for it.`)]
      : [];
  });

const actorProblems = (actors: Tree | undefined): ProfileProblem[] =>
  entriesOf(actors).flatMap(({ key, keyAt }) => {
    const mistake = unfitActorWord(key);
    return mistake === undefined ? [] : [problemAt(keyAt, `actors: ${mistake}.`)];
  });

const gateProblems = (gates: Tree | undefined, phases: readonly string[]): ProfileProblem[] => {
  if (gates?.kind !== 'list') return [];
  const problems: ProfileProblem[] = [];
  /** Ids and names of gates, with the gate's index and line. */
  const taken = new Map<string, { gate: number; line: number }>();
  for (const [gate, tree] of gates.items.entries()) {
    const id = textOf(entryOf(tree, 'id')?.tree);
    const name = textOf(entryOf(tree, 'name')?.tree);
    for (const given of [id, name]) {
      if (given === undefined) continue;
      const former = taken.get(given.text);
      if (former === undefined) taken.set(given.text, { gate, line: given.at.line });
      else if (former.gate !== gate)
        problems.push(
          problemAt(
            given.at,
            `two gates have the id or name ${quoted(given.text)}; the first is in line ${former.line}.`,
          ),
        );
    }
    const guards = textOf(entryOf(tree, 'guards')?.tree);
    if (guards !== undefined && !phases.includes(guards.text))
      problems.push(problemAt(guards.at, unknownWord('phase', guards.text, 'Phases', phases)));
  }
  return problems;
};

/** @param phases their names; undefined where the profile has no list of them, then references to phases are not checked */
export const meaningProblems = (root: Tree, phases: readonly string[] | undefined): ProfileProblem[] => {
  const problems = [...ruleProblems(entryOf(root, 'rules')?.tree), ...actorProblems(entryOf(root, 'actors')?.tree)];
  if (phases === undefined) return problems;
  problems.push(...gateProblems(entryOf(root, 'gates')?.tree, phases));
  for (const { key, keyAt } of entriesOf(entryOf(entryOf(root, 'budget')?.tree, 'phases')?.tree))
    if (!phases.includes(key)) problems.push(problemAt(keyAt, unknownWord('phase', key, 'Phases', phases)));
  const cycles = entryOf(root, 'cycles')?.tree;
  const hasCycles = cycles !== undefined && !(cycles.kind === 'value' && cycles.value === false);
  if (root.kind === 'map' && phases.length === 0 && !hasCycles)
    problems.push(
      problemAt(
        entryOf(root, 'phases')?.keyAt ?? root.at,
        'the profile has no phases and no cycles; expected phases, cycles: true, or both.',
      ),
    );
  return problems;
};
