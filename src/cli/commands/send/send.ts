// `send`: commands and facts into a session, one by its words, or many as JSON lines; and what is legal, as help.
import { readFile } from 'node:fs/promises';
import type { CommandForm } from '../../../../machines/commands/forms.ts';
import { nearestWord } from '../../../../machines/nearest-word.ts';
import { EXIT, RepriseError } from '../../../errors.ts';
import type { Log } from '../../../log/port.ts';
import { secretsFrom } from '../../../secrets/secrets-file.ts';
import type { NewCommand } from '../../../session/write/new-command.ts';
import type { SendResult, Sessions } from '../../../session/write/sessions.ts';
import { safeLine } from '../../../text/safe-text.ts';
import { jsonLine } from '../../json-line.ts';
import { withLog } from '../../opened-log.ts';
import type { CommonOptions } from '../../options.ts';
import { styleOn } from '../../render/palette.ts';
import { type Terminal, wantsColour } from '../../terminal.ts';
import { type ParsedCommand, parseCommand } from './arguments.ts';
import { withCompletedIds } from './complete.ts';
import { legalHelp, sendHelp, wordHelp } from './help.ts';
import { sendLines } from './json-lines.ts';
import { formNamed } from './known-word.ts';
import { madeIds, recordedText, refusalText, resultJson } from './result-text.ts';
import { writtenSession } from './written-session.ts';

const usage = (message: string, hint?: string): RepriseError =>
  new RepriseError('USAGE', message, hint === undefined ? {} : { hint });

/** The longest input that is read as a whole: 64 MiB. */
const MAX_INPUT_BYTES = 64 * 1024 * 1024;

const allOf = async (stdin: AsyncIterable<Uint8Array>): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of stdin) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MAX_INPUT_BYTES) throw usage(`Standard input has more than ${MAX_INPUT_BYTES} bytes.`);
  }
  return Buffer.concat(chunks).toString('utf8');
};

const isHelp = (word: string | undefined): boolean => word === '--help' || word === '-h';

/** Tells a result, and says how the command ends. */
export const tellSent = (
  terminal: Terminal,
  json: boolean,
  { name, data }: Pick<NewCommand, 'name' | 'data'>,
  sessionId: string,
  result: SendResult,
): number => {
  const style = styleOn(terminal);
  if (json) terminal.print(jsonLine(resultJson(result)));
  switch (result.kind) {
    case 'recorded':
    case 'repeated': {
      if (json) return EXIT.ok;
      for (const line of recordedText(style, result)) terminal.print(line);
      const made = madeIds(result, data);
      if (made.length > 0 && name !== 'todos.sync') terminal.print(`Its id is ${made.join(', ')}.`);
      return EXIT.ok;
    }
    case 'unchanged':
      if (!json)
        terminal.print(
          `The session is already as the command wants it${result.why === undefined ? '' : ` (${safeLine(result.why)})`}: nothing was recorded.`,
        );
      return EXIT.ok;
    case 'refused':
      if (!json) for (const line of refusalText(style, result.rejection, sessionId)) terminal.note(line);
      return EXIT.refused;
    case 'conflict':
      if (!json)
        terminal.note(
          `The session is at ordinal ${result.actual}, not at ${result.expected}: nothing was recorded.\nRead what came in between, and decide anew.`,
        );
      return EXIT.conflict;
    default:
      return result satisfies never;
  }
};

/** A list of todos as it comes: an array, or an object that has one as `todos`. */
const todosIn = (text: string): unknown => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw usage(`The list is not valid JSON: ${(error as Error).message}.`);
  }
  const todos = Array.isArray(value) ? value : (value as { todos?: unknown } | null)?.todos;
  if (!Array.isArray(todos)) throw usage('The list is neither an array nor an object with `todos`.');
  return todos;
};

/** Data whose files are read: a profile by its path, a list of todos. */
const withFiles = async (parsed: ParsedCommand, readStdin: () => Promise<string>): Promise<ParsedCommand['data']> => {
  const { data, list } = parsed;
  const read = async (path: string): Promise<string> => {
    try {
      return await readFile(path, 'utf8');
    } catch (error) {
      throw new RepriseError('FILE_NOT_FOUND', `${path} cannot be read: ${(error as Error).message}.`, {
        cause: error,
      });
    }
  };
  if (list !== undefined) return { ...data, todos: todosIn(list === '-' ? await readStdin() : await read(list)) };
  const { profile } = data;
  if (typeof profile !== 'string') return data;
  const { isProfilePath, profileOfFile } = await import('../../../formats/profile/profile-file.ts');
  return isProfilePath(profile) ? { ...data, profile: await profileOfFile(profile) } : data;
};

