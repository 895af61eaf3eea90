// What is legal in a profile and may not be meant: budgets that contradict each other, gates that guard nothing or another
// phase than they are about, rules whose severity is easily misunderstood.
import type { Profile } from '../../../machines/profile.ts';
import { RULES, severityUnder } from '../../../machines/rules/all.ts';
import type { Hint } from './result.ts';

const tokens = (count: number): string => `${count.toLocaleString('en')} token${count === 1 ? '' : 's'}`;

const severityIn = (profile: Profile, id: string): string => {
  const rule = RULES.find((one) => one.id === id);
  return rule === undefined ? 'off' : severityUnder(profile, rule);
};

const budgetHints = (profile: Profile): Hint[] => {
  const { budget, phases } = profile;
  const hints: Hint[] = [];
  const add = (about: string, sentence: string) => hints.push({ kind: 'budget', about, sentence });
  const allocated = Object.entries(budget.phases);
  const sum = allocated.reduce((all, [, one]) => all + one, 0);
  const { session } = budget;
  const tooLarge = session === undefined ? [] : allocated.filter(([, one]) => one > session);
  for (const [phase, one] of tooLarge)
    add(phase, `Phase ${phase} may use ${tokens(one)}, and the whole session ${tokens(session ?? 0)}.`);
  if (session !== undefined && tooLarge.length === 0 && sum > session)
    add('session', `The phases may use ${tokens(sum)} together, and the session ${tokens(session)}.`);
  if (session !== undefined && sum < session && phases.length > 0 && allocated.length === phases.length)
    add(
      'session',
      `The session may use ${tokens(session)}, and its phases ${tokens(sum)} together: the rest is for use outside of phases.`,
    );
  if (session !== undefined && severityIn(profile, 'B.session') === 'off')
    add('session', `The session has a budget of ${tokens(session)}, and the rule that watches it, B.session, is off.`);
  if (allocated.length > 0 && severityIn(profile, 'B.phase') === 'off')
    add('phases', `Phases have budgets, and the rule that watches them, B.phase, is off.`);
  return hints;
};

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** Shorter names are within other words by chance. */
const LEAST_LETTERS = 4;

/** True where a text speaks of a phase: `tested` of Test, `Ready to build` of Build. */
const names = (text: string, phase: string): boolean => {
  const all = wordsOf(text);
  const words = wordsOf(phase);
  return (
    words.length > 0 &&
    words.every((word) => all.some((one) => one === word || (word.length >= LEAST_LETTERS && one.startsWith(word))))
  );
};

const gateHints = (profile: Profile): Hint[] => {
  const { gates, phases } = profile;
  const guard = severityIn(profile, 'G.guard');
  const guarding = gates.filter(({ guards }) => guards !== undefined);
  return [
    ...gates.flatMap(({ id, name, guards }): Hint[] => {
      const add = (sentence: string): Hint[] => [{ kind: 'gate', about: id, sentence }];
      if (guards === undefined)
        return add(`Gate ${id} guards no phase: nothing waits for it, and a session completes without it.`);
      const place = phases.indexOf(guards);
      // A gate stands between its phase and the next, and may be about either.
      const near = phases.slice(place, place + 2);
      const text = `${id} ${name}`;
      if (near.some((phase) => names(text, phase))) return [];
      const other = phases.find((phase) => names(text, phase));
      if (other === undefined) return [];
      const until = phases[place + 1];
      return add(
        `Gate ${id} (${name}) names phase ${other} and guards ${guards}: ${until === undefined ? 'the end of the session' : `phase ${until}`} waits for it, and what follows ${other} does not.`,
      );
    }),
    ...(guard !== 'error' && guarding.length > 0
      ? [
          {
            kind: 'gate',
            about: guarding.map(({ id }) => id).join(', '),
            sentence: `G.guard is ${guard}, so ${guarding.length === 1 ? 'the gate guards' : `the ${guarding.length} gates guard`} nothing: the next phase starts whatever ${guarding.length === 1 ? 'its verdict' : 'their verdicts'}.`,
          } as const,
        ]
      : []),
  ];
};

/** Rules whose severity has an effect beyond their sentence. */
const RULE_HINTS: readonly { readonly rule: string; readonly severity: string; readonly sentence: string }[] = [
  {
    rule: 'E.time',
    severity: 'error',
    sentence:
      "E.time is an error: a command is refused where the clock of its machine is behind that of the same actor's last command, by however little.",
  },
];

const ruleHints = (profile: Profile): Hint[] => [
  ...RULE_HINTS.filter(({ rule, severity }) => severityIn(profile, rule) === severity).map(
    ({ rule, sentence }): Hint => ({ kind: 'rule', about: rule, sentence }),
  ),
  ...(profile.validators?.length === 0
    ? [
        {
          kind: 'rule',
          about: 'validators',
          sentence: 'No type of agent validates: a session completes without a pass of another agent (C.validated).',
        } as const,
      ]
    : []),
  ...(profile.enforcement === 'observe'
    ? [
        {
          kind: 'rule',
          about: 'enforcement',
          sentence: 'Sessions of this profile are observed: no rule refuses anything, violations are only reported.',
        } as const,
      ]
    : []),
];

export const hintsOf = (profile: Profile): Hint[] => [
  ...budgetHints(profile),
  ...gateHints(profile),
  ...ruleHints(profile),
];
