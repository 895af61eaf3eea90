// Where a wave belongs: the cycle that is open, else the phase that is active. The events file reports both, and the plan has
// the times of phases that it does not report. Fields are only looked at here: what reads them comes later.
import { readTime } from '../../../machines/time.ts';
import type { Entry } from './entry.ts';

/** What begins or ends a phase or a cycle, at a time. */
export interface Opening {
  readonly time: string;
  readonly kind: 'phase' | 'cycle';
  /** The same for the beginning and the end. */
  readonly id: string;
  readonly opens: boolean;
}

const OPENS: Readonly<Record<string, boolean>> = {
  phase_started: true,
  phase_reopened: true,
  phase_completed: false,
  phase_skipped: false,
  phase_abandoned: false,
  cycle_started: true,
  cycle_ended: false,
};

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value : undefined;

/** The name of a phase of the plan. */
export const phaseName = (phase: Entry): string => textOf(phase.raw('name')) ?? phase.id;

const timeIn = (phase: Entry, field: string): string | undefined => {
  const text = textOf(phase.raw(field));
  const read = text === undefined ? undefined : readTime(text);
  return read === undefined || 'invalid' in read ? undefined : read.time;
};

const idIn = (event: Entry, kind: Opening['kind'], phases: readonly string[]): string => {
  const details = event.rawObject('details');
  if (kind === 'cycle') return String(details.cycle ?? details.number ?? event.id);
  const text = String(event.raw('description') ?? '').toLowerCase();
  return (
    [details.phaseId, details.phase, details.phaseName].map(textOf).find((name) => name !== undefined) ??
    phases.find((name) => text.includes(name.toLowerCase())) ??
    event.id
  );
};

/** What an event of a type begins or ends; undefined where it does neither. */
export const openingOf = (event: Entry, type: string, time: string, phases: readonly string[]): Opening | undefined => {
  const opens = Object.hasOwn(OPENS, type) ? OPENS[type] : undefined;
  if (opens === undefined) return undefined;
  const kind = type.startsWith('cycle_') ? 'cycle' : 'phase';
  return { time, kind, id: idIn(event, kind, phases), opens };
};

/** Begins and ends of phases that the plan has and the events file does not report. */
export const plannedOpenings = (phases: readonly Entry[], reported: readonly Opening[]): Opening[] =>
  phases.flatMap((phase) => {
    const id = phaseName(phase);
    const has = (opens: boolean): boolean =>
      reported.some((one) => one.kind === 'phase' && one.opens === opens && one.id === id);
    const at = (field: 'startedAt' | 'completedAt', opens: boolean): Opening[] => {
      const time = has(opens) ? undefined : timeIn(phase, field);
      return time === undefined ? [] : [{ time, kind: 'phase', id, opens }];
    };
    return [...at('startedAt', true), ...at('completedAt', false)];
  });

/** Follows what is open. */
export class OpenPlace {
  readonly #cycles: string[] = [];
  #phase: string | undefined;

  follow({ kind, id, opens }: Opening): void {
    if (kind === 'phase') {
      if (opens) this.#phase = id;
      else if (this.#phase === id) this.#phase = undefined;
      return;
    }
    const known = this.#cycles.indexOf(id);
    if (known >= 0) this.#cycles.splice(known, 1);
    if (opens) this.#cycles.push(id);
  }

  /** Names the open cycle, else the active phase. */
  get name(): string {
    const cycle = this.#cycles.at(-1);
    return cycle === undefined ? `phase ${this.#phase ?? ''}` : `cycle ${cycle}`;
  }
}
