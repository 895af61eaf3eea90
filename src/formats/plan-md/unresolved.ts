// A file in which git left a merge for a person to resolve: its lines are no plan.
import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { RepriseError } from '../../errors.ts';

const BEGINS = /^<{7}(?: .*)?$/;
const DIVIDES = /^={7}$/;
const ENDS = /^>{7}(?: .*)?$/;

const codeLines = (node: Nodes, lines: Set<number>): Set<number> => {
  if (node.type === 'code' && node.position !== undefined)
    for (let line = node.position.start.line; line <= node.position.end.line; line += 1) lines.add(line);
  if ('children' in node) for (const child of node.children) codeLines(child, lines);
  return lines;
};

/**
 * The line that begins an unresolved merge, from 1, with its text; undefined where there is none. A merge that is shown in
 * a code block whole is an example.
 */
const unresolvedMerge = (text: string): { readonly line: number; readonly text: string } | undefined => {
  if (!text.includes('<<<<<<<')) return undefined;
  const lines = text.split(/\r\n|\r|\n/);
  let begun: number | undefined;
  let divided = false;
  for (const [place, line] of lines.entries()) {
    if (BEGINS.test(line)) [begun, divided] = [place, false];
    else if (begun !== undefined && DIVIDES.test(line)) divided = true;
    else if (begun !== undefined && divided && ENDS.test(line)) {
      const code = codeLines(fromMarkdown(text), new Set());
      const isExample = Array.from({ length: place - begun + 1 }, (_, at) => (begun as number) + at + 1).every((each) =>
        code.has(each),
      );
      if (!isExample) return { line: begun + 1, text: lines[begun] as string };
      begun = undefined;
    }
  }
  return undefined;
};

/** @throws RepriseError BAD_INPUT for a text with an unresolved merge, naming its line */
export const requireResolved = (text: string): void => {
  const found = unresolvedMerge(text);
  if (found !== undefined)
    throw new RepriseError('BAD_INPUT', `Line ${found.line} begins an unresolved merge: ${found.text}.`, {
      hint: 'Resolve the merge first, so that it is known which lines are the plan. Nothing was changed.',
      fields: { line: found.line },
    });
};
