// The form of a token, its secret, and that our own filter of secrets knows it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact } from '../../../src/secrets/redact.ts';
import { patternsFrom } from '../../../src/secrets/secret-options.ts';
import {
  holdsToken,
  isSecretOf,
  isTicket,
  newTicket,
  newTokenParts,
  parseToken,
  secretHash,
  tokenText,
} from '../../../src/service/auth/token-form.ts';

describe('a token', () => {
  it('is read back as it was written, and no two are alike', () => {
    const all = Array.from({ length: 200 }, newTokenParts);
    for (const parts of all) expect(parseToken(tokenText(parts))).toEqual(parts);
    expect(new Set(all.map(({ id }) => id)).size).toBe(200);
    expect(new Set(all.map(({ secret }) => secret)).size).toBe(200);
    // Every letter is drawn: of 8,600 that one of 62 is missing has a chance of 10 ** -58.
    expect(new Set(all.flatMap(({ secret }) => [...secret])).size).toBe(62);
  });

  it('is nothing else', () => {
    const text = tokenText(newTokenParts());
    for (const other of ['', 'rpt_', text.slice(1), `${text}a`, ` ${text}`, `${text}\n`, text.toUpperCase()])
      expect(parseToken(other)).toBeUndefined();
    fc.assert(fc.property(fc.string(), (any) => parseToken(any) === undefined));
  });

  it('is found by its secret alone, whose hash says nothing of another', () => {
    const [one, two] = [newTokenParts(), newTokenParts()];
    expect(isSecretOf(one.secret, secretHash(one.secret))).toBe(true);
    expect(isSecretOf(two.secret, secretHash(one.secret))).toBe(false);
    expect(isSecretOf(one.secret, undefined)).toBe(false);
  });

  it('is replaced in recorded texts, as a ticket is, and seen in an address', () => {
    const token = tokenText(newTokenParts());
    const ticket = newTicket();
    expect(isTicket(ticket)).toBe(true);
    const { value } = redact({ text: `curl -d ${token} and ${ticket}` }, patternsFrom());
    expect(value.text).toBe('curl -d [redacted:reprise-token] and [redacted:reprise-ticket]');
    const encoded = [...token].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join('');
    for (const one of [token, token.replaceAll('_', '%5F'), encoded])
      expect(holdsToken(`/v1/events?token=${one}`)).toBe(true);
    expect(holdsToken('/v1/events?session=rpt_1')).toBe(false);
  });
});
