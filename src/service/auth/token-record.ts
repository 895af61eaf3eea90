// A token as it is stored: whose it is, what it may do, until when. The secret is there as its hash only.
import { z } from 'zod';
import { SESSION_ID } from '../../../machines/events/fields.ts';
import { ROLES } from '../service.ts';
import { TOKEN_ID } from './token-form.ts';

/** Without `:`, so that a name is never taken for a person's (`person:alice`). */
export const TOKEN_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
export const TOKEN_NAME_FORM = '1 to 64 of A-Z a-z 0-9 . _ - that begin with a letter or digit';

export const TokenRecord = z.object({
  id: z.string().regex(TOKEN_ID),
  /** Of those that are neither revoked nor expired each has another one. */
  name: z.string().regex(TOKEN_NAME),
  role: z.enum(ROLES),
  /** The only sessions that it may see or write. Default: all. */
  sessions: z.array(z.string().regex(SESSION_ID)).min(1).optional(),
  /** The only actors that it may name, each with those of `NAME:…`; the first is that of a command that names none. */
  actors: z.array(z.string().min(1).max(256)).min(1).optional(),
  /** SHA-256 of the secret, hex. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  createdAt: z.iso.datetime(),
  /** Default: never. */
  expiresAt: z.iso.datetime().optional(),
  revokedAt: z.iso.datetime().optional(),
});
export type TokenRecord = z.infer<typeof TokenRecord>;

/** One change of what is stored: a token as it is from now on, or when one was last used. */
export const TokenEntry = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('token'), token: TokenRecord }),
  z.object({ kind: z.literal('used'), id: z.string().regex(TOKEN_ID), at: z.iso.datetime() }),
]);
export type TokenEntry = z.infer<typeof TokenEntry>;

export type TokenState = 'active' | 'expired' | 'revoked';

/** @param nowMs milliseconds since 1970 */
export const stateOf = ({ revokedAt, expiresAt }: TokenRecord, nowMs: number): TokenState => {
  if (revokedAt !== undefined) return 'revoked';
  return expiresAt !== undefined && Date.parse(expiresAt) <= nowMs ? 'expired' : 'active';
};
