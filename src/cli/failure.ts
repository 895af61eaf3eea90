// A command's failure for a person: one sentence and what to do next, or JSON; the stack of a defect
// only where `REPRISE_STACK` asks for it.
import { ERROR_CODES, EXIT, isRepriseError, type RepriseError } from '../errors.ts';
import { packageVersion } from '../package-root.ts';
import { jsonLine } from './json-line.ts';
import { harmless } from './terminal.ts';

export interface Failure {
  readonly exitCode: number;
  /** What standard error gets, without the line end. */
  readonly text: string;
}

/** An operational failure as JSON. */
export interface ErrorReport {
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly fields?: Readonly<Record<string, unknown>>;
}

export const errorReport = ({ code, message, hint, fields }: RepriseError): ErrorReport => ({
  code,
  message,
  hint,
  fields,
});

/** `command`: the one whose words are wrong. `missing`: what an argument that is not given may be. */
type CommanderError = Error & { code: string; command?: string; missing?: string };

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
    hint: [error.missing, near === '' ? helpHint(error.command) : near].filter(Boolean).join('\n'),
  };
};

/** The text for an error, and the exit code of its kind. */
export const failureOf = (error: unknown, json: boolean, env = process.env): Failure => {
  if (isRepriseError(error) || isCommanderError(error)) {
    const report: ErrorReport = isRepriseError(error) ? errorReport(error) : ofCommander(error);
    const exitCode = isRepriseError(error) ? error.exitCode : EXIT.usage;
    if (json) return { exitCode, text: jsonLine({ error: report }) };
    return { exitCode, text: harmless(report.hint ? `${report.message}\n${report.hint}` : report.message) };
  }
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error ? (error.stack ?? message) : message;
  const hint = `This is a defect of Reprise ${packageVersion()}: nothing you did should lead here. Report it with the command line and what \`REPRISE_STACK=1\` adds.`;
  return {
    exitCode: EXIT.other,
    text: json
      ? jsonLine({ error: { code: 'BUG', message, hint, stack } })
      : harmless(
          [`Unexpected error: ${message.split('\n')[0]}`, hint, ...(env.REPRISE_STACK ? [stack] : [])].join('\n'),
        ),
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
