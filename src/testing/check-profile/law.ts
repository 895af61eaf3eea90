// The law that a check explores: the project's own, unless a test gives a variant to see that its defects are found.

import { decide } from '../../../machines/decide.ts';
import { INVARIANTS } from '../../../machines/invariants/all.ts';
import type { Invariant } from '../../../machines/invariants/invariant.ts';

export interface Law {
  /** What a command becomes in a state: machines and rules. */
  readonly decide: typeof decide;
  /** The same law said a second time. */
  readonly invariants: readonly Invariant[];
}

export const LAW: Law = { decide, invariants: INVARIANTS };
