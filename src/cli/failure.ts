// A command's failure for a person: one sentence and what to do next, or JSON; the stack only for a bug.
import { ERROR_CODES, EXIT, isRepriseError } from '../errors.ts';
import { jsonLine } from './json-line.ts';
import { harmless } from './terminal.ts';

export interface Failure {
  readonly exitCode: number;
  /** What standard error gets, without the line end. */
  readonly text: string;
}

interface ErrorReport {
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** `command`: the one whose words are wrong. */
type CommanderError = Error & { code: string; command?: string };

const isCommanderError = (error: unknown): error is CommanderError =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('commander.');

const helpHint = (command: string | undefined): string =>
  command === undefined
    ? '`reprise --help` lists the commands, `reprise COMMAND --help` their options.'
    : `\`reprise ${command} --help\` shows its arguments and options.`;

/** An error of commander: `error: sentence`, then on a separate line the nearest word. */
const ofCommander = (error: CommanderError): ErrorReport => {
  const [first = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  const near = rest.join(' ').replace(/^\((.*)\)$/, '$1');
  return {
    code: 'USAGE',
    message: `${first.charAt(0).toUpperCase()}${first.slice(1)}${/[.?!]$/.test(first) ? '' : '.'}`,
    hint: near === '' ? helpHint(error.command) : near,
  };
};

/** The text for an error, and the exit code of its kind. */
export const failureOf = (error: unknown, json: boolean): Failure => {
  if (isRepriseError(error) || isCommanderError(error)) {
    const report: ErrorReport = isRepriseError(error)
      ? { code: error.code, message: error.message, hint: error.hint, fields: error.fields }
      : ofCommander(error);
    const exitCode = isRepriseError(error) ? error.exitCode : EXIT.usage;
    if (json) return { exitCode, text: jsonLine({ error: report }) };
    return { exitCode, text: harmless(report.hint ? `${report.message}\n${report.hint}` : report.message) };
  }
  const stack = error instanceof Error ? (error.stack ?? String(error)) : String(error);
  const message = error instanceof Error ? error.message : String(error);
  return {
    exitCode: EXIT.other,
    text: json ? jsonLine({ error: { code: 'BUG', message, stack } }) : harmless(stack),
  };
};

/** The text for results that could not be written to standard output, and the exit code where there is no other. */
export const outputFailure = (cause: NodeJS.ErrnoException, json: boolean): Failure => {
  const isFull = cause.code === 'ENOSPC' || cause.code === 'EDQUOT';
  const message = isFull
    ? 'The disk is full: not all of the output was written.'
    : `Not all of the output was written: ${cause.message}.`;
  const code = isFull ? 'STORE_FULL' : 'OUTPUT';
  return {
    exitCode: isFull ? ERROR_CODES.STORE_FULL : EXIT.other,
    text: json ? jsonLine({ error: { code, message, fields: { cause: cause.code } } }) : harmless(message),
  };
};
