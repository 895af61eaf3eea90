// What a session's success is measured by: metrics against their targets, baselines, and the reviews it waits for.

import { Table } from '../../machines/collections/table.ts';
import type { EventData } from '../../machines/events/catalog.ts';
import type { Slice } from '../slice.ts';

type Value = EventData['metric_recorded']['value'];

export interface MetricRow {
  readonly name: string;
  readonly value: Value;
  readonly target: Value | null;
  readonly reachedWhen: 'at_least' | 'at_most' | 'equal' | null;
  readonly unit: string | null;
  readonly at: string;
}

/** The last value of each; a target stays until another is named. */
export const metrics: Slice<Table<MetricRow>> = {
  init: Table.empty(),
  on: {
    metric_recorded: (state, { data, time }) => {
      const before = state.get(data.name);
      return state.set(data.name, {
        name: data.name,
        value: data.value,
        target: data.target ?? before?.target ?? null,
        reachedWhen: data.reachedWhen ?? before?.reachedWhen ?? null,
        unit: data.unit ?? before?.unit ?? null,
        at: time,
      });
    },
  },
};

/** Whether the target is reached: a number at or above it unless `reachedWhen` is `at_most`, anything else when equal. */
export const isReached = ({ value, target, reachedWhen }: MetricRow): boolean | null => {
  if (target === null) return null;
  if (typeof value !== 'number' || typeof target !== 'number' || reachedWhen === 'equal') return value === target;
  return reachedWhen === 'at_most' ? value <= target : value >= target;
};

export interface BaselineRow {
  readonly id: string;
  readonly name: string | null;
  readonly value: Value | null;
  readonly unit: string | null;
  /** What it was compared with last, and whether it held. */
  readonly compared: Value | null;
  readonly holds: boolean | null;
}

export const baselines: Slice<Table<BaselineRow>> = {
  init: Table.empty(),
  on: {
    baseline_recorded: (state, { data }) =>
      state.set(data.baselineId, {
        id: data.baselineId,
        name: data.name,
        value: data.value,
        unit: data.unit ?? null,
        compared: null,
        holds: null,
      }),
    baseline_compared: (state, { data }) => {
      const row = state.get(data.baselineId);
      return state.set(data.baselineId, {
        id: data.baselineId,
        name: row?.name ?? null,
        value: row?.value ?? null,
        unit: row?.unit ?? null,
        compared: data.value,
        holds: data.holds,
      });
    },
  },
};

export interface ReviewRow {
  readonly id: string;
  readonly of: string;
  readonly from: string | null;
  readonly requestedAt: string;
  /** Neither given nor withdrawn since. */
  readonly isAwaited: boolean;
}

const settled = (rows: Table<ReviewRow>, id: string): Table<ReviewRow> =>
  rows.update(id, (row) => ({ ...row, isAwaited: false }));

export const reviews: Slice<Table<ReviewRow>> = {
  init: Table.empty(),
  on: {
    review_requested: (state, { data, time }) =>
      state.set(data.reviewId, {
        id: data.reviewId,
        of: data.of,
        from: data.from ?? null,
        requestedAt: time,
        isAwaited: true,
      }),
    review_given: (state, { data }) => settled(state, data.reviewId),
    review_withdrawn: (state, { data }) => settled(state, data.reviewId),
  },
};

/** Changes that a person asked for, and that nobody has reviewed again. */
export interface ChangesRow {
  readonly reviewId: string;
  readonly of: string | null;
  readonly by: string;
  readonly text: string | null;
  readonly since: string;
}

/** Which subject each review is of, as it was first known, and by subject whether its newest answer asks for changes. */
export interface ChangesState {
  readonly subjects: Table<string>;
  readonly asked: Table<ChangesRow | null>;
}

/** A review that nobody requested has a subject of its own: no text of a request starts with a space. */
const subjectIn = ({ subjects }: ChangesState, reviewId: string): string => subjects.get(reviewId) ?? ` ${reviewId}`;

export const changesAsked: Slice<ChangesState> = {
  init: { subjects: Table.empty(), asked: Table.empty() },
  on: {
    review_requested: (state, { data: { reviewId, of } }) =>
      state.subjects.has(reviewId) ? state : { ...state, subjects: state.subjects.set(reviewId, of.trim()) },
    review_given: (state, { data: { reviewId, verdict, text }, actor, time }) => {
      const subject = subjectIn(state, reviewId);
      const of = subject.startsWith(' ') ? null : subject;
      const asks = verdict === 'changes_requested';
      return {
        subjects: state.subjects.set(reviewId, subject),
        asked: state.asked.set(subject, asks ? { reviewId, of, by: actor, text: text ?? null, since: time } : null),
      };
    },
    review_withdrawn: (state, { data: { reviewId } }) => {
      const subject = subjectIn(state, reviewId);
      const isNewest = state.asked.get(subject)?.reviewId === reviewId;
      return {
        subjects: state.subjects.set(reviewId, subject),
        asked: isNewest ? state.asked.set(subject, null) : state.asked,
      };
    },
  },
};

/** The changes that are asked for, in the order in which their subjects were first answered. */
export const showChangesAsked = ({ asked }: ChangesState): ChangesRow[] => asked.values().flatMap((row) => row ?? []);

export interface QuestionRow {
  readonly entryId: string;
  readonly title: string;
  /** Who asked the question. */
  readonly by: string;
  /** The answers to choose from. */
  readonly options: readonly string[];
  readonly since: string;
}

interface AskedRow extends QuestionRow {
  readonly isOpen: boolean;
  /** Counts from 1, anew where a question is asked again. */
  readonly asked: number;
}

/** Every question that was asked: those answered stay as rows, so that an answer costs the same among many questions. */
export interface QuestionsState {
  readonly rows: Table<AskedRow>;
  readonly asked: number;
}

export const questions: Slice<QuestionsState> = {
  init: { rows: Table.empty(), asked: 0 },
  on: {
    workbook_entry_added: (state, { data, actor, time }) => {
      if (data.entryType !== 'question') return state;
      const asked = state.asked + 1;
      const row: AskedRow = {
        entryId: data.entryId,
        title: data.title,
        by: data.author ?? actor,
        options: data.options ?? [],
        since: time,
        isOpen: true,
        asked,
      };
      return { rows: state.rows.set(data.entryId, row), asked };
    },
    question_resolved: (state, { data }) => ({
      rows: state.rows.update(data.entryId, (row) => ({ ...row, isOpen: false })),
      asked: state.asked,
    }),
    question_reopened: (state, { data: { entryId }, actor, time }) => {
      const asked = state.asked + 1;
      const row = state.rows.get(entryId) ?? { entryId, title: entryId, by: actor, options: [] };
      return { rows: state.rows.set(entryId, { ...row, since: time, isOpen: true, asked }), asked };
    },
  },
};

/** Questions that wait for an answer, in the order in which they were asked last. */
export const showOpenQuestions = ({ rows }: QuestionsState): QuestionRow[] =>
  rows
    .values()
    .filter(({ isOpen }) => isOpen)
    .sort((a, b) => a.asked - b.asked)
    .map(({ isOpen: _open, asked: _asked, ...row }) => row);
