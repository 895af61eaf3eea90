// What a person was asked: when each question and review began to wait for an answer, and when it got one.
import { List } from '../../machines/collections/list.ts';
import { Table } from '../../machines/collections/table.ts';
import type { EventOf, RecordedEvent } from '../../machines/events/envelope.ts';
import { lifeCycleOf } from '../../machines/life-cycles/all.ts';
import { onMoves } from '../moves.ts';
import type { Slice } from '../slice.ts';
import { statusAfter } from '../status.ts';

/** The newest time that it waited; `earlier` are those before it, newest first. */
export interface AskedRow {
  /** `null` where an answer came that nobody had asked for. */
  readonly start: string | null;
  readonly end: string | null;
  /** The status that it ended with; `null` while it waits. */
  readonly outcome: string | null;
  readonly earlier: AskedRow | null;
  readonly label: string | null;
  /** Who is to answer, where that was named. */
  readonly from: string | null;
  /** Who asked, and who else it names. */
  readonly askers: readonly string[];
}

export type Asked = Table<AskedRow>;

const UNASKED: AskedRow = {
  start: null,
  end: null,
  outcome: null,
  earlier: null,
  label: null,
  from: null,
  askers: [],
};

type About = Pick<AskedRow, 'label' | 'from' | 'askers'>;

const begin = (rows: Asked, id: string, time: string, about: Partial<About>): Asked => {
  const row = rows.get(id);
  // Asked again without an answer: the first time counts.
  if (row !== undefined && row.end === null) return rows;
  return rows.set(id, {
    ...(row ?? UNASKED),
    ...about,
    start: time,
    end: null,
    outcome: null,
    earlier: row ?? null,
  });
};

/** Ended again: the first end and the last outcome count. */
const finish = (rows: Asked, id: string, time: string, outcome: string): Asked => {
  const row = rows.get(id) ?? UNASKED;
  return rows.set(id, { ...row, end: row.end ?? time, outcome });
};

const asked = <K extends 'question' | 'review'>(
  kind: K,
  aboutOf: (event: RecordedEvent) => Partial<About>,
): Slice<Asked> => {
  const { isOpen } = lifeCycleOf(kind);
  return {
    init: Table.empty(),
    on: onMoves(kind, (rows: Asked, event, { id, signal }) => {
      const status = statusAfter(kind, undefined, signal);
      return isOpen(status) ? begin(rows, id, event.time, aboutOf(event)) : finish(rows, id, event.time, status);
    }),
  };
};

/** A question that is reopened is about what it was about. */
export const askedQuestions = asked('question', (event) => {
  if (event.type !== 'workbook_entry_added') return {};
  const { title, author, relevantAgents = [] } = event.data;
  return { label: title, askers: [author ?? event.actor, ...relevantAgents] };
});

export const askedReviews = asked('review', (event) => {
  if (event.type !== 'review_requested') return {};
  const { of, from } = event.data;
  return { label: of, from: from ?? null, askers: [event.actor] };
});

/** Each time that it waited, in order of time. */
export const timesAsked = (row: AskedRow): AskedRow[] => {
  const all: AskedRow[] = [];
  for (let at: AskedRow | null = row; at !== null; at = at.earlier) all.push(at);
  return all.reverse();
};

export type ErrorEvents = List<EventOf<'error_occurred'>>;

export const errors: Slice<ErrorEvents> = {
  init: List.empty(),
  on: { error_occurred: (state, event) => state.push(event) },
};
