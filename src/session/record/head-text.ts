// A head as an export prints it and `verify --head` takes it: `47:<64 hex digits>`.
import { RepriseError } from '../../errors.ts';
import type { ChainHead } from './chain.ts';

const HEAD = /^([1-9]\d{0,9}):([0-9a-f]{64})$/;

export const headText = ({ ordinal, hash }: ChainHead): string => `${ordinal}:${hash}`;

/** @throws RepriseError USAGE */
export const headFrom = (text: string): ChainHead => {
  const [, ordinal, hash] = HEAD.exec(text) ?? [];
  if (ordinal === undefined || hash === undefined)
    throw new RepriseError('USAGE', `${JSON.stringify(text)} is not a head.`, {
      hint: 'A head is an ordinal and a hash, as export prints it: 47:<64 hex digits>.',
    });
  return { ordinal: Number(ordinal), hash };
};
