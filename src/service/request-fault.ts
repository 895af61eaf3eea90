// What is wrong with a request, at its place: a problem document lists all of it.

export interface RequestFault {
  readonly in: 'path' | 'query' | 'header' | 'body';
  /** Names and places, from the whole body (or the query) inwards. */
  readonly path: readonly string[];
  readonly message: string;
  /** Of a text (YAML, JSON, NDJSON), where it is known; from 1. */
  readonly line?: number;
  readonly column?: number;
}

/** What the schemas of zod report. */
export interface Issue {
  readonly code?: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
  readonly errors?: readonly (readonly Issue[])[];
}

/** A member that is not known is a fault of its own, each at its own place. */
export const issueFaults = (
  target: RequestFault['in'],
  issues: readonly Issue[],
  at: readonly string[] = [],
): RequestFault[] =>
  issues.flatMap(({ code, path, message, keys }) => {
    const place = [...at, ...path.map(String)];
    if (code === 'unrecognized_keys' && keys !== undefined)
      return keys.map((key) => ({ in: target, path: [...place, key], message: 'there is no such member' }));
    return [{ in: target, path: place, message: message.replace(/^Invalid input: /, '') }];
  });
