// What `send --help` teaches: all words by entity with their arguments; of one word each argument; of a session what is
// legal now, as lines to paste.
import { type Argument, type CommandForm, commandForm } from '../../../../machines/commands/forms.ts';
import { COMMAND_WORDS } from '../../../../machines/commands/words.ts';
import { writtenMove } from '../../../../machines/commands/written-move.ts';
import { summaryOf } from '../../../../machines/decide.ts';
import { legalMoves } from '../../../../machines/legal.ts';
import type { State } from '../../../../machines/state/state.ts';
import { safeLine } from '../../../text/safe-text.ts';
import { COMMON, optionNames, placeName } from './arguments.ts';
import { summaryText } from './result-text.ts';

const isProfile = ({ path }: Argument): boolean => path[0] === 'profile';
const PROFILE_TEXT = 'the name of a built-in profile, or a YAML or JSON file';

const metavar = (argument: Argument): string => (isProfile(argument) ? 'NAME|FILE' : metavarOf(argument));

const metavarOf = ({ kind, choices, unit, path, entities }: Argument): string => {
  switch (kind) {
    case 'choice':
      return choices.join('|');
    case 'ids':
      return 'ID,ID';
    case 'integer':
    case 'number':
      return unit === undefined ? 'N' : unit.toUpperCase().replaceAll(' ', '-');
    case 'scalar':
      return 'VALUE';
    case 'json':
      return 'JSON';
    default:
      return path.at(-1)?.endsWith('Id') || entities.some((entity) => entity !== 'phase') ? 'ID' : 'TEXT';
  }
};

const optionText = (argument: Argument): string => {
  const again = argument.repeats && argument.kind !== 'ids' ? ' …' : '';
  const text =
    argument.kind === 'boolean'
      ? optionNames(argument).join('|')
      : `--${argument.flags[0]} ${metavar(argument)}${again}`;
  return argument.required ? text : `[${text}]`;
};

const placesOf = (form: CommandForm): string => {
  if (form.word === 'todos.sync') return '- (a list on standard input, or a file)';
  if (form.items !== undefined) return `${form.items.parts.map(placeName).join(':')} …`;
  return form.places
    .map((argument) => {
      const name =
        argument.kind === 'choice'
          ? argument.choices.join('|')
          : `${placeName(argument)}${isProfile(argument) ? '|FILE' : ''}`;
      return argument.required ? name : `[${name}]`;
    })
    .join(' ');
};

/** The options of a command; what any of them may say beside is left out. */
const optionsOf = (form: CommandForm): Argument[] =>
  [...(form.items?.options ?? []), ...form.options].filter(
    ({ path }) => path[0] !== 'extra' && !(form.word === 'todos.sync' && path[0] === 'todos'),
  );

const WIDTH = 100;

/** Words on lines of at most the width, the later ones indented. */
const wrapped = (words: readonly string[], indent: string): string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    if (line !== '' && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = `${indent}${word}`;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
};

const wordLines = (form: CommandForm): string[] =>
  wrapped(
    [`  ${form.word}`, placesOf(form), ...optionsOf(form).map(optionText)].filter((text) => text !== ''),
    '      ',
  );

const commonLines = (): string[] => Object.entries(COMMON).map(([name, text]) => `  --${name.padEnd(13)} ${text}`);

const EXAMPLES = [
  'reprise send s1 session.start "Reset passwords by email" --profile normal',
  'reprise send s1 phase.next',
  'reprise send s1 agent.launch a1:implementor a2:tester --wave 1 --tasks t1,t2',
  'reprise send s1 task.start t1 --agent a1',
  'reprise send s1 todos.sync - --agent a1 < todos.json',
  'reprise send s1 - < commands.ndjson',
];

/** All words. */
export const sendHelp = (): string => {
  const entities = new Map<string, CommandForm[]>();
  for (const word of COMMAND_WORDS) {
    const entity = word.split('.')[0] === 'todos' ? 'todo' : (word.split('.')[0] as string);
    entities.set(entity, [...(entities.get(entity) ?? []), commandForm(word)]);
  }
  return [
    'Usage: reprise send SESSION WORD [ARGS] [--field value ...]',
    '       reprise send SESSION -            commands as JSON lines on standard input',
    '       reprise send SESSION --help       what is legal in that session now',
    '       reprise send SESSION WORD --help  the arguments of one word',
    '',
    'Record what happens in a session: each word is a command, checked against the rules and recorded as an event.',
    'SESSION is an id, the unique start of one, or `latest` (default: $REPRISE_SESSION). session.start begins a new one.',
    'The id of an entity that exists may be shortened to a unique start.',
    '',
    'Options of every word:',
    ...commonLines(),
    '  --json          print JSON',
    '  --again         of session.start: begin anew a session that was forgotten',
    '  --store DIR     the folder of the log',
    '  --url ADDRESS   a service to go through ($REPRISE_TOKEN: the token)',
    '',
    'Of JSON lines: {"name": "task.start", "data": {"taskId": "t1"}, "id": …, "actor": …, "time": …}',
    '  --stop-on-refusal  end at the first command that is not recorded',
    '',
    'Words:',
    ...[...entities.values()].flatMap((forms) => forms.flatMap(wordLines)),
    '',
    'Examples:',
    ...EXAMPLES.map((line) => `  $ ${line}`),
  ].join('\n');
};

/** One word: each of its arguments. */
export const wordHelp = (form: CommandForm): string => {
  const becomes = form.type === undefined ? '' : `It becomes ${form.type}.`;
  const rows = [...form.places, ...optionsOf(form)].map((argument): [string, string] => [
    argument.kind === 'boolean' ? optionNames(argument).join(', ') : `--${argument.flags[0]} ${metavar(argument)}`,
    [
      argument.description ?? (isProfile(argument) ? PROFILE_TEXT : undefined),
      argument.unit,
      argument.repeats && argument.kind !== 'ids' ? 'may be repeated' : undefined,
      form.places.includes(argument) ? 'or by place' : argument.required ? 'required' : undefined,
    ]
      .filter((part) => part !== undefined)
      .join('; '),
  ]);
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return [
    `Usage: reprise send SESSION ${form.word} ${placesOf(form)} [--field value ...]`.replaceAll('  ', ' '),
    ...(becomes === '' ? [] : ['', becomes]),
    ...(rows.length === 0 ? [] : ['', ...rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`.trimEnd())]),
    '',
    'Options of every word:',
    ...commonLines(),
  ].join('\n');
};

/** What is legal in a session now, each as a line to paste. */
export const legalHelp = (state: State): string => {
  const legal = legalMoves(state).map(writtenMove);
  return [
    `Session ${state.sessionId}: ${summaryText(summaryOf(state))}.`,
    ...(legal.length === 0
      ? ['It has ended: it can only be read.']
      : ['Legal now:', ...legal.map((line) => `  ${safeLine(`reprise send ${state.sessionId} ${line}`)}`)]),
    ...(legal.length === 0
      ? []
      : [
          '',
          'Entries, questions, decisions, metrics, tokens and the like can always be sent: see reprise send --help.',
        ]),
  ].join('\n');
};
