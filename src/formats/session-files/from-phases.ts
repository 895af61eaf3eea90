// Phases of the planning file: starts and ends that the events file does not report, with notes and outputs.
import type { Entry } from './entry.ts';
import type { Fields } from './facts.ts';
import { INFERRED, some } from './fields.ts';
import type { ImportContext } from './import-context.ts';
import { phaseTimes, type Times } from './missing-times.ts';
import type { Sources } from './sources.ts';
import { statusOf } from './words.ts';

/** The plan's notes and outputs of a phase. */
export const phaseFields = (sources: Sources, name: string | undefined): Fields => {
  const phase = name === undefined ? undefined : sources.phaseByName.get(name);
  return phase === undefined ? {} : { notes: phase.text('notes'), outputs: some(phase.texts('outputs')) };
};

export const addPhases = (context: ImportContext): void => {
  const times = phaseTimes(context);
  for (const phase of context.sources.phases) addPhase(phase, context, times.get(phase.id));
};

const addPhase = (phase: Entry, { sources, facts, reported, span }: ImportContext, times: Times | undefined): void => {
  const name = phase.text('name') ?? phase.id;
  const startedAt = phase.time('startedAt');
  const completedAt = phase.time('completedAt');
  const status = statusOf(phase.raw('status'));
  if (status !== undefined) phase.take('status');
  const started = reported.find('phase_started', name);
  if (started !== undefined && started.time !== startedAt) phase.keep('startedAt');
  if (started === undefined) {
    if (startedAt !== undefined) facts.add('phase_started', { phase: name }, startedAt, phase);
    // What is completed was active.
    else if (status === 'completed' && times?.startedAt !== undefined)
      facts.add('phase_started', { phase: name, extra: INFERRED }, times.startedAt, phase);
  }
  if (reported.has('phase_completed', name)) return;
  const hasEnded = status === 'dropped' || status === 'completed' || completedAt !== undefined;
  if (reported.has('phase_skipped', name) || !hasEnded) {
    // No end of the phase is recorded from the plan, so the rest of its entry is a note.
    const rest = phase.rest();
    if (rest !== undefined) facts.add('fact_noted', { name: 'phase', text: name, extra: rest }, span.end, phase);
    return;
  }
  const fields = phaseFields(sources, name);
  if (status === 'dropped') {
    const reason = phase.text('notes') ?? 'not said';
    const skippedAt = completedAt ?? startedAt ?? span.end;
    facts.add('phase_skipped', { phase: name, reason, extra: phase.rest() }, skippedAt, phase);
  } else
    facts.add(
      'phase_completed',
      { phase: name, ...fields, extra: phase.rest() },
      completedAt ?? times?.endedAt ?? span.end,
      phase,
    );
};
