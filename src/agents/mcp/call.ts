// Calls an operation of the service as HTTP and NATS do: allowed first, then checked by its schemas, then run as the caller.
import type { z } from 'zod';
import { defined } from '../../../machines/defined.ts';
import { requireAllowed } from '../../service/allowed.ts';
import { OPERATIONS, type TypedOperation } from '../../service/operations/all.ts';
import type { Operation } from '../../service/operations/operation.ts';
import { RequestError } from '../../service/problem.ts';
import { issueFaults, type RequestFault } from '../../service/request-fault.ts';
import { type McpAccess, scoped } from './access.ts';

type JsonOperation = Extract<TypedOperation, { readonly kind: 'json' }>;
export type JsonName = JsonOperation['name'];
export type OutputOf<N extends JsonName> = z.output<
  NonNullable<Extract<JsonOperation, { readonly name: N }>['types']>['output']
>;

export interface Given {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

const TARGETS = { params: 'path', query: 'query', body: 'body' } as const satisfies Record<string, RequestFault['in']>;

/** @throws RequestError BAD_REQUEST with every fault */
const checked = (one: Operation, given: Given) => {
  const faults: RequestFault[] = [];
  const part = (name: keyof typeof TARGETS): unknown => {
    const schema = one[name];
    if (schema === undefined) return {};
    const parsed = schema.safeParse(given[name] ?? {});
    if (parsed.success) return parsed.data;
    faults.push(...issueFaults(TARGETS[name], parsed.error.issues));
    return {};
  };
  const input = { params: part('params'), query: part('query'), body: part('body') };
  if (faults.length === 0) return input;
  const [first] = faults;
  throw new RequestError('BAD_REQUEST', `${first?.path.join('.') || 'The input'}: ${first?.message}`, { faults });
};

/** @throws what the operation does, and RequestError FORBIDDEN, BAD_REQUEST */
export const call = async <N extends JsonName>(access: McpAccess, name: N, given: Given): Promise<OutputOf<N>> => {
  const { caller, ends } = access;
  const one = OPERATIONS.find((operation) => operation.name === name);
  if (one?.kind !== 'json') throw new RangeError(`there is no operation ${name}`);
  requireAllowed(caller, one, given.params ?? {});
  const service = await scoped(access);
  const input = checked(one, { ...given, query: defined(given.query ?? {}) });
  return (await one.run(service, input as never, { caller, signal: ends })) as OutputOf<N>;
};
