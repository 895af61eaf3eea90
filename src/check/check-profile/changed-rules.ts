// The rules whose severity a profile changes, each with the shortest history that shows what the change does: one that the
// rule would refuse or report and that now passes, or one that only the stricter rule refuses.
import { defined } from '../../../machines/defined.ts';
import { INVARIANTS } from '../../../machines/invariants/all.ts';
import { checkHistory } from '../../../machines/invariants/check-history.ts';
import type { Invariant } from '../../../machines/invariants/invariant.ts';
import type { Profile } from '../../../machines/profile.ts';
import { RULES, severityUnder } from '../../../machines/rules/all.ts';
import type { Rule } from '../../../machines/rules/rule.ts';
import type { Law } from '../run/law.ts';
import { Run } from '../run/run.ts';
import { findInSequencesUntil } from '../sequences/check-sequences.ts';
import type { ChangedRules, MoveViolation } from './exploration/explore.ts';
import { wayTo } from './exploration/explore.ts';
import { legalTrace } from './legal-trace.ts';
import { startOf } from './moves/moves.ts';
import { probeOf } from './probes.ts';
import { distinct, violatedLast } from './problems/violations.ts';
import type { ProfileExploration } from './profile-exploration.ts';
import type { ChangedRule, TraceCommand } from './result.ts';
import { shortened, type Trace, traceOf } from './trace.ts';
import { untilProfileChanges } from './until-profile-changes.ts';

const STRENGTH = { off: 0, warn: 1, error: 2 } as const;

const strengthened = (profile: Profile, rule: Rule): number =>
  STRENGTH[severityUnder(profile, rule)] - STRENGTH[rule.severity];

export const changedRulesOf = (profile: Profile): ChangedRules => {
  const ids = (changed: (by: number) => boolean) =>
    new Set(RULES.filter((rule) => changed(strengthened(profile, rule))).map(({ id }) => id));
  return { softened: ids((by) => by < 0), stricter: ids((by) => by > 0) };
};

/** The invariant of a rule, violated whatever the profile makes of the rule. */
const hardened = (rule: string): Invariant[] =>
  INVARIANTS.filter(({ id }) => id === rule).map((one) => ({ ...one, severity: 'error', always: true }));

/** Random sequences for a rule that no explored history violates: their length, their number, and their time. */
const MAX_LENGTH = 60;
const SEQUENCES = 200;
const MAX_MS = 2_000;

interface Shown {
  readonly commands: readonly TraceCommand[];
  readonly detail: string;
}

const explored = (violations: readonly MoveViolation[]): Map<string, Shown> =>
  new Map(
    distinct(violations.filter(({ kind }) => kind === 'softened' || kind === 'stricter')).map(
      ({ rule, detail, from, move }) => [rule, { commands: [...wayTo(from), move], detail }],
    ),
  );

/** A history that violates a rule, kept for those that nothing explored violates. */
const probed = ({ profile, law }: ProfileExploration, rule: string): Shown | undefined => {
  const commands = probeOf(profile, rule);
  if (commands === undefined) return undefined;
  const { accepted, events, last } = traceOf(commands, law);
  if (!accepted || last?.kind !== 'accepted') return undefined;
  const violation = checkHistory(events, { invariants: hardened(rule) }).at(-1);
  const detail = violation?.index === events.length - 1 ? violation.violations[0]?.detail : undefined;
  return detail === undefined ? undefined : { commands, detail };
};

/** A history that violates a rule, found by random sequences. */
const foundAtRandom = async (
  { profile, law, bounds }: ProfileExploration,
  rule: string,
  seed: number,
): Promise<Shown | undefined> => {
  const invariants = hardened(rule).map((one) => untilProfileChanges(profile, one));
  const options = { invariants, runs: SEQUENCES, maxLength: MAX_LENGTH, enforcement: 'enforce', seed, law } as const;
  const { failure } = await findInSequencesUntil(profile, options, Math.min(MAX_MS, bounds.msLeft / 2));
  if (failure?.kind !== 'invariant-violated' || failure.about !== rule) return undefined;
  const detail = failure.sentence.split(': ').slice(1).join(': ').replace(/\.$/, '');
  const commands = [startOf(profile), ...failure.commands.map((command) => ({ data: {}, ...command }))];
  return { commands: acceptedOf(commands, law), detail };
};

/** Those of the commands of a sequence that are accepted. */
const acceptedOf = (commands: readonly TraceCommand[], law: Law): TraceCommand[] => {
  const run = new Run({ law });
  return commands.filter((command) => {
    const decision = run.decide(run.command(command));
    run.apply(decision);
    return decision.kind === 'accepted';
  });
};

/** @param seed of random sequences for what was not explored; undefined for none */
export const changedRules = async (
  exploration: ProfileExploration,
  seed: number | undefined,
): Promise<ChangedRule[]> => {
  const { profile, law, violations } = exploration;
  const shown = explored(violations);
  const all: ChangedRule[] = [];
  for (const rule of RULES) {
    const by = strengthened(profile, rule);
    if (by === 0) continue;
    const { id, sentence, severity: own } = rule;
    const invariants = hardened(id);
    const passes = (trace: Trace): boolean => trace.accepted && violatedLast(trace, invariants).includes(id);
    const refuses = ({ accepted, last }: Trace): boolean =>
      accepted && last?.kind === 'rejected' && last.rejection.violations.every((one) => one.rule === id);
    let found = shown.get(id);
    if (by < 0) found ??= probed(exploration, id);
    if (by < 0 && seed !== undefined) found ??= await foundAtRandom(exploration, id, seed);
    const commands =
      found === undefined
        ? undefined
        : (shortened(found.commands, law, by < 0 ? passes : refuses)?.commands ?? found.commands);
    all.push({
      rule: id,
      sentence,
      severity: severityUnder(profile, rule),
      own,
      effect: by < 0 ? 'passes' : 'refuses',
      ...defined({ detail: found?.detail }),
      trace: commands === undefined ? undefined : legalTrace(commands, law),
    });
  }
  return all;
};
