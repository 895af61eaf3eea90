// The tokens as a service knows them, by a clock of the test's own.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RepriseError } from '../../../src/errors.ts';
import { tokenBook } from '../../../src/service/auth/token-book.ts';
import { newTokenParts, tokenText } from '../../../src/service/auth/token-form.ts';
import { createToken, listTokens, revokeToken } from '../../../src/service/auth/tokens.ts';
import { memoryTokens } from './memory-tokens.ts';

beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2026-01-31T12:00:00Z') }));
afterEach(() => void vi.useRealTimers());

const failing = async (calls: Promise<unknown>): Promise<unknown> =>
  calls.then(
    () => 'no error',
    ({ code, message }: { code: string; message: string }) => ({ code, message }),
  );

describe('a book of tokens', () => {
  it('knows the caller of a token: name, role, limits and who was authenticated', async () => {
    const store = memoryTokens();
    const book = tokenBook(store);
    const { token, info } = await createToken(store, {
      role: 'writer',
      name: 'ci',
      sessions: ['s1'],
      actors: ['agent'],
    });
    const caller = await book.callerOf(token);
    expect(caller).toMatchObject({
      ...{ name: 'agent', role: 'writer', sessions: ['s1'], actors: ['agent'] },
      auth: { type: 'api_key', id: `${info.id}/ci` },
    });
    expect(await book.callerOf(token)).toBe(caller);
    const plain = await createToken(store, { role: 'reader', name: 'r' });
    expect(await book.callerOf(plain.token)).toMatchObject({ name: 'r', role: 'reader' });
    await book.close();
  });

  it('refuses what is no token, an unknown one, and one with another secret, without repeating it', async () => {
    const store = memoryTokens();
    const book = tokenBook(store);
    const { info } = await createToken(store, { role: 'admin' });
    for (const text of ['', 'secret', tokenText(newTokenParts()), tokenText({ ...newTokenParts(), id: info.id })]) {
      const error = (await failing(book.callerOf(text))) as { code: string; message: string };
      expect(error.code).toBe('UNAUTHENTICATED');
      if (text !== '') expect(error.message).not.toContain(text.slice(-20));
    }
    await book.close();
  });

  it('refuses a revoked token at once and ends its streams', async () => {
    const store = memoryTokens();
    const book = tokenBook(store);
    const { token, info } = await createToken(store, { role: 'reader', name: 'r' });
    const { ends } = await book.callerOf(token);
    expect(ends?.aborted).toBe(false);
    await revokeToken(store, info.id);
    await vi.advanceTimersByTimeAsync(0);
    expect(ends?.aborted).toBe(true);
    expect(await failing(book.callerOf(token))).toEqual({ code: 'UNAUTHENTICATED', message: 'The token was revoked.' });
    await book.close();
  });

  it('refuses a token that it knew as soon as its record cannot be read, and ends its streams', async () => {
    const store = memoryTokens();
    const book = tokenBook(store);
    const { token, info } = await createToken(store, { role: 'admin', name: 'r' });
    const { ends } = await book.callerOf(token);
    store.spoil(info.id);
    await vi.advanceTimersByTimeAsync(0);
    expect(ends?.aborted).toBe(true);
    expect(await failing(book.callerOf(token))).toEqual({
      code: 'UNAUTHENTICATED',
      message: 'The token is not known.',
    });
    expect(await listTokens(store)).toEqual([]);
    await book.close();
  });

  it('ends the streams of a token within a second of its expiry, and refuses it from then on', async () => {
    const store = memoryTokens();
    const book = tokenBook(store);
    const { token } = await createToken(store, { role: 'reader', expiresInMs: 5_000 });
    const { ends } = await book.callerOf(token);
    await vi.advanceTimersByTimeAsync(4_000);
    expect(ends?.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(ends?.aborted).toBe(true);
    expect(await failing(book.callerOf(token))).toMatchObject({ message: 'The token has expired.' });
    await book.close();
  });

  it('writes the use of a token at most once a minute, and the last one when it closes', async () => {
    const store = memoryTokens();
    const book = tokenBook(store);
    const { token } = await createToken(store, { role: 'reader' });
    const uses = () => store.all.filter(({ kind }) => kind === 'used').length;
    for (let second = 0; second < 90; second += 1) {
      await book.callerOf(token);
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(uses()).toBe(2);
    await book.callerOf(token);
    await book.close();
    expect(uses()).toBe(3);
    expect((await listTokens(store))[0]?.usedAt).toBe('2026-01-31T12:01:30.000Z');
  });

  it('lets nobody in where the tokens could not be read for half a minute, and all again afterwards', async () => {
    const store = memoryTokens();
    const book = tokenBook(store);
    const { token } = await createToken(store, { role: 'reader' });
    await book.callerOf(token);
    store.failure = new RepriseError('LOG_UNREACHABLE', 'The log is away.');
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await book.callerOf(token)).toMatchObject({ role: 'reader' });
    await vi.advanceTimersByTimeAsync(15_000);
    expect(await failing(book.callerOf(token))).toMatchObject({ code: 'LOG_UNREACHABLE' });
    store.failure = undefined;
    expect(await book.callerOf(token)).toMatchObject({ role: 'reader' });
    await book.close();
  });
});

describe('two who change tokens at once', () => {
  it('lose nothing: each of many tokens is there, and of two with one name only one', async () => {
    const store = memoryTokens();
    const names = Array.from({ length: 20 }, (_, n) => `t${n}`);
    await Promise.all(names.map((name) => createToken(store, { role: 'reader', name })));
    expect((await listTokens(store)).map(({ name }) => name).sort()).toEqual([...names].sort());
    const both = await Promise.all([1, 2].map(() => failing(createToken(store, { role: 'reader', name: 'same' }))));
    expect(both.filter((one) => one === 'no error')).toHaveLength(1);
    await Promise.all(names.map((name) => revokeToken(store, name)));
    expect((await listTokens(store)).filter(({ state }) => state === 'revoked')).toHaveLength(20);
    await createToken(store, { role: 'reader', name: 't0' });
  });
});
