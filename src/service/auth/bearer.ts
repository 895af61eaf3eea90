// Who sends a request, by the token in its header. A token that is given counts also where none is needed: a wrong one is
// never taken for nobody's.
import { RequestError } from '../problem.ts';
import type { Caller } from '../service.ts';
import type { TokenBook } from './token-book.ts';

/** Everybody where no token is needed: as the command line on the same machine. */
export const ANYBODY: Caller = { role: 'admin' };

/**
 * The caller by `Authorization: Bearer TOKEN`.
 * @param required false: without the header anybody may do all
 * @throws RequestError UNAUTHENTICATED; RepriseError LOG_UNREACHABLE where the tokens cannot be read
 */
export const bearerCaller = async (book: TokenBook, required: boolean, header: string | null): Promise<Caller> => {
  if (header === null) {
    if (!required) return ANYBODY;
    throw new RequestError('UNAUTHENTICATED', 'This service takes requests with a token only.', {
      hint: 'Send `Authorization: Bearer TOKEN`. `reprise token create` makes one.',
    });
  }
  const [, token] = /^Bearer +(\S+) *$/i.exec(header) ?? [];
  if (token === undefined) throw new RequestError('UNAUTHENTICATED', 'The header Authorization is not `Bearer TOKEN`.');
  return book.callerOf(token);
};
