// Every machine's cells, as cases for the complete law.
import type { EntityKind } from '../../../../machines/life-cycles/all.ts';
import type { InTheLaw } from './cell-in-the-law.ts';
import { deliverable, item, question, requirement, section } from './plan.ts';
import { cycle, gate, phase, review, session } from './process.ts';
import { agent, finding, task, todo } from './work.ts';

export const IN_THE_LAW: { readonly [K in EntityKind]: InTheLaw<K> } = {
  session,
  phase,
  gate,
  cycle,
  agent,
  task,
  todo,
  requirement,
  deliverable,
  section,
  item,
  question,
  finding,
  review,
};
