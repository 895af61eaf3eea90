// A check of a process and its recorded sessions as JUnit suites: a case for each kind of problem and for each session.
import { writtenMove } from '../../../machines/commands/written-move.ts';
import type { MachineCheck, MachineProblem } from '../../check/check-machine/result.ts';
import type { Problem, ProblemKind, ProfileCheck } from '../../check/check-profile/result.ts';
import type { CorpusSession } from '../../check/corpus/check-corpus.ts';
import { refusedText } from './corpus.ts';
import type { JunitCase, JunitSuite } from './junit.ts';

/** For each kind of problem, what is true where there is none. */
const CHECKED: Readonly<Record<ProblemKind, string>> = {
  'unreachable-state': 'every state can be reached',
  'cannot-end': 'a session can end as completed',
  'dead-end': 'no legal commands lead to where a session can no longer end as completed',
  'gate-cannot-pass': 'every gate can pass',
  'phase-locked-out': 'no gate locks a phase out',
  'invariant-violated': 'no legal history violates an invariant',
  'rules-disagree': 'rules and invariants agree',
};

const problemText = ({ sentence, advice, commands, lines, seed, path }: Problem): string =>
  [
    sentence,
    advice,
    ...commands.map(({ name, data }) => `  ${name} ${JSON.stringify(data) ?? ''}`),
    ...(seed === undefined ? [] : [`seed ${seed}${path === undefined ? '' : `, path ${path}`}`]),
    ...lines,
  ].join('\n');

const casesOf = <F extends { readonly kind: string; readonly sentence: string }>(
  checked: Readonly<Record<string, string>>,
  problems: readonly F[],
  textOf: (problem: F) => string,
): JunitCase[] =>
  Object.entries(checked).map(([kind, name]) => {
    const found = problems.filter((problem) => problem.kind === kind);
    const [first] = found;
    if (first === undefined) return { name, result: { kind: 'passed' } };
    return {
      name,
      result: { kind: 'failure', type: kind, message: first.sentence, text: found.map(textOf).join('\n\n') },
    };
  });

/** That everything was explored: where it was not, a build is not to pass. */
const exploredCase = (limits: readonly string[]): JunitCase => {
  const name = 'everything was explored';
  const [first] = limits;
  if (first === undefined) return { name, result: { kind: 'passed' } };
  return { name, result: { kind: 'failure', type: 'stopped-early', message: first, text: limits.join('\n') } };
};

const limitsOf = ({ aspects, random }: ProfileCheck): string[] => [
  ...aspects.flatMap(({ aspect, limit }) => (limit === undefined ? [] : [`${aspect}: ${limit}`])),
  ...(random.limit === undefined ? [] : [random.limit]),
];

export const checkSuite = (check: ProfileCheck): JunitSuite => ({
  name: `profile ${check.profile}`,
  durationMs: check.durationMs,
  cases: [...casesOf(CHECKED, check.problems, problemText), exploredCase(limitsOf(check))],
});

const CHECKED_OF_MACHINES: Readonly<Record<MachineProblem['kind'], string>> = {
  'unreachable-state': 'every state can be reached',
  'cannot-end': 'the machine can end',
  'dead-end': 'no events lead to where it can no longer end',
  'invariant-violated': 'no events violate an invariant',
};

export const machineSuite = ({ machine, durationMs, problems, limit }: MachineCheck): JunitSuite => ({
  name: `machine ${machine}`,
  durationMs,
  cases: [
    ...casesOf(CHECKED_OF_MACHINES, problems, ({ sentence, advice, events }) =>
      [sentence, advice, ...events.map((event) => `  ${JSON.stringify(event)}`)].join('\n'),
    ),
    exploredCase(limit === undefined ? [] : [limit]),
  ],
});

const sessionCase = (session: CorpusSession): JunitCase => {
  const name = session.source;
  if (session.outcome === 'unreadable') {
    const { code, message, hint = '' } = session.error;
    return { name, result: { kind: 'error', type: code, message, text: `${message}\n${hint}` } };
  }
  if (session.outcome === 'left-out')
    return { name, result: { kind: 'skipped', message: `started with another profile: ${session.profile ?? 'none'}` } };
  const { refused, refusedBefore } = session;
  if (refused !== undefined) {
    const message = `refused at ${refusedText(refused)}`;
    const text = [message, `Legal there: ${refused.legal.map(writtenMove).join(', ') || 'nothing'}`].join('\n');
    return { name, result: { kind: 'failure', type: refused.rule, message, text } };
  }
  if (refusedBefore !== undefined)
    return {
      name,
      result: { kind: 'skipped', message: `refused under its own profile already at ${refusedText(refusedBefore)}` },
    };
  return { name, result: { kind: 'passed' } };
};

export const corpusSuite = (sessions: readonly CorpusSession[]): JunitSuite => ({
  name: 'recorded sessions',
  cases: sessions.map(sessionCase),
});
