// Creates, lists and revokes tokens, on any store of them. What is decided is decided again where another process was faster.
import { defined } from '../../../machines/defined.ts';
import { RepriseError } from '../../errors.ts';
import { requireSessionId } from '../../log/session-id.ts';
import { secretIn } from '../../secrets/redact.ts';
import { patternsFrom } from '../../secrets/secret-options.ts';
import { PERSON, type Role } from '../service.ts';
import { newTokenParts, secretHash, tokenText } from './token-form.ts';
import { stateOf, TOKEN_NAME, TOKEN_NAME_FORM, type TokenRecord, type TokenState } from './token-record.ts';
import type { TokenStore } from './token-store.ts';

/** What a person sees of a token: everything but its hash. */
export interface TokenInfo extends Omit<TokenRecord, 'hash'> {
  readonly state: TokenState;
  /** To a minute or so. */
  readonly usedAt?: string;
}

export interface TokenWish {
  /** Default: the role and the id, `writer-k3v9q2xw5d`. */
  readonly name?: string | undefined;
  readonly role: Role;
  readonly sessions?: readonly string[] | undefined;
  readonly actors?: readonly string[] | undefined;
  /** From now, in milliseconds. Default: never. */
  readonly expiresInMs?: number | undefined;
}

export interface CreatedToken {
  /** Shown once: it cannot be read again. */
  readonly token: string;
  readonly info: TokenInfo;
}

const infoOf = ({ hash, ...token }: TokenRecord, nowMs: number, usedAt: string | undefined): TokenInfo => ({
  ...token,
  state: stateOf(token as TokenRecord, nowMs),
  ...defined({ usedAt }),
});

interface Read {
  readonly tokens: ReadonlyMap<string, TokenRecord>;
  readonly used: ReadonlyMap<string, string>;
  readonly sequence: number;
}

const readAll = async (store: TokenStore): Promise<Read> => {
  const { entries, sequence } = await store.readAfter(0);
  const tokens = new Map<string, TokenRecord>();
  const used = new Map<string, string>();
  for (const entry of entries)
    if (entry.kind === 'token') tokens.set(entry.token.id, entry.token);
    else if (entry.kind === 'used') used.set(entry.id, entry.at);
    else tokens.delete(entry.id);
  return { tokens, used, sequence };
};

/** @throws RepriseError USAGE */
const requireFitting = ({ name, role, sessions, actors = [] }: TokenWish): void => {
  const refused = (sentence: string, hint: string, fields: object) =>
    new RepriseError('USAGE', sentence, { hint, fields: { ...fields } });
  if (name !== undefined && !TOKEN_NAME.test(name))
    throw refused(`${JSON.stringify(name)} is not a name of a token.`, `A name is ${TOKEN_NAME_FORM}.`, { name });
  if (name === PERSON && role !== 'admin' && actors.length === 0)
    throw refused(
      `A token of the role ${role} cannot have the name ${PERSON}: what it sends would be a person's.`,
      `Give it another name; or, where it is a person's, say whose: --name alice --actor ${PERSON}:alice`,
      { name },
    );
  for (const session of sessions ?? []) requireSessionId(session);
  const patterns = patternsFrom();
  for (const text of [...(name === undefined ? [] : [name]), ...actors]) {
    const found = secretIn(text, patterns);
    if (found !== undefined)
      throw refused(`A name looks like a secret (${found}).`, 'It is recorded with each event: give another.', {});
  }
  for (const actor of actors)
    if (actor.trim() !== actor || actor.length === 0 || actor.length > 256)
      throw refused(`${JSON.stringify(actor)} is not an actor.`, 'An actor is 1 to 256 characters.', { actor });
};

/**
 * Creates a token.
 * @throws RepriseError USAGE for a name that another active token has, or that is not valid; LOG_UNREACHABLE
 */
export const createToken = async (store: TokenStore, wish: TokenWish, now = Date.now): Promise<CreatedToken> => {
  requireFitting(wish);
  const parts = newTokenParts();
  const { id, secret } = parts;
  const { role, name = `${role}-${id}`, sessions, actors, expiresInMs } = wish;
  for (;;) {
    const nowMs = now();
    const { tokens, sequence } = await readAll(store);
    const same = [...tokens.values()].find((one) => one.name === name && stateOf(one, nowMs) === 'active');
    if (same !== undefined)
      throw new RepriseError('USAGE', `There is a token ${name} already (${same.id}).`, {
        hint: `Give another --name, or revoke it first: \`reprise token revoke ${name}\`.`,
        fields: { name, id: same.id },
      });
    const token: TokenRecord = {
      ...{ id, name, role },
      ...(sessions !== undefined && sessions.length > 0 && { sessions: [...new Set(sessions)] }),
      ...(actors !== undefined && actors.length > 0 && { actors: [...new Set(actors)] }),
      hash: secretHash(secret),
      createdAt: new Date(nowMs).toISOString(),
      ...(expiresInMs !== undefined && { expiresAt: new Date(nowMs + expiresInMs).toISOString() }),
    };
    if (await store.append({ kind: 'token', token }, sequence))
      return { token: tokenText(parts), info: infoOf(token, nowMs, undefined) };
  }
};

/** All tokens, the newest first. @throws RepriseError LOG_UNREACHABLE */
export const listTokens = async (store: TokenStore, now = Date.now): Promise<TokenInfo[]> => {
  const { tokens, used } = await readAll(store);
  return [...tokens.values()]
    .map((token) => infoOf(token, now(), used.get(token.id)))
    .sort((a, b) => (a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : a.id < b.id ? -1 : 1));
};

/** The token that a name or an id means: of several with a name the one that is active, else the newest. */
const tokenNamed = (tokens: Iterable<TokenRecord>, name: string, nowMs: number): TokenRecord | undefined => {
  const all = [...tokens];
  const named = all
    .filter((one) => one.name === name)
    .sort((a, b) => Number(stateOf(b, nowMs) === 'active') - Number(stateOf(a, nowMs) === 'active'));
  return all.find(({ id }) => id === name) ?? named[0];
};

/**
 * Revokes a token, for good. One that is revoked stays as it is.
 * @param name its name, or its id
 * @throws RepriseError TOKEN_NOT_FOUND, LOG_UNREACHABLE
 */
export const revokeToken = async (store: TokenStore, name: string, now = Date.now): Promise<TokenInfo> => {
  for (;;) {
    const nowMs = now();
    const { tokens, used, sequence } = await readAll(store);
    const token = tokenNamed(tokens.values(), name, nowMs);
    // Whoever gives the token itself instead of its name must not see it in a message.
    if (token === undefined)
      throw new RepriseError(
        'TOKEN_NOT_FOUND',
        `There is no token ${TOKEN_NAME.test(name) && name.length < 40 ? name : 'of that name'}.`,
        {
          hint: '`reprise token list` shows them. A token is named by its name or its id, never by itself.',
        },
      );
    if (token.revokedAt !== undefined) return infoOf(token, nowMs, used.get(token.id));
    const revoked = { ...token, revokedAt: new Date(nowMs).toISOString() };
    if (await store.append({ kind: 'token', token: revoked }, sequence))
      return infoOf(revoked, nowMs, used.get(token.id));
  }
};
