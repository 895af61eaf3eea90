// Which phase is active: figures of tokens that name no phase belong to it.
import type { RecordedEvent } from '../events/envelope.ts';
import type { phaseEvents } from '../events/phase.ts';

type PhaseEvent = keyof typeof phaseEvents;
/** `order`: the phases of the profile in force. */
type Step = (active: string | null, phase: string, order: readonly string[]) => string | null;
const isStarted = (_active: string | null, phase: string): string => phase;
const isEnded = (active: string | null, phase: string): string | null => (phase === active ? null : active);
/** The phases after an unskipped one are pending again. */
const isUnskipped: Step = (active, phase, order) => {
  const place = order.indexOf(phase);
  const goesOn = active !== null && active !== phase && (place < 0 || order.indexOf(active) < place);
  return goesOn ? active : null;
};
/** The compiler demands an answer for every event of a phase; others leave the active phase as it is. */
const ACTIVE_PHASE: { readonly [T in PhaseEvent]: Step } = {
  phase_started: isStarted,
  phase_reopened: isStarted,
  phase_completed: isEnded,
  phase_skipped: isEnded,
  phase_abandoned: isEnded,
  phase_unskipped: isUnskipped,
};
const isPhaseEvent = (event: RecordedEvent): event is Extract<RecordedEvent, { type: PhaseEvent }> =>
  Object.hasOwn(ACTIVE_PHASE, event.type);

/**
 * The phase that is active after an event: the one started or reopened last, until it ends. `null` for none. Where a
 * record lets two run at once, the earlier is not taken up again when the later ends.
 */
export const activePhaseAfter = (
  active: string | null,
  event: RecordedEvent,
  order: readonly string[],
): string | null => (isPhaseEvent(event) ? ACTIVE_PHASE[event.type](active, event.data.phase, order) : active);
