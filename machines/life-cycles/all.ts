// Every life cycle, by kind of entity.
import { agent } from './agent.ts';
import { finding, question, review } from './answer.ts';
import { cycle } from './cycle.ts';
import { gate } from './gate.ts';
import type { LifeCycle } from './life-cycle.ts';
import { phase } from './phase.ts';
import { deliverable, item, requirement, section } from './plan.ts';
import { session } from './session.ts';
import { task } from './task.ts';
import { todo } from './todo.ts';

export const LIFE_CYCLES = {
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
} as const;

export type EntityKind = keyof typeof LIFE_CYCLES;
export type StateOf<K extends EntityKind> = (typeof LIFE_CYCLES)[K] extends LifeCycle<infer S, string> ? S : never;
/** The signals that the life cycle of a kind knows. */
export type SignalOf<K extends EntityKind> = (typeof LIFE_CYCLES)[K] extends LifeCycle<string, infer E> ? E : never;
export const ENTITY_KINDS = Object.keys(LIFE_CYCLES) as EntityKind[];
/** The life cycles as one type, for code that looks one up by kind. */
export const lifeCycleOf = (kind: EntityKind): LifeCycle => LIFE_CYCLES[kind];
