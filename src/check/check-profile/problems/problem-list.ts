// The problems found so far: one of a kind about a thing, each with its advice and its trace.

import { defined } from '../../../../machines/defined.ts';
import type { Law } from '../../run/law.ts';
import { sentBy } from '../../run/sender.ts';
import type { SequenceFailure } from '../../sequences/check-sequences.ts';
import { type Place, wayTo } from '../exploration/explore.ts';
import { closestRefusal, reasonsOf } from '../exploration/reach.ts';
import type { Problem, ProblemKind, TraceCommand } from '../result.ts';
import { traceOf } from '../trace.ts';

/** What the designer of a process can do about each kind of problem. */
const ADVICE: Readonly<Record<ProblemKind, string>> = {
  'unreachable-state':
    'Change the rule, budget or gate that refuses the last command of the trace, or remove what cannot be reached.',
  'cannot-end': 'Change what refuses session.end at the end of the trace, so that one way to completion is legal.',
  'dead-end': 'Refuse the command that leads there, or make a command legal that leads out of it.',
  'gate-cannot-pass': 'Change the gate, or the rule that refuses its verdict at the end of the trace.',
  'phase-locked-out': 'Let the gate guard another phase, or remove it: a gate stands behind the phase that it guards.',
  'invariant-violated': 'Change the profile so that it refuses the last command of the trace, or change the invariant.',
  'rules-disagree': 'This is a defect of Reprise, not of the profile: report it with the trace.',
};

export class ProblemList {
  readonly #law: Law;
  readonly problems: Problem[] = [];

  constructor(law: Law) {
    this.#law = law;
  }

  #has(kind: ProblemKind, about: string): boolean {
    return this.problems.some((one) => one.kind === kind && one.about === about);
  }

  add(kind: ProblemKind, about: string, sentence: string, commands: readonly TraceCommand[]): void {
    if (this.#has(kind, about)) return;
    const plain = commands.map(({ name, data, actor }) => ({ name, data, ...defined({ actor }) }));
    const { lines } = traceOf(plain, this.#law);
    this.problems.push({ kind, about, sentence, advice: ADVICE[kind], commands: plain, lines });
  }

  /** Adds what random sequences found, unless the exploration has found the same by a shorter trace. */
  addFailure({ kind, about, sentence, commands, lines, seed, path }: SequenceFailure, start: TraceCommand): void {
    // A fold or a repeat that differs from the decision is a contradiction of the law with itself, too.
    const as: ProblemKind = kind === 'invariant-violated' ? kind : 'rules-disagree';
    if (this.#has(as, about)) return;
    const trace = [start, ...commands.map((command) => ({ data: {}, ...command }))];
    this.problems.push({ kind: as, about, sentence, advice: ADVICE[as], commands: trace, lines, seed, path });
  }

  /** Adds that a command is never legal, shown at the place that is closest to accepting it; nothing where one accepts it. */
  addRefused(
    kind: ProblemKind,
    about: string,
    sentence: string,
    places: readonly Place[],
    command: TraceCommand,
  ): void {
    const closest = closestRefusal(places, command, this.#law);
    if (closest === undefined) return;
    const why = `Where it is closest to legal, it is refused by ${reasonsOf(closest.violations)}.`;
    this.add(kind, about, `${sentence} ${why}`, [
      ...wayTo(closest.place),
      sentBy(closest.place.state.session.profile, command),
    ]);
  }
}
