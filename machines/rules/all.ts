// Every rule, by id and by the type of event it is evaluated for.
import { EVENT_TYPES } from '../events/catalog.ts';
import type { Profile, Severity } from '../profile.ts';
import { carriedByCycleRules, carriedRules } from './carried.ts';
import { amendmentRules, gateRules, phaseRules } from './phase.ts';
import { budgetRules, itemRules, todoRules, workbookRules } from './record.ts';
import {
  agentReferences,
  evidenceReferences,
  gateReferences,
  itemReferences,
  phaseReferences,
  taskReferences,
  todoReferences,
} from './references.ts';
import type { Rule } from './rule.ts';
import { recordRules, reviewRules, sessionRules } from './session.ts';
import { agentRules, cycleRules, taskRules, waveRules } from './work.ts';

export const RULES: readonly Rule[] = [
  ...recordRules,
  ...sessionRules,
  ...phaseReferences,
  ...reviewRules,
  ...phaseRules,
  ...carriedRules,
  ...amendmentRules,
  ...gateReferences,
  ...gateRules,
  ...taskReferences,
  ...taskRules,
  ...waveRules,
  ...agentRules,
  ...agentReferences,
  ...carriedByCycleRules,
  ...cycleRules,
  ...itemReferences,
  ...itemRules,
  ...todoReferences,
  ...todoRules,
  ...budgetRules,
  ...workbookRules,
  ...evidenceReferences,
];

const forAll = RULES.filter((rule) => rule.on === 'all');
const byType = new Map<string, readonly Rule[]>(
  EVENT_TYPES.map((type) => [type, RULES.filter((rule) => rule.on === 'all' || rule.on.includes(type))]),
);

/** The rules to evaluate for an event of a type (of an unknown type: those for every event). */
export const rulesFor = (type: string): readonly Rule[] => byType.get(type) ?? forAll;

/** How severe a rule is under a profile. */
export const severityUnder = (profile: Profile, rule: Rule): Severity =>
  rule.fixed ? rule.severity : (profile.rules[rule.id] ?? rule.severity);