const sendOne = async (
  terminal: Terminal,
  options: CommonOptions,
  { log, sessions }: { log: Log; sessions: Sessions },
  to: { session: string; word: string; form: CommandForm; parsed: ParsedCommand; data: ParsedCommand['data'] },
): Promise<number> => {
  const { session, word, form, parsed, data } = to;
  const sessionId = await writtenSession(log, sessions, session, form.word === 'session.start' ? 'always' : 'never');
  const { state } = form.creates ? { state: undefined } : await sessions.load(sessionId);
  const command = {
    ...parsed.options,
    name: word,
    data: state === undefined ? data : withCompletedIds(form, data, state),
  };
  const expected = parsed.expect === undefined ? {} : { expectedOrdinal: parsed.expect };
  const result = await sessions.send(sessionId, command, { ...expected, again: parsed.again });
  return tellSent(terminal, (options.json ?? false) || parsed.json, command, sessionId, result);
};

const LINE_OPTIONS = ['--stop-on-refusal', '--actor', '--json'];

const sendMany = async (
  terminal: Terminal,
  { log, sessions }: { log: Log; sessions: Sessions },
  session: string,
  words: readonly string[],
): Promise<number> => {
  let stopOnRefusal = false;
  let actor: string | undefined;
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--stop-on-refusal') stopOnRefusal = true;
    else if (word === '--actor' || word.startsWith('--actor=')) {
      actor = word === '--actor' ? rest.shift() : word.slice('--actor='.length);
      if (actor === undefined) throw usage('--actor needs a value.');
    } else if (word !== '--json') {
      const near = nearestWord(word, LINE_OPTIONS);
      throw usage(
        `JSON lines have no option ${word}.`,
        near === undefined ? `They have ${LINE_OPTIONS.join(', ')}.` : `Did you mean ${near}?`,
      );
    }
  }
  const sessionId = await writtenSession(log, sessions, session, 'perhaps');
  const answer = async (reply: object): Promise<boolean> => {
    terminal.print(jsonLine(reply));
    await terminal.drained();
    return !terminal.readerGone;
  };
  return sendLines(sessions, terminal.stdin, { sessionId, stopOnRefusal, actor, answer });
};

/** SESSION and what follows it; a word in its place means the session of the environment. */
const sessionAnd = (terminal: Terminal, args: readonly string[]): [session: string, ...rest: string[]] => {
  const [first = '', ...rest] = args;
  const isWord = first === '-' || first.includes('.');
  if (!isWord && !first.startsWith('-')) return [first, ...rest];
  const { REPRISE_SESSION } = terminal.env;
  if (!isWord) throw usage(`${first} comes after the session and the word.`, 'Write reprise send SESSION WORD.');
  if (!REPRISE_SESSION)
    throw usage('No session is named.', `Write reprise send SESSION ${args.join(' ')}, or set REPRISE_SESSION.`);
  return [REPRISE_SESSION, first, ...rest];
};

/** The options that every command of the program has, wherever they stand before `--`; and the words without them. */
const withoutCommon = (given: CommonOptions, words: readonly string[]): { options: CommonOptions; args: string[] } => {
  const end = words.includes('--') ? words.indexOf('--') : words.length;
  const args: string[] = [];
  let options = given;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] as string;
    if (index >= end) args.push(word);
    else if (word === '--color' || word === '--no-color') options = { ...options, color: word === '--color' };
    else if (word === '--no-service') options = { ...options, service: false };
    else if (/^--(?:store|url)(?:=|$)/.test(word)) {
      const [, name = '', given] = /^--(store|url)(?:=(.*))?$/s.exec(word) ?? [];
      if (given === undefined) index += 1;
      const value = given ?? words[index];
      if (value === undefined) throw usage(`--${name} needs ${name === 'store' ? 'a folder' : 'an address'}.`);
      options = { ...options, [name]: value };
    } else args.push(word);
  }
  return { options, args };
};

export const send = async (base: Terminal, given: CommonOptions, words: readonly string[]): Promise<number> => {
  const { options, args } = withoutCommon(given, words);
  const terminal = Object.create(base, {
    colour: { value: wantsColour(options, base.env, process.stdout) },
  }) as Terminal;
  if (args.length === 0) {
    terminal.note(sendHelp());
    return EXIT.usage;
  }
  if (isHelp(args[0])) {
    terminal.print(sendHelp());
    return EXIT.ok;
  }
  const [session, word, ...rest] = sessionAnd(terminal, args);
  if (word === undefined)
    throw usage('No word is given.', `\`reprise send ${session} --help\` shows what is legal in it now.`);
  const opened = <T>(use: (open: { log: Log; sessions: Sessions }) => Promise<T>): Promise<T> =>
    withLog(terminal, options, async ({ log, recorder }) =>
      use({ log, sessions: (await recorder(await secretsFrom(terminal.env))).sessions }),
    );
  if (isHelp(word))
    return opened(async ({ log, sessions }) => {
      const sessionId = await writtenSession(log, sessions, session, 'never');
      terminal.print(legalHelp((await sessions.load(sessionId)).state));
      return EXIT.ok;
    });
  if (word === '-') return opened((open) => sendMany(terminal, open, session, rest));
  const form = formNamed(word);
  const readStdin = () => allOf(terminal.stdin);
  const parsed = await parseCommand(form, rest, readStdin);
  if (parsed.help) {
    terminal.print(wordHelp(form));
    return EXIT.ok;
  }
  const data = await withFiles(parsed, readStdin);
  return opened((open) => sendOne(terminal, options, open, { session, word, form, parsed, data }));
};
