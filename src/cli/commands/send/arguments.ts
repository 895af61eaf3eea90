// The words after SESSION and WORD as a command's data, by the table of forms. `--field value` or `--field=value`; what
// cannot be written so comes by `--data`.

import { malformedTime, timeRead } from '../../../../machines/commands/command.ts';
import type { Argument, CommandForm } from '../../../../machines/commands/forms.ts';
import { defined } from '../../../../machines/defined.ts';
import { nearestWord } from '../../../../machines/nearest-word.ts';
import { RepriseError } from '../../../errors.ts';
import { agentsOf } from './listed-items.ts';
import { argumentValue, choiceOf, integerOf } from './values.ts';

export interface ParsedCommand {
  readonly data: Readonly<Record<string, unknown>>;
  /** Of the command itself, not of its data. */
  readonly options: {
    readonly id?: string;
    readonly actor?: string;
    readonly time?: string;
    readonly severity?: 'debug' | 'info' | 'warning' | 'error' | 'critical';
    readonly description?: string;
    readonly tags?: readonly string[];
  };
  /** The ordinal that the session must be at. */
  readonly expect: number | undefined;
  readonly json: boolean;
  readonly help: boolean;
  /** A session that was forgotten begins anew. */
  readonly again: boolean;
  /** `-` came by place: a list is read from standard input. A path: from that file. */
  readonly list: string | undefined;
}

/** Options of every command, with what they take. */
export const COMMON: Readonly<Record<string, string>> = {
  actor: 'NAME: who did it (default: orchestrator)',
  time: 'when it happened, as 2026-01-31T14:50:00Z (default: now)',
  'command-id': 'ID: sent twice it counts once',
  expect: 'ORDINAL: refuse it unless the session is at this one',
  severity: 'debug, info, warning, error or critical',
  description: 'TEXT shown with the event',
  tag: 'TAG of the event, may be repeated',
  data: 'JSON with everything else; `-` reads it from standard input',
};
const SWITCHES = ['json', 'help', 'again'];
const SEVERITIES = ['debug', 'info', 'warning', 'error', 'critical'] as const;

const usage = (message: string, hint?: string): RepriseError =>
  new RepriseError('USAGE', message, hint === undefined ? {} : { hint });

interface Flag {
  readonly argument?: Argument;
  readonly common?: string;
}

const flagsFor = (form: CommandForm): Map<string, Flag> => {
  const flags = new Map<string, Flag>();
  const add = (name: string, flag: Flag) => {
    if (!flags.has(name)) flags.set(name, flag);
  };
  for (const argument of [...form.places, ...form.options]) for (const name of argument.flags) add(name, { argument });
  for (const argument of form.items?.options ?? []) for (const name of argument.flags) add(name, { argument });
  for (const common of Object.keys(COMMON)) {
    add(common, { common });
    // Where the data has a field of that name, the event's own has a prefix.
    if (common === 'description' || common === 'tag' || common === 'time') add(`event-${common}`, { common });
  }
  return flags;
};

const put = (data: Record<string, unknown>, [first = '', ...rest]: readonly string[], value: unknown): void => {
  if (rest.length === 0) {
    data[first] = value;
    return;
  }
  const inner = { ...(data[first] as object | undefined) } as Record<string, unknown>;
  put(inner, rest, value);
  data[first] = inner;
};

/** What a place is called in help and messages. */
export const placeName = ({ path }: Argument): string =>
  path
    .join('-')
    .replaceAll(/[A-Z]/g, (letter) => `-${letter}`)
    .toUpperCase();

/** `--holds`, and of a switch `--no-holds` too. */
export const optionNames = ({ kind, flags }: Argument): string[] =>
  kind === 'boolean' ? [`--${flags[0]}`, `--no-${flags[0]}`] : [`--${flags[0]}`];

const writtenOption = (argument: Argument): string =>
  argument.kind === 'boolean' ? optionNames(argument).join('|') : `--${argument.flags[0]} …`;

