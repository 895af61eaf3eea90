// Verdicts: which fails nobody has answered, by what they are on; and whether a validating agent has passed the work since
// other agents last reported or ended.
import { Table } from '../collections/table.ts';
import type { EventData } from '../events/catalog.ts';

export interface Verdicts {
  /** By agent, the tasks and plan items that its launch gave it: what its verdicts are on where they do not say. */
  readonly given: Table<readonly string[]>;
  /** By subject, the types of the agents whose fail on it is not answered. */
  readonly failing: Table<readonly string[]>;
  /** Subjects of which one is not answered. */
  readonly failures: number;
  /** The newest sign of any agent's work or judgement is a pass of one that validates. */
  readonly validated: boolean;
}

export const initialVerdicts: Verdicts = {
  given: Table.empty(),
  failing: Table.empty(),
  failures: 0,
  validated: false,
};

type Launch = EventData['agent_launched']['agents'][number];

export const givenAtLaunch = (verdicts: Verdicts, { agentId, taskIds = [], itemIds = [] }: Launch): Verdicts =>
  taskIds.length + itemIds.length === 0 && !verdicts.given.has(agentId)
    ? verdicts
    : { ...verdicts, given: verdicts.given.set(agentId, [...taskIds, ...itemIds]) };

/** An agent of a type that does not validate reported or ended: what was validated before it is not the newest work. */
export const worked = (verdicts: Verdicts): Verdicts =>
  verdicts.validated ? { ...verdicts, validated: false } : verdicts;

/** Without subject and launch: all that agents of its type judge. No subject that is named starts with a space. */
const ofType = (agentType: string): string => ` ${agentType}`;

export const judged = (
  verdicts: Verdicts,
  { agentId, verdict, subject }: EventData['agent_reported'],
  agentType: string,
  validating: boolean,
): Verdicts => {
  if (verdict === undefined) return validating ? verdicts : worked(verdicts);
  const given = verdicts.given.get(agentId) ?? [];
  const subjects = subject !== undefined ? [subject.trim()] : given.length > 0 ? given : [ofType(agentType)];
  let { failing, failures } = verdicts;
  for (const one of subjects) {
    const before = failing.get(one) ?? [];
    const others = before.filter((type) => type !== agentType);
    const after = verdict === 'fail' ? [...others, agentType] : validating ? [] : others;
    failures += Math.sign(after.length) - Math.sign(before.length);
    if (before.length + after.length > 0) failing = failing.set(one, after);
  }
  return { given: verdicts.given, failing, failures, validated: validating && verdict === 'pass' };
};

/** A fail that nobody has answered. */
export interface OpenFail {
  readonly agentType: string;
  /** Undefined: the verdict named none, and its agent was launched without tasks and plan items. */
  readonly subject: string | undefined;
}

/** Costs as much as there are subjects: for refusals and for people. */
export const openFails = ({ failing, failures }: Verdicts): OpenFail[] =>
  failures === 0
    ? []
    : failing
        .entries()
        .flatMap(([key, types]) =>
          types.map((agentType) => ({ agentType, subject: key === ofType(agentType) ? undefined : key })),
        );
