// What a check shows beyond problems, as sections of its page: the shortest ways to completion, what changed rules let pass
// or refuse, and hints.
import type { ChangedRule, Completion, LegalTrace, ProfileCheck } from '../../check/check-profile/result.ts';
import { safeLine } from '../../text/safe-text.ts';
import { paragraph, section } from './columns.ts';
import { counted } from './figures.ts';
import type { Style } from './palette.ts';

/** Commands shown of a trace; `--json` has all. */
const MOST_COMMANDS = 30;

const commandLines = ({ written }: LegalTrace, indent: number): string[] => {
  const lead = ' '.repeat(indent);
  const left = written.length - MOST_COMMANDS;
  return [
    ...written.slice(0, MOST_COMMANDS).map((command) => `${lead}${safeLine(command)}`),
    ...(left > 0 ? [`${lead}… and ${counted(left, 'command')} more`] : []),
  ];
};

const WITHOUT: Readonly<Record<Completion['without'], string>> = {
  nothing: '',
  agents: 'no agent',
  tasks: 'no task',
  'passed gates': 'no passed gate',
};

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

/** Equal ways are shown once. */
const completionLines = (style: Style, completions: readonly Completion[]): string[] => {
  const groups = new Map<string, Completion[]>();
  for (const completion of completions) {
    const { trace, complete } = completion;
    const key = trace === undefined ? `none ${complete}` : trace.written.join('\n');
    groups.set(key, [...(groups.get(key) ?? []), completion]);
  }
  return [...groups.values()].flatMap((group) => {
    const [{ trace, complete }] = group as [Completion];
    const any = group.some(({ without }) => without === 'nothing');
    const without = listed(group.flatMap((one) => WITHOUT[one.without] || []));
    if (trace === undefined) {
      const what = any ? 'Nothing leads there' : `With ${without} nothing leads there`;
      return paragraph(style, `${what}${complete ? '.' : ', in what was explored.'}`, 2);
    }
    const how = without === '' ? '' : `, with ${without}`;
    return [...paragraph(style, `${counted(trace.commands.length, 'command')}${how}:`, 2), ...commandLines(trace, 4)];
  });
};

/** What the last command of a trace shows. */
const effectOf = ({ effect, severity }: ChangedRule): string => {
  if (effect === 'refuses')
    return severity === 'error' ? 'The last command is refused' : 'The last command gets a warning';
  return severity === 'off' ? 'This passes' : 'This passes with a warning';
};

const changedRuleLines = (style: Style, changed: ChangedRule): string[] => {
  const { rule, sentence, severity, own, effect, detail, trace } = changed;
  const shown =
    trace === undefined
      ? `No history that ${effect === 'passes' ? 'violates it' : 'it refuses'} was found in what was explored.`
      : `${effectOf(changed)}${detail === undefined ? '' : ` (${detail})`}:`;
  return [
    style.warning(`  ${rule}: ${severity} instead of ${own}`),
    ...paragraph(style, sentence, 4).map(style.faint),
    ...paragraph(style, shown, 4),
    ...(trace === undefined ? [] : commandLines(trace, 6)),
  ];
};

const hintLines = (style: Style, hints: ProfileCheck['hints']): string[] =>
  hints.flatMap(({ sentence }) => {
    const [first = '', ...rest] = paragraph(style, sentence, 4);
    return [`  • ${first.trimStart()}`, ...rest].map(style.warning);
  });

export const traceSections = (style: Style, { completions, changedRules, hints }: ProfileCheck): string[] => [
  ...section(style, 'Shortest way to completion', completionLines(style, completions)),
  ...section(
    style,
    'Changed rules',
    changedRules.flatMap((changed) => changedRuleLines(style, changed)),
  ),
  ...section(style, 'Hints', hintLines(style, hints)),
];
