// The cases of every rule, and the titles of their tests.

import { phases } from './phase.ts';
import { record } from './record.ts';
import type { RuleCases, Story } from './rule-cases.ts';
import { session } from './session.ts';
import { work } from './work.ts';

export const RULE_CASES: RuleCases = { ...session, ...phases, ...work, ...record };

export type Way = 'violated' | 'satisfied';
export interface Case {
  readonly title: string;
  readonly story: Story;
}

/** The cases of a rule one way, each with the title of its test; empty for an unknown rule. */
export const casesOf = (id: string, way: Way): readonly Case[] =>
  Object.entries(RULE_CASES[id]?.[way] ?? {}).map(([where, story]) => ({ title: `${way} where ${where}`, story }));
