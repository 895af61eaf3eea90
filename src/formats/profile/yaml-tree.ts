// YAML (of which JSON is a part) as a tree in which every part has its location: parsed with limits, so that no file can
// exhaust the memory or the stack of its reader. Aliases are resolved; tags beyond YAML's core schema are refused.
import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  Parser,
  type YAMLError,
} from 'yaml';
import { type Location, type ProfileProblem, problemAt, quoted } from './problem.ts';

export type Tree =
  | { readonly kind: 'value'; readonly at: Location; readonly value: string | number | boolean | null }
  | { readonly kind: 'list'; readonly at: Location; readonly items: readonly Tree[] }
  | { readonly kind: 'map'; readonly at: Location; readonly entries: ReadonlyMap<string, Entry> };

export interface Entry {
  readonly key: string;
  readonly keyAt: Location;
  readonly tree: Tree;
}

export interface ReadTree {
  /** Undefined where the text cannot be parsed. */
  readonly tree: Tree | undefined;
  readonly problems: readonly ProfileProblem[];
}

/** The deepest nesting of lists and mappings: a profile needs four. */
const MAX_DEPTH = 32;
/** Entries, items and values, including those that aliases repeat. */
const MAX_NODES = 100_000;
const MAX_ALIASES = 100;
const START: Location = { line: 1, column: 1 };
/** The tags of YAML's core schema, which change nothing. */
const CORE_TAG = /^tag:yaml\.org,2002:(?:str|int|float|bool|null|seq|map)$/;

/** How deep a parsed text nests; counted without recursion, for which it may be too deep. */
const depthOf = (tokens: readonly CST.Token[]): number => {
  let deepest = 0;
  const left: [token: CST.Token | null | undefined, depth: number][] = tokens.map((token) => [token, 0]);
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const [token, depth] = next;
    if (!token) continue;
    deepest = Math.max(deepest, depth);
    if ('value' in token) left.push([token.value, depth]);
    if ('items' in token) for (const item of token.items) left.push([item.key, depth + 1], [item.value, depth + 1]);
  }
  return deepest;
};

/** Why the tree cannot be built; thrown and caught in this file only. */
class Unreadable extends Error {
  readonly at: Location;
  constructor(at: Location, message: string) {
    super(message);
    this.at = at;
  }
}

const syntaxProblem = ({ code, message, pos }: YAMLError, locate: (offset: number) => Location): ProfileProblem =>
  problemAt(
    locate(pos[0]),
    code === 'TAB_AS_INDENT'
      ? 'a tab indents this line; YAML expects spaces.'
      : `this is not valid YAML: ${message.split('\n')[0]?.replace(/\.$/, '')}.`,
  );

/** Builds the tree of a document without syntax errors. @throws Unreadable */
const treeOf = (document: Document.Parsed, locate: (offset: number) => Location): ReadTree => {
  const problems: ProfileProblem[] = [];
  let nodes = 0;
  let aliases = 0;
  const place = (node: unknown): Location => {
    const range = (node as { range?: readonly number[] | null } | null)?.range;
    return range ? locate(range[0] as number) : START;
  };
  const build = (node: unknown, at: Location, depth: number): Tree => {
    nodes += 1;
    if (nodes > MAX_NODES)
      throw new Unreadable(
        at,
        `the text has more than ${MAX_NODES} values, with those that aliases repeat; expected a profile.`,
      );
    if (depth > MAX_DEPTH)
      throw new Unreadable(at, 'this alias is inside the value that it repeats; expected a value without a cycle.');
    if (isAlias(node)) {
      aliases += 1;
      if (aliases > MAX_ALIASES)
        throw new Unreadable(place(node), `this is alias ${MAX_ALIASES + 1}; expected at most ${MAX_ALIASES}.`);
      const target = node.resolve(document);
      if (target === undefined)
        throw new Unreadable(place(node), `no anchor is named ${quoted(node.source)} before this.`);
      return build(target, place(node), depth);
    }
    const { tag } = (node ?? {}) as { tag?: string };
    if (tag !== undefined && !CORE_TAG.test(tag))
      problems.push(problemAt(at, `this value has the tag ${quoted(tag)}; expected a value without a tag.`));
    if (isMap(node)) {
      const entries = new Map<string, Entry>();
      for (const { key, value } of node.items) {
        const keyAt = place(key);
        const name = isScalar(key) ? key.value : undefined;
        if (typeof name !== 'string') {
          problems.push(problemAt(keyAt, `this key is ${keyText(name)}; expected a name.`));
          continue;
        }
        // As a member of a JavaScript object it would set the prototype, and be lost.
        if (name === '__proto__') {
          problems.push(problemAt(keyAt, 'the key "__proto__" is not allowed; expected another name.'));
          continue;
        }
        const former = entries.get(name);
        if (former !== undefined)
          problems.push(
            problemAt(keyAt, `the key ${quoted(name)} is in line ${former.keyAt.line} already; expected it once.`),
          );
        const below = (value as { range?: unknown } | null)?.range ? place(value) : keyAt;
        const tree = build(value, below, depth + 1);
        if (former === undefined) entries.set(name, { key: name, keyAt, tree });
      }
      return { kind: 'map', at, entries };
    }
    if (isSeq(node)) return { kind: 'list', at, items: node.items.map((item) => build(item, place(item), depth + 1)) };
    const value = isScalar(node) ? node.value : null;
    return { kind: 'value', at, value: isPlain(value) ? value : null };
  };
  const root = document.contents;
  return { tree: build(root, place(root), 0), problems };
};

const isPlain = (value: unknown): value is string | number | boolean | null =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);

const keyText = (key: unknown): string =>
  key === undefined || !isPlain(key)
    ? 'no single value'
    : `the ${key === null ? 'empty value' : `${typeof key} ${key}`}`;

/** Duplicate keys are found above: the parser compares each with each. */
const COMPOSED = { prettyErrors: false, logLevel: 'silent', uniqueKeys: false } as const;

/** The one document of a text, as a tree. Never throws, whatever the text. */
export const readTree = (text: string): ReadTree => {
  const lines = new LineCounter();
  const locate = (offset: number): Location => {
    const { line, col } = lines.linePos(offset);
    return line === 0 ? START : { line, column: col };
  };
  const only = (at: Location, message: string): ReadTree => ({ tree: undefined, problems: [problemAt(at, message)] });
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  if (depthOf(tokens) > MAX_DEPTH) return only(START, `its lists and mappings nest deeper than ${MAX_DEPTH} levels.`);
  const documents = [...new Composer(COMPOSED).compose(tokens)];
  const [first, second] = documents;
  if (first === undefined) return only(START, 'the file is empty; expected a mapping with a name and phases.');
  if (second !== undefined)
    return only(
      locate(second.range[0]),
      `a second document begins here (of ${documents.length}); expected one profile in a file.`,
    );
  // After a syntax error the rest of the text is guesswork: only syntax errors are reported.
  if (first.errors.length > 0)
    return { tree: undefined, problems: first.errors.map((error) => syntaxProblem(error, locate)) };
  try {
    return treeOf(first, locate);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return only(error.at, error.message);
  }
};
