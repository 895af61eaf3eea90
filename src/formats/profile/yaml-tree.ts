// YAML (of which JSON is a part) as a tree in which everything knows its line: parsed with limits, so that no file can
// take the memory or the stack of whoever opens it. Anchors and aliases are followed, tags beyond YAML's core are not.
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
import { faultAt, type ProfileFault, quoted, type Spot } from './fault.ts';

export type Tree =
  | { readonly kind: 'value'; readonly at: Spot; readonly value: string | number | boolean | null }
  | { readonly kind: 'list'; readonly at: Spot; readonly items: readonly Tree[] }
  | { readonly kind: 'map'; readonly at: Spot; readonly entries: ReadonlyMap<string, Entry> };

export interface Entry {
  readonly key: string;
  readonly keyAt: Spot;
  readonly tree: Tree;
}

export interface ReadTree {
  /** Undefined where the faults leave nothing to go on with. */
  readonly tree: Tree | undefined;
  readonly faults: readonly ProfileFault[];
}

/** The deepest nesting of lists and mappings: a profile needs four. */
const MAX_DEPTH = 32;
/** Entries, items and values, those that aliases repeat too. */
const MAX_NODES = 100_000;
const MAX_ALIASES = 100;
const START: Spot = { line: 1, column: 1 };
/** The tags that say what YAML's core reads anyway. */
const CORE_TAG = /^tag:yaml\.org,2002:(?:str|int|float|bool|null|seq|map)$/;

/** How deep a parsed text nests; counted without recursion, which is what a deep one would break. */
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

/** Why the tree cannot be had; thrown within this file only. */
class Unreadable extends Error {
  readonly at: Spot;
  constructor(at: Spot, sentence: string) {
    super(sentence);
    this.at = at;
  }
}

const syntaxFault = ({ code, message, pos }: YAMLError, spot: (offset: number) => Spot): ProfileFault =>
  faultAt(
    spot(pos[0]),
    code === 'TAB_AS_INDENT'
      ? 'a tab indents this line; YAML expects spaces.'
      : `this is no YAML: ${message.split('\n')[0]?.replace(/\.$/, '')}.`,
  );

/** Builds the tree of a document whose syntax is sound. @throws Unreadable */
const treeOf = (document: Document.Parsed, spot: (offset: number) => Spot): ReadTree => {
  const faults: ProfileFault[] = [];
  let nodes = 0;
  let aliases = 0;
  const place = (node: unknown): Spot => {
    const range = (node as { range?: readonly number[] | null } | null)?.range;
    return range ? spot(range[0] as number) : START;
  };
  const build = (node: unknown, at: Spot, depth: number): Tree => {
    nodes += 1;
    if (nodes > MAX_NODES)
      throw new Unreadable(at, `its aliases come to more than ${MAX_NODES} values; expected a profile.`);
    if (depth > MAX_DEPTH) throw new Unreadable(at, 'an alias stands within what it repeats.');
    if (isAlias(node)) {
      aliases += 1;
      if (aliases > MAX_ALIASES) throw new Unreadable(place(node), `more than ${MAX_ALIASES} aliases stand here.`);
      const meant = node.resolve(document);
      if (meant === undefined)
        throw new Unreadable(place(node), `no anchor is named ${quoted(node.source)} before this.`);
      return build(meant, place(node), depth);
    }
    const { tag } = (node ?? {}) as { tag?: string };
    if (tag !== undefined && !CORE_TAG.test(tag))
      faults.push(faultAt(at, `a tag (${quoted(tag)}) stands here; expected a plain value.`));
    if (isMap(node)) {
      const entries = new Map<string, Entry>();
      for (const { key, value } of node.items) {
        const keyAt = place(key);
        const name = isScalar(key) ? key.value : undefined;
        if (typeof name !== 'string') {
          faults.push(faultAt(keyAt, `this key is ${keyText(name)}; expected a name.`));
          continue;
        }
        // JavaScript has a meaning of its own for it: what stands there would be lost on the way.
        if (name === '__proto__') {
          faults.push(faultAt(keyAt, 'no key is named "__proto__"; expected another name.'));
          continue;
        }
        const former = entries.get(name);
        if (former !== undefined)
          faults.push(faultAt(keyAt, `the key ${quoted(name)} stands in line ${former.keyAt.line} already.`));
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
  return { tree: build(root, place(root), 0), faults };
};

const isPlain = (value: unknown): value is string | number | boolean | null =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);

const keyText = (key: unknown): string =>
  key === undefined || !isPlain(key)
    ? 'no single value'
    : `the ${key === null ? 'empty value' : `${typeof key} ${key}`}`;

/** Keys are compared here: the parser does it in the square of their number. */
const COMPOSED = { prettyErrors: false, logLevel: 'silent', uniqueKeys: false } as const;

/** The one document of a text, as a tree. Never throws on what the text holds. */
export const readTree = (text: string): ReadTree => {
  const lines = new LineCounter();
  const spot = (offset: number): Spot => {
    const { line, col } = lines.linePos(offset);
    return line === 0 ? START : { line, column: col };
  };
  const only = (at: Spot, sentence: string): ReadTree => ({ tree: undefined, faults: [faultAt(at, sentence)] });
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  if (depthOf(tokens) > MAX_DEPTH) return only(START, `its lists and mappings nest deeper than ${MAX_DEPTH} levels.`);
  const documents = [...new Composer(COMPOSED).compose(tokens)];
  const [first, second] = documents;
  if (first === undefined) return only(START, 'the file is empty; expected a mapping with a name and phases.');
  if (second !== undefined)
    return only(
      spot(second.range[0]),
      `a second document begins here (of ${documents.length}); expected one profile in a file.`,
    );
  // Of a broken text only what is broken is told: the rest of it is guesswork.
  if (first.errors.length > 0)
    return { tree: undefined, faults: first.errors.map((error) => syntaxFault(error, spot)) };
  try {
    return treeOf(first, spot);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return only(error.at, error.message);
  }
};
