// Operational failures: what can go wrong outside the code, each with a code for callers to match, fields that describe it,
// and an exit code. A refusal by a rule is data (`Rejection`); a bug throws a plain Error.

/** Exit codes of the command line, by kind of failure. */
export const EXIT = {
  ok: 0,
  other: 1,
  usage: 2,
  notFound: 3,
  refused: 4,
  conflict: 5,
  unreachable: 6,
  unverified: 7,
  /** Nothing is wrong with what was explored, and not everything was. */
  unexplored: 8,
} as const;

/** Every code of an operational failure, with the exit code of a command that fails with it. */
export const ERROR_CODES = {
  USAGE: EXIT.usage,
  BAD_INPUT: EXIT.usage,
  BAD_SESSION_ID: EXIT.usage,
  SESSION_NOT_FOUND: EXIT.notFound,
  SESSION_FORGOTTEN: EXIT.notFound,
  FILE_NOT_FOUND: EXIT.notFound,
  TOKEN_NOT_FOUND: EXIT.notFound,
  REFUSED: EXIT.refused,
  CONFLICT: EXIT.conflict,
  COMMIT_TOO_LARGE: EXIT.usage,
  LOG_UNREACHABLE: EXIT.unreachable,
  STREAM_MISMATCH: EXIT.unreachable,
  SERVER_UNAVAILABLE: EXIT.unreachable,
  SERVER_TOO_OLD: EXIT.unreachable,
  STORE_LOCKED: EXIT.unreachable,
  STORE_MISMATCH: EXIT.unreachable,
  STORE_DAMAGED: EXIT.unreachable,
  STORE_FULL: EXIT.unreachable,
  QUEUE_FULL: EXIT.unreachable,
  UNKNOWN_OUTCOME: EXIT.unreachable,
  RECORD_INVALID: EXIT.unverified,
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/**
 * An operational failure. `message` is a sentence for a person, `hint` what to do next, `fields` the values as JSON for
 * programs.
 */
export class RepriseError extends Error {
  override readonly name = 'RepriseError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    message: string,
    options: { hint?: string; fields?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.fields = options.fields ?? {};
  }

  get exitCode(): number {
    return ERROR_CODES[this.code];
  }
}

/** True for a `RepriseError`; with `code`, only for one with that code. */
export const isRepriseError = (error: unknown, code?: ErrorCode): error is RepriseError =>
  error instanceof RepriseError && (code === undefined || error.code === code);
