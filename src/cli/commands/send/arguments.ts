// The words after SESSION and WORD as a command's data, by the table of forms. `--field value` or `--field=value`; what
// cannot be written so comes by `--data`.

import type { Argument, CommandForm } from '../../../../machines/commands/forms.ts';
import { defined } from '../../../../machines/defined.ts';
import { nearestWord } from '../../../../machines/nearest-word.ts';
import { RepriseError } from '../../../errors.ts';
import { agentsOf } from './listed-items.ts';
import { argumentValue, choiceOf, integerOf } from './values.ts';

export interface ParsedCommand {
  readonly data: Readonly<Record<string, unknown>>;
  /** What is said of the command itself. */
  readonly said: {
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
const SWITCHES = ['json', 'help'];
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
    // Where the data has a field of that name, the event's own is told apart.
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

/**
 * @param readStdin all of standard input, for `--data -`
 * @throws RepriseError USAGE
 */
export const parseCommand = async (
  form: CommandForm,
  words: readonly string[],
  readStdin: () => Promise<string>,
): Promise<ParsedCommand> => {
  const flags = flagsFor(form);
  const placed: string[] = [];
  const given = new Map<Argument, string[]>();
  const common = new Map<string, string[]>();
  const switches = new Set<string>();
  const rest = [...words];
  const known = [...flags.keys(), ...SWITCHES];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') {
      placed.push(...rest);
      break;
    }
    if (word === '-h') word = '--help';
    if (!word.startsWith('--')) {
      if (/^-[^\d]/.test(word))
        throw usage(`Unknown option ${word}.`, `Options begin with --; a text that begins with - comes after --.`);
      placed.push(word);
      continue;
    }
    const [, name = '', , inline] = /^--([^=]*)(=([\s\S]*))?$/.exec(word) ?? [];
    const negated = /^no-(.+)$/.exec(name)?.[1];
    const flag =
      flags.get(name) ??
      (flags.get(negated ?? '')?.argument?.kind === 'boolean' ? flags.get(negated ?? '') : undefined);
    if (flag === undefined && SWITCHES.includes(name) && inline === undefined) {
      switches.add(name);
      continue;
    }
    if (flag === undefined) {
      const near = nearestWord(name, known);
      throw usage(
        `${form.word} has no option --${name}.`,
        near === undefined ? `\`reprise send SESSION ${form.word} --help\` lists them.` : `Did you mean --${near}?`,
      );
    }
    let value = inline;
    if (flag.argument?.kind === 'boolean') value ??= flags.has(name) ? 'true' : 'false';
    else if (value === undefined) {
      const next = rest[0];
      if (next === undefined || (next.startsWith('--') && known.includes(next.slice(2).split('=')[0] as string)))
        throw usage(
          `--${name} needs a value.`,
          next === undefined ? undefined : `If ${next} is the value: --${name}=${next}`,
        );
      value = rest.shift() as string;
    }
    if (flag.argument !== undefined) given.set(flag.argument, [...(given.get(flag.argument) ?? []), value]);
    else if (flag.common !== undefined) common.set(flag.common, [...(common.get(flag.common) ?? []), value]);
  }
  const one = (name: string): string | undefined => common.get(name)?.at(-1);
  const data: Record<string, unknown> = { ...(await wholeData(one('data'), readStdin)) };

  const list = form.word === 'todos.sync' ? placed.shift() : undefined;
  if (form.items !== undefined && placed.length > 0) data[form.items.list] = agentsOf(form, placed, given);
  else if (form.items?.options.some((argument) => given.has(argument)))
    throw usage(`${form.word} names no agent.`, `Begin with ${form.items?.parts.map(placeName).join(':')}.`);
  else place(form, placed, given);
  for (const [argument, values] of given)
    if (!form.items?.options.includes(argument)) put(data, argument.path, argumentValue(argument, values));
  if (!switches.has('help') && list === undefined) requireAll(form, data);

  const tags = common.get('tag');
  const [id, actor, time, description, severity, expect] = [
    one('command-id'),
    one('actor'),
    one('time'),
    one('description'),
    one('severity'),
    one('expect'),
  ];
  return {
    data,
    said: {
      ...defined({ id, actor }),
      ...(time === undefined ? {} : { time: timeOf(time) }),
      ...defined({ description }),
      ...(severity === undefined ? {} : { severity: choiceOf('--severity', severity, SEVERITIES) }),
      ...defined({ tags }),
    },
    expect: expect === undefined ? undefined : integerOf('--expect', expect),
    json: switches.has('json'),
    help: switches.has('help'),
    list,
  };
};

/** Values by place, each the value of its argument. */
const place = (form: CommandForm, placed: readonly string[], given: Map<Argument, string[]>): void => {
  const open = form.places.filter((argument) => !given.has(argument));
  for (const [index, value] of placed.entries()) {
    const argument = open[index];
    if (argument === undefined)
      throw usage(
        `${form.word} takes ${form.places.length === 0 ? 'nothing' : form.places.map(placeName).join(' ')} by place; ${JSON.stringify(value)} is more.`,
        'A text of several words is quoted; everything else comes as --field value.',
      );
    given.set(argument, [value]);
  }
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

const requireAll = (form: CommandForm, data: Readonly<Record<string, unknown>>): void => {
  if (form.items !== undefined && data[form.items.list] === undefined)
    throw usage(`${form.word} names no agent.`, `Write ${form.word} ${form.items.parts.map(placeName).join(':')}.`);
  const missing = [...form.places, ...form.options].find(
    ({ required, path }) => required && data[path[0] as string] === undefined,
  );
  if (missing === undefined) return;
  const places = form.places.map(placeName).join(' ');
  throw usage(
    `${form.word} needs ${form.places.includes(missing) ? placeName(missing) : `--${missing.flags[0]}`}.`,
    `Write ${form.word}${places === '' ? '' : ` ${places}`}${form.places.includes(missing) ? '' : ` --${missing.flags[0]} …`}; \`reprise send SESSION ${form.word} --help\` shows more.`,
  );
};

/** A time with its zone, to the millisecond, as events have it. */
export const timeOf = (text: string): string => {
  const time = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text)
    ? Date.parse(/(?:[zZ]|[+-]\d{2}:?\d{2})$/.test(text) ? text : `${text}Z`)
    : Number.NaN;
  if (Number.isNaN(time)) throw usage(`${JSON.stringify(text)} is not a time.`, 'Write it as 2026-01-31T14:50:00Z.');
  return new Date(time).toISOString();
};
