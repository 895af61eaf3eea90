// The workbook: every entry in order, decisions, questions with their answers, reports, and findings.

import { List } from '../machines/collections/list.ts';
import { Table } from '../machines/collections/table.ts';
import { defined } from '../machines/defined.ts';
import type { EventOf } from '../machines/events/envelope.ts';
import { tagsOf } from '../machines/events/envelope.ts';
import type { Reference } from '../machines/events/fields.ts';
import type { EntryType } from '../machines/events/workbook.ts';
import type { Projection } from './projection.ts';
import { foldSlices, type Slice, type ViewOf } from './slice.ts';
import { type FindingDocument, type FindingRow, findings, showFindings } from './slices/findings.ts';

const entries: Slice<List<EventOf<'workbook_entry_added'>>> = {
  init: List.empty(),
  on: { workbook_entry_added: (state, event) => state.push(event) },
};
const decisions: Slice<List<EventOf<'decision_made'>>> = {
  init: List.empty(),
  on: { decision_made: (state, event) => state.push(event) },
};
type Resolution = EventOf<'question_resolved'> | EventOf<'question_reopened'>;
/** Of each question the newest answer, or the reopening after it. */
const resolutions: Slice<Table<Resolution>> = {
  init: Table.empty(),
  on: {
    question_resolved: (state, event) => state.set(event.data.entryId, event),
    question_reopened: (state, event) => state.set(event.data.entryId, event),
  },
};
const reports: Slice<List<EventOf<'agent_reported'>>> = {
  init: List.empty(),
  on: { agent_reported: (state, event) => state.push(event) },
};

export type WorkbookView = ViewOf<{
  entries: List<EventOf<'workbook_entry_added'>>;
  decisions: List<EventOf<'decision_made'>>;
  resolutions: Table<Resolution>;
  reports: List<EventOf<'agent_reported'>>;
  findings: Table<FindingRow>;
}>;

export interface WorkbookEntry {
  id: string;
  ordinal: number;
  time: string;
  type: EntryType;
  title: string;
  /** Markdown. */
  content: string;
  author: string;
  relatedPhase: string | null;
  taskId: string | null;
  todoId: string | null;
  relevantAgents: readonly string[];
  tags: readonly string[];
  priority: string | null;
  references: readonly Reference[];
  /** Entries that it refers to. */
  entryIds: readonly string[];
  diagramType: string | null;
  description: string | null;
  options: readonly string[];
}

export interface Decision {
  /** Where it was recorded: as an entry of the workbook, or as a separate event. */
  source: 'entry' | 'event';
  id: string;
  ordinal: number;
  time: string;
  title: string;
  content: string;
  author: string;
  relatedPhase: string | null;
  tags: readonly string[];
}

export interface Question {
  id: string;
  title: string;
  content: string;
  options: readonly string[];
  askedAt: string | null;
  /** Who asked. */
  askedBy: string | null;
  resolved: boolean;
  answer: string | null;
  by: string | null;
  resolvedAt: string | null;
  /** Why it is open again; left out of one that was not reopened since its answer. */
  reopened?: string;
}

export interface WorkbookDocument {
  sessionId: string;
  entries: WorkbookEntry[];
  /** How many of each type; types without an entry are left out. */
  counts: Partial<Record<EntryType, number>>;
  /** Ids of entries by type, in order. */
  byType: Partial<Record<EntryType, string[]>>;
  decisions: Decision[];
  questions: Question[];
  reports: {
    agentId: string;
    ordinal: number;
    time: string;
    text: string;
    verdict: 'pass' | 'fail' | null;
    rootCause: string | null;
    confidence: string | null;
    findings: string[];
  }[];
  /** Findings that did not block. */
  followUps: FindingDocument[];
  blocking: FindingDocument[];
}

const showEntry = ({ data, ordinal, time, actor }: EventOf<'workbook_entry_added'>): WorkbookEntry => ({
  id: data.entryId,
  ordinal,
  time,
  type: data.entryType,
  title: data.title,
  content: data.content,
  author: data.author ?? actor,
  relatedPhase: data.relatedPhase ?? null,
  taskId: data.taskId ?? null,
  todoId: data.todoId ?? null,
  relevantAgents: data.relevantAgents ?? [],
  tags: data.tags ?? [],
  priority: data.priority ?? null,
  references: data.references ?? [],
  entryIds: data.entryIds ?? [],
  diagramType: data.diagramType ?? null,
  description: data.description ?? null,
  options: data.options ?? [],
});

const decisionOfEntry = (entry: WorkbookEntry): Decision => {
  const { id, ordinal, time, title, content, author, relatedPhase, tags } = entry;
  return { source: 'entry', id, ordinal, time, title, content, author, relatedPhase, tags };
};

const decisionOfEvent = (event: EventOf<'decision_made'>): Decision => ({
  source: 'event',
  id: event.id,
  ordinal: event.ordinal,
  time: event.time,
  title: event.data.decision,
  content: event.data.reason ?? '',
  author: event.actor,
  relatedPhase: null,
  tags: tagsOf(event),
});

const showQuestions = (view: WorkbookView, all: readonly WorkbookEntry[]): Question[] => {
  const questions = all.filter(({ type }) => type === 'question');
  const known = new Set(questions.map(({ id }) => id));
  const ids = [...known, ...view.resolutions.keys().filter((id) => !known.has(id))];
  const byId = new Map(questions.map((entry) => [entry.id, entry]));
  return ids.map((id) => {
    const entry = byId.get(id);
    const newest = view.resolutions.get(id);
    const resolution = newest?.type === 'question_resolved' ? newest : undefined;
    return {
      id,
      title: entry?.title ?? id,
      content: entry?.content ?? '',
      options: entry?.options ?? [],
      askedAt: entry?.time ?? null,
      askedBy: entry?.author ?? null,
      resolved: resolution !== undefined,
      answer: resolution?.data.answer ?? null,
      by: resolution === undefined ? null : (resolution.data.by ?? resolution.actor),
      resolvedAt: resolution?.time ?? null,
      ...defined({ reopened: newest?.type === 'question_reopened' ? newest.data.reason : undefined }),
    };
  });
};

export const workbook = {
  name: 'workbook',
  version: 1,
  ...foldSlices<Omit<WorkbookView, 'sessionId'>>({ entries, decisions, resolutions, reports, findings }),
  show: (view) => {
    const all = view.entries.slice().map(showEntry);
    const byType: WorkbookDocument['byType'] = {};
    for (const { id, type } of all) {
      const ids = byType[type] ?? [];
      byType[type] = ids;
      ids.push(id);
    }
    return {
      sessionId: view.sessionId,
      entries: all,
      counts: Object.fromEntries(Object.entries(byType).map(([type, ids]) => [type, ids.length])),
      byType,
      decisions: [
        ...all.filter(({ type }) => type === 'decision').map(decisionOfEntry),
        ...view.decisions.slice().map(decisionOfEvent),
      ].sort((a, b) => a.ordinal - b.ordinal),
      questions: showQuestions(view, all),
      reports: view.reports.slice().map(({ data, ordinal, time }) => ({
        agentId: data.agentId,
        ordinal,
        time,
        text: data.text,
        verdict: data.verdict ?? null,
        rootCause: data.rootCause ?? null,
        confidence: data.confidence ?? null,
        findings: (data.findings ?? []).map(({ findingId }) => findingId),
      })),
      ...showFindings(view.findings),
    };
  },
} satisfies Projection<WorkbookView, WorkbookDocument>;
