// The timeline as lanes: which span stands in which row, and where it begins and ends, as numbers. What is drawn of them depends
// on the width and the zoom; this does not.
import type { TimelineDocument } from '../../../projections/timeline.ts';

export const LANE_KINDS = ['phase', 'cycle', 'wave', 'agent', 'task'] as const;
export type LaneKind = (typeof LANE_KINDS)[number];

export interface Bar {
  readonly id: string;
  readonly label: string;
  readonly status: string;
  /** Milliseconds since 1970. */
  readonly from: number;
  /** Where it has not ended: the end of the timeline. */
  readonly to: number;
  readonly isOpen: boolean;
  /** Its parts in which a person was waited for, or that it was paused. */
  readonly idle: readonly { readonly from: number; readonly to: number; readonly kind: 'waits' | 'paused' }[];
}

export interface Lane {
  readonly kind: LaneKind | 'waiting';
  /** Bars that do not overlap, in order. */
  readonly bars: readonly Bar[];
}

export interface TimeMark {
  readonly kind: 'gate' | 'question' | 'review' | 'error';
  readonly id: string;
  readonly label: string;
  readonly status: string;
  readonly at: number;
}

export interface Lanes {
  readonly from: number;
  readonly to: number;
  readonly lanes: readonly Lane[];
  readonly marks: readonly TimeMark[];
  /** Spans whose beginning is not known: they are in no lane. */
  readonly undated: number;
}

interface SpanLike {
  readonly id: string;
  readonly label: string;
  readonly status: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly waits?: readonly { readonly startedAt: string | null; readonly endedAt: string | null }[];
  readonly pauses?: readonly { readonly startedAt: string | null; readonly endedAt: string | null }[];
}

/** Up to so many agents have a lane each; more share lanes where they do not overlap. */
const OWN_LANES = 24;

const ms = (time: string | null): number | undefined => {
  const value = time === null ? Number.NaN : Date.parse(time);
  return Number.isNaN(value) ? undefined : value;
};

const barOf = (span: SpanLike, end: number): Bar | undefined => {
  const from = ms(span.startedAt);
  if (from === undefined) return undefined;
  const to = ms(span.endedAt);
  const part = (kind: 'waits' | 'paused') => (one: { startedAt: string | null; endedAt: string | null }) => {
    const begin = ms(one.startedAt);
    return begin === undefined ? [] : [{ from: begin, to: ms(one.endedAt) ?? end, kind }];
  };
  return {
    id: span.id,
    label: span.label,
    status: span.status,
    from,
    to: Math.max(from, to ?? end),
    isOpen: to === undefined,
    idle: [...(span.waits ?? []).flatMap(part('waits')), ...(span.pauses ?? []).flatMap(part('paused'))],
  };
};

/** Rows of bars that do not overlap: each bar goes to the first row that is free. */
export const packed = (bars: readonly Bar[]): Bar[][] => {
  const rows: Bar[][] = [];
  const ends: number[] = [];
  for (const bar of [...bars].sort((a, b) => a.from - b.from || a.to - b.to)) {
    let row = ends.findIndex((end) => end <= bar.from);
    if (row < 0) row = rows.push([]) - 1;
    (rows[row] as Bar[]).push(bar);
    ends[row] = Math.max(bar.to, bar.from + 1);
  }
  return rows;
};

const ownRows = (bars: readonly Bar[]): Bar[][] => {
  const byId = new Map<string, Bar[]>();
  for (const bar of bars) {
    const row = byId.get(bar.id);
    if (row === undefined) byId.set(bar.id, [bar]);
    else row.push(bar);
  }
  return [...byId.values()];
};

export const lanesOf = (document: TimelineDocument): Lanes => {
  const { session, lastEventAt, phases, cycles, waves, agents, tasks, waiting, questions, reviews, gates, errors } =
    document;
  const marks: TimeMark[] = [
    ...gates.map(({ id, label, status, at }) => ({ kind: 'gate' as const, id, label, status, at: ms(at) })),
    ...errors.map(({ id, label, status, at }) => ({ kind: 'error' as const, id, label, status, at: ms(at) })),
    ...questions.map((one) => ({ ...one, kind: 'question' as const, at: ms(one.startedAt) })),
    ...reviews.map((one) => ({ ...one, kind: 'review' as const, at: ms(one.startedAt) })),
  ].flatMap(({ kind, id, label, status, at }) => (at === undefined ? [] : [{ kind, id, label, status, at }]));
  const groups: readonly (readonly [LaneKind, readonly SpanLike[]])[] = [
    ['phase', phases],
    ['cycle', cycles],
    ['wave', waves],
    ['agent', agents],
    ['task', tasks],
  ];
  const known = [session, ...phases, ...cycles, ...agents].flatMap(({ startedAt, endedAt }) =>
    [ms(startedAt), ms(endedAt)].filter((time) => time !== undefined),
  );
  const times = [...known, ...marks.map(({ at }) => at), ms(lastEventAt)].filter((time) => time !== undefined);
  const from = times.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY);
  const end = times.reduce((most, time) => Math.max(most, time), Number.NEGATIVE_INFINITY);
  if (times.length === 0) return { from: 0, to: 1, lanes: [], marks: [], undated: 0 };
  let undated = 0;
  const lanes: Lane[] = [];
  const waits = waiting.flatMap((each) => {
    const label = `waiting for a person: ${each.for.join(', ')}`;
    return barOf({ ...each, id: each.for[0] ?? 'waiting', label, status: 'waiting' }, end) ?? [];
  });
  for (const bars of packed(waits)) lanes.push({ kind: 'waiting', bars });
  for (const [kind, spans] of groups) {
    const bars = spans.flatMap((one) => barOf(one, end) ?? []);
    undated += spans.length - bars.length;
    const isOwn = kind === 'agent' && new Set(bars.map(({ id }) => id)).size <= OWN_LANES;
    for (const row of isOwn ? ownRows(bars) : packed(bars)) lanes.push({ kind, bars: row });
  }
  return { from, to: Math.max(end, from + 1), lanes, marks: marks.sort((a, b) => a.at - b.at), undated };
};

/** Times at which a line stands, so that there are at most so many, each with its text. */
export const ticks = (from: number, to: number, most: number): { readonly at: number; readonly label: string }[] => {
  const steps = [1, 5, 10, 30, 60, 300, 600, 1800, 3600, 7200, 21_600, 43_200, 86_400, 172_800, 604_800, 2_592_000];
  const span = (to - from) / 1000;
  const step = (steps.find((one) => span / one <= most) ?? Math.ceil(span / most / 86_400) * 86_400) * 1000;
  const found = [];
  for (let at = Math.ceil(from / step) * step; at <= to && found.length < 200; at += step) {
    const text = new Date(at).toISOString();
    found.push({ at, label: step >= 86_400_000 ? text.slice(5, 10) : text.slice(11, step < 60_000 ? 19 : 16) });
  }
  return found;
};