/** What the words are, before their values are read. */
interface Words {
  readonly placed: string[];
  readonly given: Map<Argument, string[]>;
  readonly common: Map<string, string[]>;
  readonly switches: Set<string>;
}

/** Sorts the words of a command into values by place, the command's options, options of every command, and switches. */
const sortedWords = (form: CommandForm, words: readonly string[]): Words => {
  const flags = flagsFor(form);
  const found: Words = { placed: [], given: new Map(), common: new Map(), switches: new Set() };
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') {
      found.placed.push(...rest);
      break;
    }
    if (word === '-h') word = '--help';
    if (word.startsWith('--')) takeOption(form, flags, word, rest, found);
    else if (/^-[^\d]/.test(word))
      throw usage(`Unknown option ${word}.`, 'Options begin with --; a text that begins with - comes after --.');
    else found.placed.push(word);
  }
  return found;
};

const add = <K>(values: Map<K, string[]>, key: K, value: string): void => {
  values.set(key, [...(values.get(key) ?? []), value]);
};

/** Takes one option, and its value from the `rest` where it does not come with `=`. */
const takeOption = (
  form: CommandForm,
  flags: ReadonlyMap<string, Flag>,
  word: string,
  rest: string[],
  found: Words,
): void => {
  const known = [...flags.keys(), ...SWITCHES];
  const [, name = '', , inline] = /^--([^=]*)(=([\s\S]*))?$/.exec(word) ?? [];
  const negated = flags.get(/^no-(.+)$/.exec(name)?.[1] ?? '');
  const flag = flags.get(name) ?? (negated?.argument?.kind === 'boolean' ? negated : undefined);
  if (flag === undefined) {
    if (SWITCHES.includes(name) && inline === undefined) {
      found.switches.add(name);
      return;
    }
    const near = nearestWord(name, known);
    throw usage(
      `${form.word} has no option --${name}.`,
      near === undefined ? `\`reprise send SESSION ${form.word} --help\` lists them.` : `Did you mean --${near}?`,
    );
  }
  const value =
    flag.argument?.kind === 'boolean'
      ? (inline ?? (flags.has(name) ? 'true' : 'false'))
      : (inline ?? nextValue(name, rest, known));
  if (flag.argument !== undefined) add(found.given, flag.argument, value);
  else if (flag.common !== undefined) add(found.common, flag.common, value);
};

const nextValue = (name: string, rest: string[], known: readonly string[]): string => {
  const next = rest.shift();
  if (next === undefined) throw usage(`--${name} needs a value.`);
  if (next.startsWith('--') && known.includes(next.slice(2).split('=')[0] as string))
    throw usage(`--${name} needs a value.`, `If ${next} is the value: --${name}=${next}`);
  return next;
};

/**
 * @param readStdin all of standard input, for `--data -`
 * @throws RepriseError USAGE
 */
export const parseCommand = async (
  form: CommandForm,
  words: readonly string[],
  readStdin: () => Promise<string>,
): Promise<ParsedCommand> => {
  const { placed, given, common, switches } = sortedWords(form, words);
  const one = (name: string): string | undefined => common.get(name)?.at(-1);
  const data: Record<string, unknown> = { ...(await wholeData(one('data'), readStdin)) };
  requireFields(form, data);
  const list = form.word === 'todos.sync' ? placed.shift() : undefined;
  fill(form, data, placed, given);
  if (!switches.has('help') && list === undefined) requireAll(form, data);
  const expect = one('expect');
  if (switches.has('again') && !form.creates)
    throw usage(
      `${form.word} has no option --again.`,
      'It is for `session.start`, where the id is of a session that was forgotten.',
    );
  return {
    data,
    options: optionsOf(one, common.get('tag')),
    expect: expect === undefined ? undefined : integerOf('--expect', expect),
    json: switches.has('json'),
    help: switches.has('help'),
    again: switches.has('again'),
    list,
  };
};

