// A file in which git left a merge for a person to resolve: its lines are no plan.
import { RepriseError } from '../../errors.ts';

const BEGINS = /^<{7}(?: .*)?$/;
const DIVIDES = /^={7}$/;
const ENDS = /^>{7}(?: .*)?$/;

/** The lines within code fences that begin at the start of a line, from 0: a mark there is in no list and no quote. */
const codeLines = (lines: readonly string[]): ReadonlySet<number> => {
  const code = new Set<number>();
  let fence: string | undefined;
  for (const [place, line] of lines.entries()) {
    if (fence === undefined) {
      fence = /^(?:`{3,}(?=[^`]*$)|~{3,})/.exec(line)?.[0];
      continue;
    }
    const [, closing] = /^ {0,3}(`{3,}|~{3,})[ \t]*$/.exec(line) ?? [];
    if (closing?.startsWith(fence)) fence = undefined;
    else code.add(place);
  }
  return code;
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
  let code: ReadonlySet<number> | undefined;
  for (const [place, line] of lines.entries()) {
    if (BEGINS.test(line)) [begun, divided] = [place, false];
    else if (begun !== undefined && DIVIDES.test(line)) divided = true;
    else if (begun !== undefined && divided && ENDS.test(line)) {
      code ??= codeLines(lines);
      let isExample = true;
      for (let at = begun; at <= place; at += 1) isExample &&= code.has(at);
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
