// A session in the Trace Event Format, which Perfetto and chrome://tracing open: phases, cycles, waves, agents, tasks and todos
// as complete events with their own times, gates, questions, reviews and errors as instants, a track for each agent.
// https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU (Trace Event Format)
import type { RecordedEvent } from '../../machines/events/envelope.ts';
import { project } from '../../projections/index.ts';
import type { Span } from '../../projections/shown-spans.ts';
import { type TimelineDocument, timeline } from '../../projections/timeline.ts';
import type { Source } from '../session/record/source.ts';
import { sessionNotFound } from '../session/session-not-found.ts';

type Args = Readonly<Record<string, unknown>>;

/** One event of the format. Times are microseconds since 1970, as a session has times of day. */
export type TraceEvent =
  /** Complete: begins at `ts`, lasts `dur`. */
  | (Common & { readonly ph: 'X'; readonly ts: number; readonly dur: number })
  /** An instant of its track. */
  | (Common & { readonly ph: 'i'; readonly ts: number; readonly s: 't' })
  /** Names and orders processes and tracks. */
  | (Omit<Common, 'cat'> & { readonly ph: 'M'; readonly ts: 0 });

interface Common {
  readonly name: string;
  readonly cat: string;
  readonly pid: number;
  readonly tid: number;
  readonly args: Args;
}

export interface Trace {
  readonly displayTimeUnit: 'ms';
  readonly otherData: Args;
  readonly traceEvents: readonly TraceEvent[];
}

const PID = 1;

interface Bar {
  readonly name: string;
  readonly cat: string;
  readonly from: number;
  readonly to: number;
  readonly args: Args;
}
interface Mark {
  readonly name: string;
  readonly cat: string;
  readonly at: number;
  readonly args: Args;
}

const microseconds = (time: string): number => Date.parse(time) * 1000;

/** Bars in lanes: within one, two either do not meet or one holds the other, as the format demands of a track. */
const lanesOf = (bars: readonly Bar[]): Bar[][] => {
  const lanes: { readonly bars: Bar[]; open: number[] }[] = [];
  for (const bar of [...bars].sort((a, b) => a.from - b.from || b.to - a.to)) {
    const fits = (open: readonly number[]): boolean => {
      const end = open.filter((to) => to > bar.from).at(-1);
      return end === undefined || bar.to <= end;
    };
    let lane = lanes.find(({ open }) => fits(open));
    if (lane === undefined) {
      lane = { bars: [], open: [] };
      lanes.push(lane);
    }
    lane.open = [...lane.open.filter((to) => to > bar.from), bar.to];
    lane.bars.push(bar);
  }
  return lanes.map((one) => one.bars);
};

class Tracks {
  readonly events: TraceEvent[] = [];
  #tid = 0;

  constructor(name: string) {
    this.#meta('process_name', 0, { name });
  }

  #meta(name: string, tid: number, args: Args): void {
    this.events.push({ ph: 'M', name, ts: 0, args, pid: PID, tid });
  }

  /** A track with its bars and marks; none where there is neither. Bars that overlap get a track more. */
  add(name: string, bars: readonly Bar[], marks: readonly Mark[] = []): void {
    if (bars.length + marks.length === 0) return;
    const lanes = lanesOf(bars);
    for (const [index, lane] of (lanes.length === 0 ? [[]] : lanes).entries()) {
      this.#tid += 1;
      const tid = this.#tid;
      this.#meta('thread_name', tid, { name: index === 0 ? name : `${name} (${index + 1})` });
      this.#meta('thread_sort_index', tid, { sort_index: tid });
      for (const { from, to, ...bar } of lane)
        this.events.push({ ph: 'X', ...bar, ts: from, dur: to - from, pid: PID, tid });
      if (index === 0)
        for (const { at, ...mark } of marks) this.events.push({ ph: 'i', s: 't', ...mark, ts: at, pid: PID, tid });
    }
  }
}

const withTurn = ({ label, turn }: Span): string => (turn > 1 ? `${label} (${turn})` : label);