/** Puts the values into the data: items of a list, values by place, and options. */
const fill = (
  form: CommandForm,
  data: Record<string, unknown>,
  placed: readonly string[],
  given: Map<Argument, string[]>,
): void => {
  const { items } = form;
  if (items !== undefined && placed.length > 0) data[items.list] = agentsOf(form, placed, given);
  else if (items?.options.some((argument) => given.has(argument)))
    throw usage(`${form.word} names no agent.`, `Begin with ${items.parts.map(placeName).join(':')}.`);
  else place(form, placed, given);
  for (const [argument, values] of given)
    if (!items?.options.includes(argument)) put(data, argument.path, argumentValue(argument, values));
};

const timeOf = (text: string): string => {
  const malformed = malformedTime(text);
  if (malformed !== undefined) throw usage(`--${malformed}.`);
  return timeRead(text);
};

const optionsOf = (one: (name: string) => string | undefined, tags: string[] | undefined): ParsedCommand['options'] => {
  const [time, severity] = [one('time'), one('severity')];
  return defined({
    id: one('command-id'),
    actor: one('actor'),
    time: time === undefined ? undefined : timeOf(time),
    description: one('description'),
    severity: severity === undefined ? undefined : choiceOf('--severity', severity, SEVERITIES),
    tags,
  });
};

/** Values by place, each the value of its argument. */
const place = (form: CommandForm, placed: readonly string[], given: Map<Argument, string[]>): void => {
  const open = form.places.filter((argument) => !given.has(argument));
  const left = placed.slice(open.length).map((value) => JSON.stringify(value));
  if (left.length > 0)
    throw usage(
      `${form.word} takes ${form.places.length === 0 ? 'nothing' : form.places.map(placeName).join(' ')} by place; ${left.join(', ')} ${left.length === 1 ? 'has' : 'have'} no place.`,
      'A text of several words is quoted; everything else comes as --field value.',
    );
  for (const [index, value] of placed.entries()) given.set(open[index] as Argument, [value]);
};

const wholeData = async (text: string | undefined, readStdin: () => Promise<string>): Promise<object> => {
  if (text === undefined) return {};
  let data: unknown;
  try {
    data = JSON.parse(text === '-' ? await readStdin() : text);
  } catch (error) {
    throw usage(`--data is not valid JSON: ${(error as Error).message}.`);
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data)) throw usage('--data is not a JSON object.');
  return data;
};

/** Fields of `--data` that the command does not have. */
const requireFields = (form: CommandForm, data: Readonly<Record<string, unknown>>): void => {
  const known = [...form.places, ...form.options].map(({ path }) => path[0] as string);
  const fields = [...new Set([...(form.items === undefined ? [] : [form.items.list]), ...known])];
  const unknown = Object.keys(data).find((name) => !fields.includes(name));
  if (unknown === undefined) return;
  const near = nearestWord(unknown, fields) ?? fields.find((name) => unknown.startsWith(name.replace(/s$/, '')));
  throw usage(
    `${form.word} has no field ${JSON.stringify(unknown)}${near === undefined ? '.' : `; did you mean ${near}?`}`,
    fields.length === 0 ? 'It has no fields.' : `Fields: ${fields.join(', ')}.`,
  );
};

const requireAll = (form: CommandForm, data: Readonly<Record<string, unknown>>): void => {
  if (form.items !== undefined && data[form.items.list] === undefined)
    throw usage(`${form.word} names no agent.`, `Write ${form.word} ${form.items.parts.map(placeName).join(':')}.`);
  const missing = [...form.places, ...form.options].find(
    ({ required, path }) => required && data[path[0] as string] === undefined,
  );
  if (missing === undefined) return;
  const places = form.places.map(placeName).join(' ');
  throw usage(
    `${form.word} needs ${form.places.includes(missing) ? placeName(missing) : optionNames(missing).join(' or ')}.`,
    `Write ${form.word}${places === '' ? '' : ` ${places}`}${form.places.includes(missing) ? '' : ` ${writtenOption(missing)}`}; \`reprise send SESSION ${form.word} --help\` shows more.`,
  );
};
