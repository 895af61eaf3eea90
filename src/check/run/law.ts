// The law as functions, so that a test can decide by another law, one with a fault in it.
import { check } from '../../../machines/check.ts';
import { type SessionDecider, sessionDecider } from '../../../machines/decider.ts';

export interface Law extends SessionDecider {
  check: typeof check;
}

export const LAW: Law = { ...sessionDecider, check };