/** A session as a trace. What has no known time has no place in it: `otherData.withoutTime` counts it. */
export const traceOf = (document: TimelineDocument): Trace => {
  const { session, sessionId, lastEventAt } = document;
  let withoutTime = 0;
  /** What has not ended goes on until the last event, and says so. */
  const bars = <S extends Span>(spans: readonly S[], cat: string, more: (one: S) => Args = () => ({})): Bar[] =>
    spans.flatMap((one) => {
      const begin = one.startedAt ?? one.endedAt;
      const end = one.endedAt ?? lastEventAt;
      if (begin === null || end === null) {
        withoutTime += 1;
        return [];
      }
      const from = microseconds(begin);
      const args = {
        id: one.id,
        status: one.status,
        ...(one.endedAt === null && { ended: false }),
        ...(one.startedAt === null && { started: 'unknown' }),
        ...more(one),
      };
      return [{ cat, from, name: withTurn(one), to: Math.max(from, microseconds(end)), args }];
    });
  const marks = (
    list: readonly { readonly id: string; readonly label: string; readonly at: string | null; readonly is: string }[],
    cat: string,
  ): Mark[] =>
    list.flatMap(({ id, label, at, is }) => {
      if (at === null) {
        withoutTime += 1;
        return [];
      }
      return [{ name: `${is}: ${label}`, cat, at: microseconds(at), args: { id, status: is } }];
    });
  /** A question or a review is an instant where it was asked and one where it was answered. */
  const asked = (spans: readonly Span[], cat: string, begin: string): Mark[] => [
    ...marks(
      spans.map(({ id, label, startedAt }) => ({ id, label, at: startedAt, is: begin })),
      cat,
    ),
    ...marks(
      spans.flatMap(({ id, label, endedAt, status }) =>
        endedAt === null ? [] : [{ id, label, at: endedAt, is: status }],
      ),
      cat,
    ),
  ];
  const tracks = new Tracks(`Session ${sessionId}: ${session.label}`);
  tracks.add(
    'Session',
    bars([session], 'session'),
    marks(
      document.errors.map((mark) => ({ ...mark, is: mark.status })),
      'error',
    ),
  );
  tracks.add(
    'Phases and gates',
    bars(document.phases, 'phase'),
    marks(
      document.gates.map((mark) => ({ ...mark, is: mark.status })),
      'gate',
    ),
  );
  tracks.add(
    'Cycles',
    bars(
      document.cycles.map((one) => ({ ...one, label: one.label === one.id ? `Cycle ${one.id}` : one.label })),
      'cycle',
    ),
  );
  tracks.add(
    'Waves',
    bars(document.waves, 'wave', ({ mode, agents }) => ({ mode, agents })),
  );
  tracks.add(
    'People',
    bars(
      document.waiting.map((one, index) => ({
        ...{ ...one, id: `waiting ${index + 1}`, label: 'Waiting for a person', turn: 1, status: 'waiting' },
      })),
      'waiting',
      (one) => ({ for: one.for }),
    ),
    [...asked(document.questions, 'question', 'asked'), ...asked(document.reviews, 'review', 'requested')],
  );
  const agentIds = [...new Set(document.agents.map(({ id }) => id))];
  const workOf = (agentId: string | null): Bar[] => [
    ...bars(
      document.tasks.filter((one) => one.agentId === agentId),
      'task',
    ),
    ...bars(
      document.todos.filter((one) => one.agentId === agentId),
      'todo',
      ({ taskId }) => ({ task: taskId }),
    ),
  ];
  for (const id of agentIds) {
    const turns = document.agents.filter((one) => one.id === id);
    tracks.add(`Agent ${id} (${turns[0]?.type})`, [
      ...bars(turns, 'agent', ({ type, wave, cycle, phase }) => ({ type, wave, cycle, phase })),
      ...workOf(id),
    ]);
  }
  const known = new Set(agentIds);
  const others = new Set(
    [...document.tasks, ...document.todos].flatMap(({ agentId }) =>
      agentId !== null && !known.has(agentId) ? [agentId] : [],
    ),
  );
  for (const id of others) tracks.add(`Agent ${id} (not launched)`, workOf(id));
  tracks.add('Orchestrator', workOf(null));
  return {
    displayTimeUnit: 'ms',
    otherData: { sessionId, goal: session.label, status: session.status, withoutTime },
    traceEvents: tracks.events,
  };
};

/** The trace of a session's events. */
export const traceOfEvents = (sessionId: string, events: Iterable<RecordedEvent>): Trace =>
  traceOf(project(timeline, sessionId, events));

/** As JSON, an event on each line. */
export const traceText = ({ traceEvents, ...rest }: Trace): string =>
  [
    `${JSON.stringify(rest).slice(0, -1)},"traceEvents":[`,
    traceEvents.map((event) => JSON.stringify(event)).join(',\n'),
    ']}',
  ].join('\n');

export interface ExportedTrace {
  readonly sessionId: string;
  readonly events: number;
  readonly text: string;
}

/** @throws RepriseError SESSION_NOT_FOUND for one without events; RECORD_INVALID */
export const exportTrace = async (source: Source): Promise<ExportedTrace> => {
  const { sessionId } = source;
  const events: RecordedEvent[] = [];
  for await (const { event } of source.events()) events.push(event);
  if (events.length === 0) throw sessionNotFound(sessionId);
  return { sessionId, events: events.length, text: traceText(traceOfEvents(sessionId, events)) };
};
