// An aspect of a process with its exploration.
import { counted } from '../../../../machines/rules/rule.ts';
import { WHY_STOPPED } from '../../bounds.ts';
import type { Aspect } from '../aspects/aspect.ts';
import type { Exploration } from './explore.ts';

export interface Explored {
  readonly aspect: Aspect;
  readonly exploration: Exploration;
  /** Why not everything was explored together with the caller's invariants. */
  readonly limit?: string;
}

/** How far an exploration went, in a sentence; undefined where it reached every state. */
export const limitOf = ({ limit, exploration: { places, left, stopped } }: Explored): string | undefined =>
  stopped === undefined
    ? limit
    : `It stopped after ${counted(places.length - left, 'state')}, ${WHY_STOPPED[stopped]}; ${left} more were reached and not expanded, so problems beyond them are not found.`;
