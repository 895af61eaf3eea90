// Tickets: an `EventSource` of a browser sends no header, and a token never goes into an address. A ticket does: it opens one
// path, once, within half a minute, with the rights of whoever asked for it, to read only.
import { RequestError } from '../problem.ts';
import type { Caller, TicketOffice } from '../service.ts';
import { isTicket, newTicket, secretHash } from './token-form.ts';

export const TICKET_MS = 30_000;
/** The most that wait to be used; the oldest give way. */
const MOST_TICKETS = 10_000;

interface Ticket {
  readonly caller: Caller;
  readonly target: string;
  readonly untilMs: number;
}

export interface IssuedTicket {
  readonly ticket: string;
  /** ISO 8601, UTC. */
  readonly expiresAt: string;
}

/** Path and query in one form, whatever their order; without the ticket. */
const targetOf = (path: string, query: URLSearchParams): string => {
  const members = [...query].filter(([name]) => name !== 'ticket');
  return JSON.stringify([path, members.sort(([a, x], [b, y]) => (a < b || (a === b && x < y) ? -1 : 1))]);
};

const refused = (why: string): RequestError => new RequestError('UNAUTHENTICATED', why);

export class Tickets implements TicketOffice {
  readonly #now: () => number;
  readonly #waiting = new Map<string, Ticket>();

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** @param path with its query, as it will be asked for. @throws RequestError BAD_REQUEST */
  issue(caller: Caller, path: string): IssuedTicket {
    if (!/^\/v1\/[^#\\]*$/.test(path) || path.startsWith('//'))
      throw new RequestError('BAD_REQUEST', 'A ticket is for a path of the service: /v1/events?session=ID.');
    const { pathname, searchParams } = new URL(path, 'http://service');
    const nowMs = this.#now();
    const ticket = newTicket();
    const [oldest] = this.#waiting.keys();
    if (this.#waiting.size >= MOST_TICKETS && oldest !== undefined) this.#waiting.delete(oldest);
    this.#forgetOld(nowMs);
    const untilMs = nowMs + TICKET_MS;
    // Whoever reads this memory has no ticket.
    this.#waiting.set(secretHash(ticket), {
      caller: { ...caller, role: 'reader' },
      target: targetOf(pathname, searchParams),
      untilMs,
    });
    return { ticket, expiresAt: new Date(untilMs).toISOString() };
  }

  /** The caller of a ticket, which is used up whatever comes of it. @throws RequestError UNAUTHENTICATED */
  use(ticket: string, method: string, url: URL): Caller {
    const hash = secretHash(ticket);
    const known = isTicket(ticket) ? this.#waiting.get(hash) : undefined;
    this.#waiting.delete(hash);
    if (known === undefined) throw refused('The ticket is not known, or was used.');
    if (known.untilMs <= this.#now() || known.caller.ends?.aborted) throw refused('The ticket has expired.');
    if (method !== 'GET' || targetOf(url.pathname, url.searchParams) !== known.target)
      throw refused('The ticket is for another path.');
    return known.caller;
  }

  /** Tickets are in the order of their end. */
  #forgetOld(nowMs: number): void {
    for (const [hash, { untilMs }] of this.#waiting) {
      if (untilMs > nowMs) return;
      this.#waiting.delete(hash);
    }
  }
}
