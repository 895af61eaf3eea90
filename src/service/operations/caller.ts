// Who asks: a page shows only what its caller may do.
import { z } from 'zod';
import { defined } from '../../../machines/defined.ts';
import { ROLES } from '../service.ts';
import { operation } from './operation.ts';

export const CALLER_OPERATIONS = [
  operation({
    kind: 'json',
    name: 'caller.get',
    role: 'reader',
    method: 'get',
    path: '/v1/caller',
    summary: 'Who you are for the service: your role, and what you are limited to.',
    output: z.object({
      role: z.enum(ROLES),
      name: z.string().describe('recorded as the actor of a command that names none').optional(),
      sessions: z.array(z.string()).describe('the only sessions; left out: all').optional(),
      actors: z.array(z.string()).describe('the only actors that it may name; left out: by its role').optional(),
      authenticated: z.boolean().describe('false where no token was sent, and none is needed'),
    }),
    failures: [],
    async run(_service, _input, { caller: { role, name, sessions, actors, auth } }) {
      return {
        ...{ role, authenticated: auth !== undefined },
        ...defined({ name, sessions: sessions && [...sessions], actors: actors && [...actors] }),
      };
    },
  }),
] as const;
