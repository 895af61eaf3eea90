// Where the slider jumps: to the next gate, cycle, error or question, in either direction, and where each of its keys leads. The
// keys are those of `reprise replay --step`, and a few more.
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { violatesOf } from '../../../machines/events/envelope.ts';

export const JUMPS = ['gate', 'cycle', 'error', 'question'] as const;
export type Jump = (typeof JUMPS)[number];

/** Which jumps stop at an event. */
export const stopsAt = (event: RecordedEvent, jump: Jump): boolean => {
  const { type } = event;
  switch (jump) {
    case 'gate':
      return type.startsWith('quality_gate_');
    case 'cycle':
      return type === 'cycle_started' || type === 'cycle_ended';
    case 'error':
      return (
        event.severity === 'error' ||
        event.severity === 'critical' ||
        ['error_occurred', 'agent_failed', 'task_failed', 'todo_failed', 'quality_gate_failed'].includes(type) ||
        violatesOf(event).length > 0
      );
    case 'question':
      return (
        (type === 'workbook_entry_added' && event.data.entryType === 'question') ||
        type === 'question_resolved' ||
        type === 'question_reopened' ||
        type.startsWith('review_')
      );
    default:
      return jump satisfies never;
  }
};

/**
 * The ordinal of the next such event after `at`, or the one before it; undefined where there is none.
 * @param step 1 forward, -1 back
 */
export const jumpFrom = (
  events: readonly RecordedEvent[],
  at: number,
  jump: Jump,
  step: 1 | -1,
): number | undefined => {
  for (let index = at - 1 + step; index >= 0 && index < events.length; index += step) {
    const event = events[index];
    if (event !== undefined && stopsAt(event, jump)) return event.ordinal;
  }
  return undefined;
};

export type SliderKey = 'back' | 'forward' | 'first' | 'last' | 'play' | 'live' | `${Jump}Back` | `${Jump}Forward`;

/** By what the keyboard sends (`KeyboardEvent.key`). */
export const SLIDER_KEYS: Readonly<Record<string, SliderKey>> = {
  h: 'back',
  ArrowLeft: 'back',
  l: 'forward',
  ArrowRight: 'forward',
  '0': 'first',
  Home: 'first',
  $: 'last',
  End: 'last',
  ' ': 'play',
  L: 'live',
  c: 'cycleForward',
  ']': 'cycleForward',
  C: 'cycleBack',
  '[': 'cycleBack',
  g: 'gateForward',
  G: 'gateBack',
  e: 'errorForward',
  E: 'errorBack',
  q: 'questionForward',
  Q: 'questionBack',
};
