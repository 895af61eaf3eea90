// Tickets for what cannot send a header: an `EventSource` of a browser.
import { z } from 'zod';
import { RequestError } from '../problem.ts';
import { operation } from './operation.ts';

export const TICKET_OPERATIONS = [
  operation({
    kind: 'json',
    name: 'ticket.issue',
    role: 'reader',
    method: 'post',
    path: '/v1/tickets',
    summary: 'A ticket that opens one path, once, within 30 seconds: `?ticket=…` in place of the header Authorization.',
    body: z.strictObject({
      path: z.string().max(4_096).describe('the path with its query, as it will be asked for: `/v1/events?session=ID`'),
    }),
    output: z.object({ ticket: z.string(), expiresAt: z.string() }),
    failures: [],
    async run({ tickets }, { body: { path } }, { caller }) {
      if (tickets === undefined) throw new RequestError('NOT_FOUND', 'Tickets are for HTTP only.');
      return tickets.issue(caller, path);
    },
  }),
] as const;
