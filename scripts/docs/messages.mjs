// Every text in the code that a person can be shown, with its file and line: read from the syntax tree of the compiled
// files, so that none is forgotten. A literal counts when it holds words, or stands where texts are shown.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { parse } from 'acorn';
import { sourceLines } from './source-lines.mjs';

/** Members of objects that hold a text for a person. */
const SHOWN_MEMBERS = new Set(
  'message hint sentence detail description summary title label text help what why claimed counted expected'.split(' '),
);
/** Functions and methods that show a text that they are given, or describe an option or a field with it. */
const SHOWN_BY = new Set(
  'RepriseError Error TypeError RangeError InvalidArgumentError option requiredOption argument addHelpText write writeError print describe'.split(
    ' ',
  ),
);
/** What takes texts that nobody reads: patterns, lists to split, keys. */
const HIDDEN_BY = new Set(
  'RegExp split includes startsWith endsWith indexOf replaceAll replace join require'.split(' '),
);

const calleeName = ({ callee }) =>
  callee.type === 'Identifier' ? callee.name : callee.type === 'MemberExpression' ? callee.property.name : undefined;

/** A literal, a template, or a sum of these as one text; undefined where an expression is none. */
const textOf = (node, source) => {
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node.type === 'TemplateLiteral')
    return node.quasis
      .map(({ value }, index) => {
        const expression = node.expressions[index];
        return value.cooked + (expression === undefined ? '' : placeholder(expression, source));
      })
      .join('');
  if (node.type === 'BinaryExpression' && node.operator === '+') {
    const [left, right] = [textOf(node.left, source), textOf(node.right, source)];
    if (left === undefined && right === undefined) return undefined;
    return (left ?? placeholder(node.left, source)) + (right ?? placeholder(node.right, source));
  }
  return undefined;
};

/** What stands for a value within a text: the code that gives it, shortened. */
const placeholder = (node, source) => {
  const code = source.slice(node.start, node.end).replaceAll(/\s+/g, ' ');
  return `\${${code.length > 40 ? `${code.slice(0, 37)}...` : code}}`;
};

