// Replay: a record's events one after the other, each with what it changed and the states before and after it, to any
// moment, at any speed. Lenient keeps every fact and reports violations; strict stops at the first event that is refused.
import type { Violation } from '../../../machines/check.ts';
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { initialState, type State } from '../../../machines/state/state.ts';
import type { ViewName } from '../../../projections/index.ts';
import { RepriseError } from '../../errors.ts';
import type { Place, SourcedEvent } from '../record/place.ts';
import { type Bound, boundary, reaches } from './bound.ts';
import { foldViews, type ShowView } from './fold-views.ts';
import { paceOf, type Speed, sleepFor } from './pace.ts';
import { type ReplayStep, stepOf } from './step.ts';

export type { Bound } from './bound.ts';
export type { ReplayStep } from './step.ts';

/** Where a strict replay stopped: at the first event that the law refuses. */
export interface Divergence {
  readonly kind: 'divergence';
  /** Place of the event in the record, from 0. */
  readonly index: number;
  readonly ordinal: number;
  readonly position: Place | undefined;
  readonly event: RecordedEvent;
  readonly violations: readonly Violation[];
  /** The rule that is violated: its id and sentence. */
  readonly expected: string;
  /** The event's type, and how it violates the rule. */
  readonly got: string;
  readonly hint: string;
  /** The state before the event. */
  readonly state: State;
}

/** A step with the requested views. */
export interface ViewedStep extends ReplayStep {
  /** The document of a view after the event, made at each call. @throws Error for a view that was not requested */
  readonly view: ShowView;
}

export interface ReplayOptions {
  /** The first step that is yielded; the events before it are folded without one. Default: the first. */
  readonly from?: Bound;
  /** The last step. By time: the last one before the first event whose `time` is later. Default: the last. */
  readonly to?: Bound;
  /** `strict` stops at the first event that the law refuses. Default `lenient`. */
  readonly mode?: 'lenient' | 'strict';
  /** By the events' `time`. Default `instant`. */
  readonly speed?: Speed;
  /** The views that steps can show. Default: none. */
  readonly views?: readonly ViewName[];
  /** Ends the replay between two steps, also while it waits. */
  readonly signal?: AbortSignal;
  /** Milliseconds since any moment. Default: `performance.now`. */
  readonly clock?: () => number;
  /** Resolves after `ms`, or when the signal aborts. */
  readonly sleep?: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
}

const divergenceOf = ({ index, event, position, violations, before }: ReplayStep): Divergence | undefined => {
  const errors = violations.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first === undefined) return undefined;
  return {
    kind: 'divergence',
    index,
    ordinal: event.ordinal,
    position,
    event,
    violations: errors,
    expected: `${first.rule}: ${first.sentence}`,
    got: `${event.type}: ${first.detail}`,
    hint: `Replay to ordinal ${event.ordinal - 1} to see the state before it, or in lenient mode to see every violation.`,
    state: before,
  };
};

/**
 * Replays a session's events, in the order given. Ends after `to`, at a divergence (strict), or when `signal` aborts.
 * @throws RepriseError BAD_INPUT when there is no event at `from` or `to`, or `from` is after `to`; RangeError for a speed
 *   that is not above 0
 */
export async function* replay(
  events: Iterable<RecordedEvent | SourcedEvent> | AsyncIterable<RecordedEvent | SourcedEvent>,
  options: ReplayOptions = {},
): AsyncGenerator<ViewedStep | Divergence, void> {
  const { mode = 'lenient', views = [], signal, clock = () => performance.now(), sleep = sleepFor } = options;
  const untilDue = paceOf(options.speed ?? 'instant', { signal, clock, sleep });
  const from = options.from === undefined ? undefined : boundary(options.from);
  const to = options.to === undefined ? undefined : boundary(options.to);
  const fold = foldViews(views);
  let state: State | undefined;
  let hasBegun = from === undefined;
  let isAtEnd = false;
  let last: RecordedEvent | undefined;
  let index = 0;

  for await (const item of events) {
    if (signal?.aborted) return;
    const event = 'event' in item ? item.event : item;
    isAtEnd = to?.kind === 'time' && event.time > to.time;
    if (isAtEnd) break;
    const step = stepOf(state ?? initialState(event.sessionid), item, index);
    const view = fold(event);
    state = step.state;
    index += 1;
    last = event;
    hasBegun ||= from !== undefined && reaches(from, event);
    if (hasBegun) await untilDue(event);
    if (signal?.aborted) return;
    const divergence = mode === 'strict' ? divergenceOf(step) : undefined;
    if (divergence !== undefined) {
      yield divergence;
      return;
    }
    if (hasBegun) yield { ...step, view };
    isAtEnd = to !== undefined && to.kind !== 'time' && reaches(to, event);
    if (isAtEnd) break;
  }
  if (signal?.aborted) return;
  if (isAtEnd && !hasBegun)
    throw new RepriseError('BAD_INPUT', `The replay ends at event ${last?.ordinal ?? 0}, before it begins.`, {
      hint: 'Where it begins (`from`) must not be after where it ends (`to`).',
      fields: { from: options.from, to: options.to },
    });
  if (isAtEnd) return;
  if (to !== undefined && to.kind !== 'time') throw to.missing(last);
  if (from !== undefined && !hasBegun) throw from.missing(last);
}
