// K: the workbook, which only grows.
import { Table } from '../collections/table.ts';
import { type Invariant, invariant, named, type Reducer, reducer } from './invariant.ts';
import { profile } from './phases-and-gates.ts';

const entries: Reducer<Table<true>> = reducer<Table<true>>(() => Table.empty(), {
  workbook_entry_added: (entries, { data }) => entries.set(data.entryId, true),
});

const unique = invariant({
  id: 'K.unique',
  always: true,
  memo: { entries },
  check: {
    workbook_entry_added: ({ entries }, { data }) =>
      entries.has(data.entryId) ? `there is an entry ${named(data.entryId)} already` : undefined,
  },
});

const options: Reducer<Table<readonly string[]>> = reducer<Table<readonly string[]>>(() => Table.empty(), {
  workbook_entry_added: (options, { data }) =>
    data.entryType === 'question' && data.options !== undefined ? options.set(data.entryId, data.options) : options,
});

const answer = invariant({
  id: 'K.answer',
  memo: { options },
  check: {
    question_resolved: ({ options }, { data }) => {
      const offered = options.get(data.entryId) ?? [];
      return offered.length > 0 && !offered.includes(data.answer)
        ? `${named(data.answer)} is not an option of question ${named(data.entryId)}`
        : undefined;
    },
  },
});

const phase = invariant({
  id: 'K.phase',
  severity: 'warn',
  memo: { profile },
  check: {
    workbook_entry_added: ({ profile }, { data }) =>
      profile !== undefined && data.relatedPhase !== undefined && !profile.phases.includes(data.relatedPhase)
        ? `${named(data.relatedPhase)} is not a phase of ${profile.name}`
        : undefined,
  },
});

export const workbookInvariants: readonly Invariant[] = [unique, answer, phase];