const hasWords = (text) =>
  /\p{L}{2,}[^\p{L}]*\s[^\p{L}]*\p{L}/u.test(text.replaceAll(/\$\{[^}]*\}/g, 'x')) && !/[{;]\s*[\w-]+:\s/.test(text);

/** What kind of text a node is, from what stands around it; undefined where people are not shown it. */
const kindOf = (ancestors, text) => {
  for (let index = ancestors.length - 1; index >= 0; index -= 1) {
    const { node, key } = ancestors[index];
    if (node.type === 'NewExpression' || node.type === 'CallExpression') {
      if (key === 'callee') continue;
      const name = calleeName(node);
      if (HIDDEN_BY.has(name)) return undefined;
      if (name === 'RepriseError') {
        const code = node.arguments[0];
        if (/^[A-Z_]*$/.test(text) || !(hasWords(text) || text.includes('${'))) return undefined;
        return `error ${code?.type === 'Literal' ? code.value : ''}`.trim();
      }
      if (SHOWN_BY.has(name)) return name.endsWith('Error') && name !== 'writeError' ? 'bug' : name;
    }
    if (node.type === 'Property' && key === 'value') {
      const name = node.key.name ?? node.key.value;
      if (SHOWN_MEMBERS.has(name) && (hasWords(text) || /^\p{Lu}/u.test(text))) return name;
    }
    if (/Function/.test(node.type) && key === 'body' && node.body.type === 'BlockStatement') break;
  }
  return hasWords(text) ? 'text' : undefined;
};

/** Every text of one compiled file: where it stands, what it is, what it says. */
const messagesIn = (compiled) => {
  const source = readFileSync(compiled, 'utf8');
  const lineOf = sourceLines(compiled);
  const found = [];
  const visit = (node, ancestors) => {
    if (/^(Import|ExportAll)/.test(node.type) || node.directive !== undefined) return;
    const text = textOf(node, source);
    const parent = ancestors.at(-1);
    const named = parent?.node.type === 'Property' && parent.key === 'key';
    if (text !== undefined && !named) {
      const kind = kindOf(ancestors, text);
      if (kind !== undefined && /\p{L}/u.test(text)) found.push({ line: lineOf(node.loc.start), kind, text });
    }
    for (const [key, value] of Object.entries(node)) {
      // The pieces of a text that is listed already; its expressions may hold further texts.
      if (text !== undefined && key !== 'expressions' && !(node.type === 'BinaryExpression')) continue;
      for (const child of Array.isArray(value) ? value : [value]) {
        if (child === null || typeof child?.type !== 'string') continue;
        const listed = text !== undefined && node.type === 'BinaryExpression' && textOf(child, source) !== undefined;
        if (listed) visitExpressions(child, ancestors, node);
        else visit(child, [...ancestors, { node, key }]);
      }
    }
  };
  /** Only what stands inside the placeholders of a piece of a sum. */
  const visitExpressions = (node, ancestors, sum) => {
    if (node.type === 'TemplateLiteral')
      for (const expression of node.expressions) visit(expression, [...ancestors, { node: sum, key: 'left' }]);
    if (node.type === 'BinaryExpression')
      for (const child of [node.left, node.right])
        if (textOf(child, source) === undefined) visit(child, [...ancestors, { node: sum, key: 'left' }]);
        else visitExpressions(child, ancestors, sum);
  };
  visit(parse(source, { ecmaVersion: 'latest', sourceType: 'module', locations: true, allowHashBang: true }), []);
  return found.sort((a, b) => a.line - b.line);
};

/** `[{ file, messages: [{ line, kind, text }] }]` of all compiled files of the product, in order of file. */
export const messages = (root) => {
  const dist = join(root, 'dist');
  return (
    ['machines', 'projections', 'src']
      .flatMap((folder) =>
        readdirSync(join(dist, folder), { recursive: true, encoding: 'utf8' })
          .filter((name) => name.endsWith('.js'))
          .map((name) => `${folder}/${name.split(sep).join('/')}`),
      )
      .sort()
      // A file whose source is gone may still be there from an earlier build.
      .filter((name) => existsSync(join(root, name.replace(/\.js$/, '.ts'))))
      .map((name) => ({ file: name.replace(/\.js$/, '.ts'), messages: messagesIn(join(dist, name)) }))
      .filter(({ messages }) => messages.length > 0)
  );
};

const widthOf = (messages) => Math.max(...messages.map(({ kind }) => kind.length));
const shown = (text) => text.replaceAll('\n', '\\n').replaceAll('\t', '\\t');

/** The page: per folder a heading, per file its texts. */
export const messagesPage = (root) => {
  const files = messages(root);
  const areas = byArea(files);
  const total = files.reduce((sum, { messages }) => sum + messages.length, 0);
  return [
    '# Messages',
    '',
    'Every text in the code that a person can be shown: messages and hints of errors, sentences of rules and what breaks them,',
    'help, printed lines, reports. `npm run messages` lists them as `file:line`, `npm run docs` writes this page; both read the',
    'syntax tree of the compiled files. A placeholder shows the code that gives its value. A word after `error` is the code of a `RepriseError`;',
    '`bug` is an error that only a mistake in a program can cause.',
    '',
    `${total.toLocaleString('en-GB')} texts in ${files.length} files.`,
    ...[...areas].flatMap(([area, inArea]) => [
      '',
      `## ${area}/`,
      ...inArea.flatMap(({ file, messages }) => [
        '',
        `### ${file}`,
        '',
        '````',
        ...messages.map(
          ({ line, kind, text }) => `${String(line).padStart(4)}  ${kind.padEnd(widthOf(messages))}  ${shown(text)}`,
        ),
        '````',
      ]),
    ]),
    '',
  ].join('\n');
};

const byArea = (files) => {
  const areas = new Map();
  for (const entry of files) {
    const parts = entry.file.split('/');
    const area = parts.slice(0, parts[0] === 'src' && parts.length > 2 ? 2 : 1).join('/');
    areas.set(area, [...(areas.get(area) ?? []), entry]);
  }
  return areas;
};

/** The list for a terminal, one text a line. */
export const messagesList = (root) =>
  messages(root)
    .flatMap(({ file, messages }) => messages.map(({ line, kind, text }) => `${file}:${line}\t${kind}\t${shown(text)}`))
    .join('\n');
