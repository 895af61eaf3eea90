// A trace: commands decided again from the start with ids, times and hashes, as lines that replay and verify read.
import type { Decision } from '../../../machines/decide.ts';
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import type { Law } from '../run/law.ts';
import { Run } from '../run/run.ts';
import { SESSION } from './exploration/explore.ts';
import type { TraceCommand } from './result.ts';

export interface Trace {
  readonly commands: readonly TraceCommand[];
  readonly lines: readonly string[];
  readonly events: readonly RecordedEvent[];
  /** The decision on the last command. */
  readonly last: Decision | undefined;
  /** True where every command but perhaps the last was accepted. */
  readonly accepted: boolean;
}

export const traceOf = (commands: readonly TraceCommand[], law: Law): Trace => {
  const run = new Run({ sessionId: SESSION, law });
  let last: Decision | undefined;
  let accepted = true;
  for (const command of commands) {
    if (last !== undefined && last.kind !== 'accepted') accepted = false;
    last = run.apply(run.decide(run.command(command)));
  }
  return { commands, lines: run.lines, events: run.events, last, accepted };
};

/** The shortest part of a trace that still shows a problem, found by leaving out one command after the other. */
export const shortened = (
  commands: readonly TraceCommand[],
  law: Law,
  shows: (trace: Trace) => boolean,
): Trace | undefined => {
  let trace = traceOf(commands, law);
  if (!shows(trace)) return undefined;
  for (let shorter = true; shorter; ) {
    shorter = false;
    for (let index = trace.commands.length - 1; index >= 0; index -= 1) {
      const without = traceOf(trace.commands.toSpliced(index, 1), law);
      if (!without.accepted || !shows(without)) continue;
      trace = without;
      shorter = true;
    }
  }
  return trace;
};
