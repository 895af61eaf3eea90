// Whether a caller may use an operation: asked in the same way by HTTP and NATS.
import type { Operation } from './operations/operation.ts';
import { RequestError } from './problem.ts';
import { type Caller, mayAct, maySee } from './service.ts';

/** @param params of the operation; one named `session` is checked. @throws RequestError FORBIDDEN */
export const requireAllowed = (
  caller: Caller,
  { name, role }: Operation,
  params: Readonly<Record<string, unknown>>,
): void => {
  if (!mayAct(caller, role))
    throw new RequestError('FORBIDDEN', `${name} needs the role ${role}; this caller is a ${caller.role}.`);
  const { session } = params;
  if (typeof session === 'string' && !maySee(caller, session))
    throw new RequestError('FORBIDDEN', `This caller may not see session ${session}.`);
};
