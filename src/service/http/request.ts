// What a request gives an operation: params, query and body, checked by the operation's schemas. Every fault is reported, each
// at its place.
import type { z } from 'zod';
import { notJsonAt } from '../../formats/json-place.ts';
import { MAX_WHOLE_COMMIT_BYTES } from '../../log/commit-limit.ts';
import type { Operation } from '../operations/operation.ts';
import { RequestError } from '../problem.ts';
import { issueFaults, type RequestFault } from '../request-fault.ts';
import { bodyChunks, wholeBody } from './body.ts';
import { requireMediaType } from './media-type.ts';

const decoder = new TextDecoder('utf-8', { fatal: true });

const badRequest = (faults: readonly RequestFault[]): RequestError =>
  new RequestError('BAD_REQUEST', `${faults.length === 1 ? 'A value is' : `${faults.length} values are`} not valid.`, {
    faults,
  });

/** Where the query begins in a URL; the end where there is none. */
const queryOf = (url: string): string => {
  const at = url.indexOf('?');
  if (at < 0) return '';
  const end = url.indexOf('#', at);
  return end < 0 ? url.slice(at + 1) : url.slice(at + 1, end);
};

/** The members of a query; one that is given twice is a fault. */
const membersOf = (query: string, faults: RequestFault[]): Record<string, string> => {
  const members: Record<string, string> = Object.create(null);
  if (query === '') return members;
  for (const [name, value] of new URLSearchParams(query)) {
    if (name in members) faults.push({ in: 'query', path: [name], message: 'it is given twice; a list has commas' });
    members[name] = value;
  }
  return members;
};

const JSON_TYPES = ['application/json'];

/** The JSON of a body. @throws RequestError as `wholeBody`, UNSUPPORTED_MEDIA_TYPE, BAD_REQUEST with line and column */
const jsonOf = async (request: Request, most: number): Promise<unknown> => {
  requireMediaType(request, JSON_TYPES);
  const bytes = await wholeBody(request, most);
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    throw badRequest([{ in: 'body', path: [], message: 'expected text in UTF-8' }]);
  }
  try {
    return JSON.parse(text);
  } catch {
    const at = notJsonAt(text);
    const place = at === undefined ? {} : { line: at.line, column: at.column };
    const found = at === undefined ? '' : `, not ${at.found}`;
    throw badRequest([{ in: 'body', path: [], message: `expected JSON${found}`, ...place }]);
  }
};

/** A value by a schema; what is wrong with it is added to the faults. */
const checked = (
  schema: z.ZodType | undefined,
  value: unknown,
  target: RequestFault['in'],
  faults: RequestFault[],
): unknown => {
  if (schema === undefined) return {};
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  faults.push(...issueFaults(target, parsed.error.issues));
  return {};
};

export interface RequestInput {
  readonly params: Record<string, unknown>;
  readonly query: Record<string, unknown>;
  readonly body: unknown;
}

/** @throws RequestError BAD_REQUEST, TOO_LARGE, UNSUPPORTED_MEDIA_TYPE */
export const inputOf = async (
  one: Operation,
  request: Request,
  params: Record<string, string>,
): Promise<RequestInput> => {
  const faults: RequestFault[] = [];
  const checkedParams = checked(one.params, params, 'path', faults);
  const members = membersOf(queryOf(request.url), faults);
  const query = one.query === undefined ? {} : checked(one.query, members, 'query', faults);
  if (one.query === undefined)
    for (const name of Object.keys(members))
      faults.push({ in: 'query', path: [name], message: 'there is no such member' });
  let body: unknown;
  const most = one.maxBodyBytes ?? MAX_WHOLE_COMMIT_BYTES;
  if (one.bodyTypes !== undefined) {
    requireMediaType(request, one.bodyTypes);
    body = bodyChunks(request, most);
  } else if (one.body !== undefined) body = checked(one.body, await jsonOf(request, most), 'body', faults);
  if (faults.length > 0) throw badRequest(faults);
  return { params: checkedParams as Record<string, unknown>, query: query as Record<string, unknown>, body };
};

const KEY = /^[\x21-\x7e]{1,200}$/;

/** `Idempotency-Key` of a request. @throws RequestError BAD_REQUEST */
export const idempotencyKeyOf = (request: Request): string | undefined => {
  const key = request.headers.get('idempotency-key') ?? undefined;
  if (key === undefined || KEY.test(key)) return key;
  throw badRequest([
    { in: 'header', path: ['Idempotency-Key'], message: 'expected 1 to 200 visible ASCII characters, without spaces' },
  ]);
};
