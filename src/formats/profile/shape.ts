// The shape of a profile: what the schema rejects, at its location and in the terms of the file's author.
import type { z } from 'zod';
import { Profile, ProfileGate } from '../../../machines/profile.ts';
import { type Location, type ProfileProblem, problemAt, quoted, unknownWord, word } from './problem.ts';
import type { Tree } from './yaml-tree.ts';

/** What is expected at a path; `[]` stands for any item, `*` for any key that the author chooses. */
const EXPECTED: Readonly<Record<string, string>> = {
  '': 'a mapping with a name and phases',
  name: 'a name of 1 to 64 of A-Z a-z 0-9 _ -',
  description: 'a text of at most 1,000,000 characters',
  phases: 'a list of at most 100 phases',
  'phases.[]': 'a name of 1 to 1,000 characters, or a mapping with name and after',
  cycles: 'true or false',
  gates: 'a list of at most 200 gates',
  'gates.[]': 'a mapping with id and name, and where it has them criteria and guards',
  'gates.[].id': 'a text of 1 to 256 characters',
  'gates.[].name': 'a text of 1 to 1,000 characters',
  'gates.[].guards': 'the name of a phase',
  'gates.[].criteria': 'a list of at most 1,000 texts',
  'gates.[].criteria.[]': 'a text of 1 to 1,000 characters',
  budget: 'a mapping with session and phases',
  'budget.session': 'a whole number of tokens',
  'budget.phases': 'a mapping of names of phases to tokens',
  'budget.phases.*': 'a whole number of tokens',
  enforcement: 'enforce or observe',
  rules: 'a mapping of ids of rules to error, warn or off',
  'rules.*': 'error, warn or off',
  validators: 'a list of at most 100 types of agents',
  'validators.[]': 'a type of agent, with a letter or a digit, of at most 1,000 characters',
  actors: 'a mapping of words of commands to lists of actors',
  'actors.*': 'a list of 1 to 100 actors',
  'actors.*.[]': 'an actor, or a kind of actors, of 1 to 1,000 characters',
  limits: 'a mapping with ticksAtOnce',
  'limits.ticksAtOnce': 'a whole number from 1 to 100,000',
};

/** The keys that a mapping may have, by its path. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(Profile.shape),
  'gates.[]': Object.keys(ProfileGate.shape),
  budget: Object.keys(Profile.shape.budget.unwrap().shape),
  limits: Object.keys(Profile.shape.limits.unwrap().shape),
};

type Path = readonly PropertyKey[];

/** The mappings whose keys the author chooses. */
const FREE = ['rules', 'budget.phases', 'actors'];

const patternOf = (path: Path): string =>
  path
    .map((part, index) => {
      if (typeof part === 'number') return '[]';
      const under = path.slice(0, index).join('.');
      return FREE.includes(under) ? '*' : String(part);
    })
    .join('.');

/** `gates[1].criteria` */
export const pathText = (path: Path): string =>
  path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index > 0 ? '.' : ''}${String(part)}`))
    .join('');

/** The part of the tree at a path; undefined where there is none. */
export const treeAt = (root: Tree, path: Path): Tree | undefined => {
  let tree: Tree | undefined = root;
  for (const part of path) {
    if (tree === undefined) return undefined;
    if (tree.kind === 'list') tree = typeof part === 'number' ? tree.items[part] : undefined;
    else tree = entryOf(tree, String(part))?.tree;
  }
  // The schema takes a phase for its name.
  return path.length === 2 && path[0] === 'phases' ? (entryOf(tree, 'name')?.tree ?? tree) : tree;
};

export const entryOf = (tree: Tree | undefined, key: string) =>
  tree?.kind === 'map' ? tree.entries.get(key) : undefined;

/** The location of what is at a path, else of the nearest part around it. */
export const locationOf = (root: Tree, path: Path): Location => {
  for (let length = path.length; length > 0; length -= 1) {
    const tree = treeAt(root, path.slice(0, length));
    if (tree !== undefined) return tree.at;
  }
  return root.at;
};

/** A part of the tree, in words. */
export const treeText = (tree: Tree): string => {
  if (tree.kind === 'map') return 'a mapping';
  if (tree.kind === 'list') return tree.items.length === 0 ? 'an empty list' : 'a list';
  if (tree.value === null) return 'empty';
  return typeof tree.value === 'string' ? `the text ${quoted(tree.value)}` : `the ${typeof tree.value} ${tree.value}`;
};

const SEVERAL: Readonly<Record<string, readonly [one: string, several: string]>> = {
  'rules.*': ['severity', 'Severities'],
  enforcement: ['enforcement', 'Enforcements'],
};

const problemsOf = (root: Tree, issue: z.core.$ZodIssue): ProfileProblem[] => {
  const { path } = issue;
  const pattern = patternOf(path);
  const tree = treeAt(root, path);
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => {
      const at = entryOf(tree, key)?.keyAt ?? locationOf(root, path);
      return problemAt(at, unknownWord('key', key, `Keys of ${pathText(path) || 'a profile'}`, KEYS[pattern] ?? []));
    });
  const expected = EXPECTED[pattern] ?? issue.message;
  if (tree === undefined) {
    const [around, missing] = [path.slice(0, -1), String(path.at(-1) ?? '')];
    return [
      problemAt(
        locationOf(root, path),
        `${pathText(around) || 'the profile'} has no ${missing}; expected ${expected}.`,
      ),
    ];
  }
  const many = SEVERAL[pattern];
  if (issue.code === 'invalid_value' && many !== undefined && tree.kind === 'value' && typeof tree.value === 'string')
    return [problemAt(tree.at, unknownWord(many[0], tree.value, many[1], issue.values.map(String)))];
  const what = issue.code === 'too_big' && tree.kind === 'list' ? `a list of ${tree.items.length}` : treeText(tree);
  const where =
    path.length === 0 ? 'the file' : pathText(path.map((part) => (typeof part === 'string' ? word(part) : part)));
  return [problemAt(tree.at, `${where} is ${what}; expected ${expected}.`)];
};

/** What the schema rejects in the shape of a profile, each place once. Its meaning is checked in meaning.ts. */
export const shapeProblems = (root: Tree, value: unknown): ProfileProblem[] => {
  const parsed = Profile.safeParse(value);
  if (parsed.success) return [];
  const seen = new Set<string>();
  return parsed.error.issues
    .filter(({ code, path }) => {
      const place = pathText(path);
      if (code === 'custom' || (code !== 'unrecognized_keys' && seen.has(place))) return false;
      if (code !== 'unrecognized_keys') seen.add(place);
      return true;
    })
    .flatMap((issue) => problemsOf(root, issue));
};
