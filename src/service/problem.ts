// What went wrong as an RFC 9457 problem document: the same for HTTP and NATS. `code` is the code of `RepriseError`, and a
// refusal says the rule, its sentence, the state it was checked in and the legal moves as data.
import type { Rejection } from '../../machines/decide.ts';
import { defined } from '../../machines/defined.ts';
import { type ErrorCode, isRepriseError } from '../errors.ts';

export interface Problem {
  /** `urn:reprise:problem:session-not-found`. */
  readonly type: string;
  readonly title: string;
  /** The HTTP status. */
  readonly status: number;
  /** What happened, in a sentence. */
  readonly detail: string;
  readonly code: string;
  /** What to do next. */
  readonly hint?: string;
  readonly [member: string]: unknown;
}

/** A problem that an operation answers with: it is thrown as it is. */
export class Answered extends Error {
  override readonly name = 'Answered';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/** A failure that only a service has: the request is not one that it takes. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly code: RequestCode;
  readonly fields: Readonly<Record<string, unknown>>;

  /** @param fields members of the problem beside those that every one has; `hint` says what to do next */
  constructor(code: RequestCode, message: string, fields: Record<string, unknown> = {}) {
    super(message);
    this.code = code;
    this.fields = fields;
  }
}

/** Of a request: status and title by code. */
const OF_REQUESTS = {
  BAD_REQUEST: [400, 'The request is not valid'],
  UNAUTHENTICATED: [401, 'Who asks is not known'],
  FORBIDDEN: [403, 'This caller may not do that'],
  NOT_FOUND: [404, 'There is nothing at this address'],
  METHOD_NOT_ALLOWED: [405, 'This address takes another method'],
  TOO_LARGE: [413, 'The request is too large'],
  TIMEOUT: [408, 'The request took too long'],
  EXPECTATION_FAILED: [417, 'The expectation is not met'],
  HEADERS_TOO_LARGE: [431, 'The headers are too large'],
  MISDIRECTED: [421, 'The service has another name'],
  UNSUPPORTED_MEDIA_TYPE: [415, 'The body has another media type'],
  TOO_MANY_REQUESTS: [429, 'Too many requests'],
  DRAINING: [503, 'The service is going down'],
} as const satisfies Record<string, readonly [number, string]>;
export type RequestCode = keyof typeof OF_REQUESTS;

const OF_ERRORS: Readonly<Record<ErrorCode, readonly [status: number, title: string]>> = {
  USAGE: [400, 'The command is not valid'],
  BAD_INPUT: [400, 'The input is not valid'],
  BAD_SESSION_ID: [400, 'This is no session id'],
  SESSION_NOT_FOUND: [404, 'There is no such session'],
  SESSION_FORGOTTEN: [410, 'The session was forgotten'],
  FILE_NOT_FOUND: [404, 'There is no such file'],
  TOKEN_NOT_FOUND: [404, 'There is no such token'],
  REFUSED: [422, 'Refused by a rule'],
  CONFLICT: [409, 'Another writer was faster'],
  COMMIT_TOO_LARGE: [413, 'Too large to be recorded'],
  LOG_UNREACHABLE: [503, 'The log cannot be reached'],
  STREAM_MISMATCH: [503, 'The stream has other settings'],
  SERVER_UNAVAILABLE: [503, 'No server holds the log'],
  SERVER_TOO_OLD: [503, 'The server of the log is too old'],
  STORE_LOCKED: [503, 'The store is locked'],
  STORE_MISMATCH: [503, 'The store is of another kind'],
  STORE_DAMAGED: [503, 'The store has lost data'],
  STORE_FULL: [503, 'The disk of the log is full'],
  QUEUE_FULL: [503, 'Too much waits for the log'],
  UNKNOWN_OUTCOME: [503, 'The outcome is not known'],
  RECORD_INVALID: [422, 'The record does not verify'],
};

const typeOf = (code: string): string => `urn:reprise:problem:${code.toLowerCase().replaceAll('_', '-')}`;

/** A refusal by a rule. @param fields which command it is */
export const refusalProblem = (rejection: Rejection, fields: Readonly<Record<string, unknown>>): Problem => {
  const { rule, sentence, detail, violations, unknown, state, legal } = rejection;
  return {
    type: typeOf('REFUSED'),
    title: OF_ERRORS.REFUSED[1],
    status: OF_ERRORS.REFUSED[0],
    detail: detail === '' ? sentence : `${sentence} ${detail}`,
    code: 'REFUSED',
    ...fields,
    rule,
    sentence,
    violations,
    ...defined({ unknown }),
    state,
    legal,
  };
};

/** The session is not at the ordinal that the caller expected. @param fields which command it is */
export const conflictProblem = (
  expected: number,
  actual: number,
  fields: Readonly<Record<string, unknown>>,
): Problem => ({
  type: typeOf('CONFLICT'),
  title: 'The session is at another ordinal',
  status: 409,
  detail: `The session is at ordinal ${actual}, not at ${expected}: nothing was recorded.`,
  code: 'CONFLICT',
  hint: 'Read what came in between, and decide anew.',
  ...fields,
  expected,
  actual,
});

/** The status and the title of each code that a problem may have. */
export const PROBLEMS: Readonly<Record<ErrorCode | RequestCode, readonly [status: number, title: string]>> = {
  ...OF_ERRORS,
  ...OF_REQUESTS,
};

/** Of anything that was thrown; a defect says nothing of its inside. */
export const problemOf = (error: unknown): Problem => {
  if (error instanceof Answered) return error.problem;
  if (error instanceof RequestError) {
    const [status, title] = OF_REQUESTS[error.code];
    return { type: typeOf(error.code), title, status, detail: error.message, code: error.code, ...error.fields };
  }
  if (isRepriseError(error)) {
    const [status, title] = OF_ERRORS[error.code];
    const { message: detail, code, hint, fields } = error;
    return { ...fields, type: typeOf(code), title, status, detail, code, ...defined({ hint }) };
  }
  return {
    type: typeOf('DEFECT'),
    title: 'A defect of Reprise',
    status: 500,
    detail:
      'This is a defect of Reprise: nothing that was sent should lead here. The log of the service has the stack.',
    code: 'DEFECT',
  };
};
