// Every rule both ways, and the titles of the tests that show it.
import type { RulesBothWays, Story } from './both-ways.ts';
import { phases } from './phase.ts';
import { record } from './record.ts';
import { session } from './session.ts';
import { work } from './work.ts';

export const BOTH_WAYS: RulesBothWays = { ...session, ...phases, ...work, ...record };

export type Way = 'broken' | 'kept';
export interface Case {
  readonly title: string;
  readonly story: Story;
}

/** The cases of a rule one way, each with the title of its test; none for a rule that is not there. */
export const casesOf = (id: string, way: Way): readonly Case[] =>
  Object.entries(BOTH_WAYS[id]?.[way] ?? {}).map(([where, story]) => ({ title: `${way} where ${where}`, story }));
