// A problem document (RFC 9457) back into what the library throws or gives: a `RepriseError` with the same code, hint and
// fields; a refusal and a conflict as results.
import type { Rejection } from '../../machines/decide.ts';
import { ERROR_CODES, type ErrorCode, RepriseError } from '../errors.ts';
import type { Problem } from '../service/problem.ts';

/** The codes that only a service has, as the library would say it. */
const OF_REQUESTS: Readonly<Record<string, ErrorCode>> = {
  BAD_REQUEST: 'USAGE',
  UNAUTHENTICATED: 'USAGE',
  FORBIDDEN: 'USAGE',
  NOT_FOUND: 'USAGE',
  METHOD_NOT_ALLOWED: 'USAGE',
  UNSUPPORTED_MEDIA_TYPE: 'USAGE',
  TOO_LARGE: 'COMMIT_TOO_LARGE',
  TOO_MANY_REQUESTS: 'QUEUE_FULL',
  NO_ADMIN_LOGIN: 'USAGE',
  DRAINING: 'LOG_UNREACHABLE',
};

const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(ERROR_CODES, code);

/** Each fault of a request on a line: `query after: Invalid input`. */
const faultsIn = ({ faults }: Problem): string | undefined =>
  Array.isArray(faults)
    ? (faults as { in: string; path: string[]; message: string }[])
        .map(({ in: place, path, message }) => `${[place, path.join('.')].filter(Boolean).join(' ')}: ${message}`)
        .join('\n')
    : undefined;

/**
 * The error of a problem. Its `fields` are the members beside those of every problem; `fields.problem` is the service's own
 * code, where the library has none of that name.
 */
export const errorOf = (problem: Problem): Error => {
  const { type: _type, title: _title, status: _status, detail, code, hint: given, ...fields } = problem;
  const hint = given ?? faultsIn(problem);
  const withHint = hint === undefined ? {} : { hint };
  if (isErrorCode(code)) return new RepriseError(code, detail, { ...withHint, fields });
  const known = OF_REQUESTS[code];
  if (known !== undefined)
    return new RepriseError(known, detail, { ...withHint, fields: { ...fields, problem: code } });
  return new Error(`The service failed (${code}): ${detail}`);
};

/** The refusal in a problem; undefined where it is another. */
export const refusalIn = (problem: Problem): { commandId: string; rejection: Rejection } | undefined => {
  if (problem.code !== 'REFUSED' || typeof problem.rule !== 'string') return undefined;
  const { commandId, rule, sentence, detail, violations, unknown, state, legal } = problem as Problem &
    Rejection & { commandId: string };
  // The detail of the problem is the sentence and the detail of the rejection.
  const own = detail === sentence ? '' : detail.slice(sentence.length + 1);
  const named = unknown === undefined ? {} : { unknown };
  return { commandId, rejection: { rule, sentence, detail: own, violations, ...named, state, legal } };
};

/** The conflict in a problem: the session is not at the ordinal that was expected. */
export const conflictIn = (problem: Problem): { commandId: string; expected: number; actual: number } | undefined => {
  const { code, commandId, expected, actual } = problem;
  if (code !== 'CONFLICT' || typeof expected !== 'number' || typeof actual !== 'number') return undefined;
  return { commandId: String(commandId), expected, actual };
};
