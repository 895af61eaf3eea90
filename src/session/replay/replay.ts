// Replay: a record's events one after the other, each with what it changed and the states around it, to any moment, at
// any speed. Lenient keeps every fact and tells what it breaks; strict stops at the first that the law refuses.
import { setTimeout as timeout } from 'node:timers/promises';
import type { Violation } from '../../../machines/check.ts';
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { UNKNOWN_TIME } from '../../../machines/events/fields.ts';
import { initialState, type State } from '../../../machines/state/state.ts';
import { PROJECTIONS, type ViewName } from '../../../projections/index.ts';
import type { Projection } from '../../../projections/projection.ts';
import { RepriseError } from '../../errors.ts';
import type { Place, SourcedEvent } from '../record/place.ts';
import { type Bound, boundary, reaches } from './bound.ts';
import { type ReplayStep, stepOf } from './step.ts';

export type { Bound } from './bound.ts';
export type { ReplayStep } from './step.ts';

/** Where a strict replay stopped: the first event that the law refuses. */
export interface Divergence {
  readonly kind: 'divergence';
  /** From 0, in the record. */
  readonly index: number;
  readonly ordinal: number;
  readonly position: Place | undefined;
  readonly event: RecordedEvent;
  readonly violations: readonly Violation[];
  /** The rule that the law keeps here. */
  readonly expected: string;
  /** What the record has instead. */
  readonly got: string;
  readonly hint: string;
  /** The state before the event. */
  readonly state: State;
}

/** A step with the views asked for, as documents, made when they are looked at. */
export interface ViewedStep extends ReplayStep {
  /** @throws Error for a view that was not asked for */
  show(view: ViewName): unknown;
}

export interface ReplayOptions {
  /** The first event told; those before it are folded in silence. Default: the first. */
  readonly from?: Bound;
  /** The last. By time: the end of the longest beginning in which every `time` is at most this. Default: the last. */
  readonly to?: Bound;
  /** Default `lenient`. */
  readonly mode?: 'lenient' | 'strict';
  /** By the events' `time`: `real`, a multiple of it, or `instant` (the default). */
  readonly speed?: 'instant' | 'real' | number;
  readonly views?: readonly ViewName[];
  /** Ends the replay between two steps, also while it waits. */
  readonly signal?: AbortSignal;
  /** Milliseconds, from any moment on. Default: `performance.now`. */
  readonly clock?: () => number;
  /** Resolves after `ms`, or when the signal aborts. */
  readonly sleep?: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
}

/** setTimeout takes no more; a wait of 24 days is as good as one of 25. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

const sleepFor = async (ms: number, signal: AbortSignal | undefined): Promise<void> => {
  try {
    await timeout(ms, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
};

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
    hint: `Replay to ordinal ${event.ordinal - 1} to see what stood before it, or in lenient mode to see all that the law refuses.`,
    state: before,
  };
};

const factorOf = (speed: ReplayOptions['speed'] = 'instant'): number => {
  const factor = speed === 'instant' ? Number.POSITIVE_INFINITY : speed === 'real' ? 1 : speed;
  if (!(factor > 0)) throw new RangeError(`a speed is more than 0, not ${factor}`);
  return factor;
};

/**
 * Replays a session's events, in the order given. Ends after `to`, at a divergence (strict), or when `signal` aborts.
 * @throws RepriseError BAD_INPUT when no event is at `from` or `to`, or `from` is after `to`
 */
export async function* replay(
  events: Iterable<RecordedEvent | SourcedEvent> | AsyncIterable<RecordedEvent | SourcedEvent>,
  options: ReplayOptions = {},
): AsyncGenerator<ViewedStep | Divergence, void> {
  const { mode = 'lenient', views = [], signal, clock = () => performance.now(), sleep = sleepFor } = options;
  const factor = factorOf(options.speed);
  const from = options.from === undefined ? undefined : boundary(options.from);
  const to = options.to === undefined ? undefined : boundary(options.to);
  const projections = new Map(views.map((name) => [name, PROJECTIONS[name] as Projection<unknown, unknown>]));
  let folded: Map<ViewName, unknown> | undefined;
  let state: State | undefined;
  let telling = from === undefined;
  let began: { clock: number; time: number } | undefined;
  let last: RecordedEvent | undefined;
  let index = 0;

  let isAtEnd = false;
  for await (const item of events) {
    if (signal?.aborted) return;
    const event = 'event' in item ? item.event : item;
    isAtEnd = to?.kind === 'time' && event.time > to.time;
    if (isAtEnd) break;
    state ??= initialState(event.sessionid);
    const step = stepOf(state, item, index);
    state = step.state;
    index += 1;
    last = event;
    const before = folded ?? new Map([...projections].map(([name, { init }]) => [name, init(event.sessionid)]));
    const documents = new Map([...projections].map(([name, { apply }]) => [name, apply(before.get(name), event)]));
    folded = documents;
    telling ||= from !== undefined && reaches(from, event);

    if (telling && factor !== Number.POSITIVE_INFINITY && event.time !== UNKNOWN_TIME) {
      const time = Date.parse(event.time);
      began ??= { clock: clock(), time };
      const wait = began.clock + (time - began.time) / factor - clock();
      if (wait > 0) await sleep(Math.min(wait, LONGEST_WAIT_MS), signal);
      if (signal?.aborted) return;
    }
    const divergence = mode === 'strict' ? divergenceOf(step) : undefined;
    if (divergence !== undefined) {
      yield divergence;
      return;
    }
    if (telling)
      yield {
        ...step,
        show: (name) => {
          const projection = projections.get(name);
          if (projection === undefined) throw new Error(`the view ${name} was not asked for`);
          return projection.show(documents.get(name));
        },
      };
    isAtEnd = to !== undefined && to.kind !== 'time' && reaches(to, event);
    if (isAtEnd) break;
  }
  if (signal?.aborted) return;
  if (isAtEnd && from !== undefined && !telling)
    throw new RepriseError('BAD_INPUT', `The replay ends at event ${last?.ordinal ?? 0}, before it begins.`, {
      hint: 'Where it begins (`from`) must not be after where it ends (`to`).',
      fields: { from: options.from, to: options.to },
    });
  if (isAtEnd) return;
  if (to !== undefined && to.kind !== 'time') throw to.missing(last);
  if (from !== undefined && !telling) throw from.missing(last);
}
