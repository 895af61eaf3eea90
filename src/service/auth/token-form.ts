// What a token looks like: `rpt_ID_SECRET`. The beginning lets secret scanners and our own filter find one, the id finds its
// record and may be shown, the secret has 256 bits and is stored as its SHA-256 only.
import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';

const ID_LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';
const SECRET_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const ID_LENGTH = 10;
/** 62 ** 43 is a little more than 2 ** 256. */
const SECRET_LENGTH = 43;

export const TOKEN_ID = /^[a-z0-9]{10}$/;
const TOKEN = /^rpt_([a-z0-9]{10})_([A-Za-z0-9]{43})$/;
const TICKET = /^rtk_[A-Za-z0-9]{43}$/;
const PART = /rpt_[a-z0-9]{10}_/i;
const decoded = (text: string): string =>
  text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

/** Whether an address holds a token, however it is written. */
export const holdsToken = (address: string): boolean => PART.test(address) || PART.test(decoded(address));

export interface TokenParts {
  readonly id: string;
  readonly secret: string;
}

/** 256 random bits in letters and digits, so that a double click selects all of it. */
const randomSecret = (): string => {
  let bits = BigInt(`0x${randomBytes(32).toString('hex')}`);
  let text = '';
  for (let n = 0; n < SECRET_LENGTH; n += 1) {
    text = SECRET_LETTERS.charAt(Number(bits % 62n)) + text;
    bits /= 62n;
  }
  return text;
};

export const newTokenParts = (): TokenParts => ({
  id: Array.from({ length: ID_LENGTH }, () => ID_LETTERS.charAt(randomInt(ID_LETTERS.length))).join(''),
  secret: randomSecret(),
});

export const tokenText = ({ id, secret }: TokenParts): string => `rpt_${id}_${secret}`;

/** Undefined for what is no token. */
export const parseToken = (text: string): TokenParts | undefined => {
  const [, id, secret] = TOKEN.exec(text) ?? [];
  return id === undefined || secret === undefined ? undefined : { id, secret };
};

export const newTicket = (): string => `rtk_${randomSecret()}`;
export const isTicket = (text: string): boolean => TICKET.test(text);

/** SHA-256 in hex: enough for what has 256 random bits, where a slow hash would only cost each request its time. */
export const secretHash = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Compared with where there is no record, so that an unknown id takes as long as a wrong secret. */
const NO_HASH = '0'.repeat(64);

/** Whether a secret is the one that a hash is of, in a time that does not depend on it. */
export const isSecretOf = (secret: string, hash: string | undefined): boolean =>
  timingSafeEqual(Buffer.from(secretHash(secret), 'hex'), Buffer.from(hash ?? NO_HASH, 'hex')) && hash !== undefined;
