// The evidence: the workbook's entries and questions, findings of agents, baselines, and reviews by people.
import { Table } from '../collections/table.ts';
import type { StateOf } from '../life-cycles/all.ts';
import { finding, question } from '../life-cycles/answer.ts';
import { countChange, moved, partChanges, targetOf } from './part.ts';
import {
  givenReview,
  initialReviews,
  movedReview,
  type ReviewState,
  requestedReview,
  withdrawnReview,
} from './reviews.ts';

export interface QuestionRow {
  readonly state: StateOf<'question'>;
  /** The answers to choose from; empty where any will do. */
  readonly options: readonly string[];
}
export interface FindingRow {
  readonly state: StateOf<'finding'>;
  readonly blocks: boolean;
}
export interface BaselineRow {
  readonly holds: boolean;
}

export interface EvidenceState {
  /** Ids of the workbook's entries. */
  readonly entries: Table<true>;
  readonly questions: Table<QuestionRow>;
  readonly openQuestions: number;
  readonly findings: Table<FindingRow>;
  readonly blockingFindings: number;
  readonly baselines: Table<BaselineRow>;
  readonly brokenBaselines: number;
  readonly reviews: ReviewState;
}

export const initialEvidence: EvidenceState = {
  entries: Table.empty(),
  questions: Table.empty(),
  openQuestions: 0,
  findings: Table.empty(),
  blockingFindings: 0,
  baselines: Table.empty(),
  brokenBaselines: 0,
  reviews: initialReviews,
};

const questionIn = (state: QuestionRow['state'], row: QuestionRow | undefined): QuestionRow => ({
  state,
  options: row?.options ?? [],
});
const findingIn = (state: FindingRow['state'], row: FindingRow | undefined): FindingRow => ({
  state,
  blocks: row?.blocks ?? false,
});

/** What reviews depend on besides: the cycle that is open when one is requested. */
interface Around {
  readonly work: { readonly openCycles: readonly number[] };
}

export const evidenceChanges = partChanges<EvidenceState, Around>({
  copy: (part) => ({
    entries: part.entries,
    questions: part.questions,
    openQuestions: part.openQuestions,
    findings: part.findings,
    blockingFindings: part.blockingFindings,
    baselines: part.baselines,
    brokenBaselines: part.brokenBaselines,
    reviews: part.reviews,
  }),
  steps: {
    question: (next, { id, signal }) => {
      const from = next.questions.get(id)?.state ?? question.initial;
      const to = targetOf(question, from, signal);
      next.questions = moved(next.questions, id, to, questionIn);
      next.openQuestions += countChange(question.isOpen, from, to);
    },
    finding: (next, { id, signal }) => {
      const row = next.findings.get(id);
      const from = row?.state ?? finding.initial;
      const to = targetOf(finding, from, signal);
      next.findings = moved(next.findings, id, to, findingIn);
      if (row?.blocks === true) next.blockingFindings += countChange(finding.isOpen, from, to);
    },
    review: (next, step) => {
      next.reviews = movedReview(next.reviews, step);
    },
  },
  events: {
    agent_reported: (next, { data }) => {
      for (const { findingId, blocks } of data.findings ?? []) {
        // The newest report of a finding decides whether it blocks.
        const row = next.findings.get(findingId);
        if (row === undefined || row.blocks === blocks) continue;
        next.findings = next.findings.set(findingId, { state: row.state, blocks });
        if (finding.isOpen(row.state)) next.blockingFindings += blocks ? 1 : -1;
      }
    },
    review_requested: (next, { data }, { work }) => {
      next.reviews = requestedReview(next.reviews, data, work.openCycles.at(-1));
    },
    review_given: (next, { data }) => {
      next.reviews = givenReview(next.reviews, data);
    },
    review_withdrawn: (next, { data }) => {
      next.reviews = withdrawnReview(next.reviews, data);
    },
    workbook_entry_added: (next, { data }) => {
      next.entries = next.entries.set(data.entryId, true);
      const { entryId, options } = data;
      const row = next.questions.get(entryId);
      if (row !== undefined && data.entryType === 'question' && options !== undefined)
        next.questions = next.questions.set(entryId, { state: row.state, options });
    },
    baseline_recorded: (next, { data }) => {
      if (next.baselines.get(data.baselineId)?.holds === false) next.brokenBaselines -= 1;
      next.baselines = next.baselines.set(data.baselineId, { holds: true });
    },
    baseline_compared: (next, { data }) => {
      const held = next.baselines.get(data.baselineId)?.holds ?? true;
      next.brokenBaselines += (held ? 1 : 0) - (data.holds ? 1 : 0);
      next.baselines = next.baselines.set(data.baselineId, { holds: data.holds });
    },
  },
});
