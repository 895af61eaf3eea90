// One request over NATS as a call of its operation: params are tokens of the subject; the payload is the body of an
// operation that has one, else its query as JSON; with a body the query comes in headers, `Reprise-Expect: 3`.
import type { Msg, MsgHdrs } from '@nats-io/nats-core';
import type { z } from 'zod';
import { defined } from '../../../machines/defined.ts';
import { requireAllowed } from '../allowed.ts';
import { scopedService } from '../auth/scoped-service.ts';
import type { CallContext, Input, Operation } from '../operations/operation.ts';
import { RequestError } from '../problem.ts';
import type { Caller, Service } from '../service.ts';
import { type Endpoint, userIn } from './subjects.ts';

/** What events record of a caller over NATS, as `authtype`. */
const AUTH_TYPE = 'nats';

interface Fault {
  readonly in: string;
  readonly path: readonly string[];
  readonly message: string;
}

const checked = (schema: z.ZodType | undefined, where: string, value: unknown, faults: Fault[]): unknown => {
  if (schema === undefined) return {};
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  faults.push(...error.issues.map(({ path, message }) => ({ in: where, path: path.map(String), message })));
  return undefined;
};

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** @throws RequestError BAD_REQUEST */
const jsonOf = ({ data }: Msg, whenEmpty: unknown): unknown => {
  if (data.length === 0) return whenEmpty;
  try {
    return JSON.parse(utf8.decode(data));
  } catch (error) {
    throw new RequestError('BAD_REQUEST', `The payload is not JSON: ${(error as Error).message}.`);
  }
};

const QUERY_HEADER = 'reprise-';

/** @param names of the query, which a header may write in any case */
const queryOf = (headers: MsgHdrs | undefined, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    (headers?.keys() ?? [])
      .filter((key) => key.toLowerCase().startsWith(QUERY_HEADER))
      .map((key) => {
        const given = key.toLowerCase().slice(QUERY_HEADER.length);
        return [names.find((name) => name.toLowerCase() === given) ?? given, headers?.get(key) ?? ''];
      }),
  );

/** A payload that is taken as it is. */
const bytesOf = async function* ({ data }: Msg): AsyncGenerator<Uint8Array, void> {
  yield data;
};

/** A header whatever the case of its name. */
const header = (headers: MsgHdrs | undefined, name: string): string | undefined => {
  const key = headers?.keys().find((one) => one.toLowerCase() === name);
  return key === undefined ? undefined : headers?.get(key);
};

/** @throws RequestError BAD_REQUEST with every fault */
const inputOf = ({ operation, params }: Endpoint, message: Msg): Input<never, never, never> => {
  const tokens = message.subject.split('.').slice(-params.length);
  const given = Object.fromEntries(params.map((name, place) => [name, tokens[place]]));
  const faults: Fault[] = [];
  const hasBody = operation.body !== undefined;
  const isBytes = operation.bodyTypes !== undefined;
  const payload = isBytes ? bytesOf(message) : jsonOf(message, hasBody ? undefined : {});
  const input = {
    params: checked(operation.params, 'subject', given, faults),
    query: checked(
      operation.query,
      hasBody ? 'headers' : 'payload',
      hasBody ? queryOf(message.headers, Object.keys(operation.query?.shape ?? {})) : payload,
      faults,
    ),
    body: isBytes ? payload : checked(operation.body, 'payload', payload, faults),
  };
  if (faults.length > 0)
    throw new RequestError(
      'BAD_REQUEST',
      `${faults.length === 1 ? 'A value is' : `${faults.length} values are`} not valid.`,
      {
        faults,
      },
    );
  return input as Input<never, never, never>;
};

/** As the permissions of the broker let names through, which are those of a name of `reprise nats-user`. */
const USER = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * Who asks, as far as the subject says it: the broker lets only those publish there who may. A user with a name has it in
 * the subject; of all others that is the role that the subject needs.
 * @throws RequestError BAD_REQUEST
 */
const callerOf = ({ role }: Operation, subject: string): Caller => {
  const user = userIn(subject);
  if (user === undefined) return { role, auth: { type: AUTH_TYPE, id: role } };
  if (!USER.test(user))
    throw new RequestError('BAD_REQUEST', 'The subject names no user: a name is 1 to 64 of A-Z a-z 0-9 _ -');
  return { role, name: user, auth: { type: AUTH_TYPE, id: user } };
};

/**
 * Calls the operation.
 * @returns one text for a document; for lines each as it comes
 * @throws RequestError, RepriseError, Answered: whatever is a problem document
 */
export async function* answerTo(
  whole: Service,
  endpoint: Endpoint,
  message: Msg,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const { operation } = endpoint;
  const input = inputOf(endpoint, message);
  const caller = callerOf(operation, message.subject);
  requireAllowed(caller, operation, input.params);
  const service = scopedService(whole, caller);
  const idempotencyKey = header(message.headers, 'idempotency-key') ?? header(message.headers, 'nats-msg-id');
  const call: CallContext = { caller, signal, ...defined({ idempotencyKey }) };
  const { also } = operation;
  if (also?.kind === 'text' && also.isAsked(input)) yield await also.run(service, input, call);
  else if (operation.kind === 'json') yield JSON.stringify(await operation.run(service, input, call));
  else if (operation.kind === 'lines') yield* (await operation.run(service, input, call)).lines;
}
