// A table of a document's lines: the events that each becomes, or which part of the form it is.
import type { Command } from '../../../machines/commands/command.ts';

/** Labels and signs that say what stands below them, and nothing else. */
const FORM: readonly (readonly [RegExp, string])[] = [
  [/^$/, 'empty'],
  [/^`{3}/, 'fence'],
  [/^-{3}$/, 'rule'],
  [/^plan\.md(?: updated)?:$/, 'label of a plan'],
  [/^\.\.\.$/, 'the rest as it was'],
  [/^- \[[ x]\]/, 'as it was'],
  [/^## Bug Fix|^### (?:Spec|Implementation|Validation)/, 'as it was'],
];

const rangeOf = ({ derivedFrom = '' }: Command): [number, number] => {
  const [, from, to = from] = /#L(\d+)(?:-L(\d+))?$/.exec(derivedFrom) ?? [];
  return [Number(from), Number(to)];
};

/** One row for each line: its number, its first words, what it becomes; `?` where that is nothing. */
export const lineTable = (text: string, commands: readonly Command[]): string[] =>
  text.split('\n').map((line, index) => {
    const number = index + 1;
    const becomes = commands
      .filter((command) => {
        const [from, to] = rangeOf(command);
        return from <= number && number <= to;
      })
      .map(({ name }) => name);
    const form = FORM.find(([pattern]) => pattern.test(line.trim()))?.[1];
    const counted = [...new Set(becomes)].map((name) => {
      const times = becomes.filter((one) => one === name).length;
      return times === 1 ? name : `${times} ${name}`;
    });
    const what = line.trim() === '' ? 'empty' : counted.length > 0 ? counted.join(', ') : (form ?? '?');
    return `${String(number).padStart(3)}  ${line.trim().slice(0, 44).padEnd(44)}  ${what}`.trimEnd();
  });
