// Commands of the record: the workbook, people, evidence, tokens, and what else happens on the way.
import type { CommandWord } from '../../../../machines/commands/words.ts';
import { openChanges } from '../../../../machines/state/reviews.ts';
import type { SequenceState } from '../sequence-state.ts';
import { ifFound, oneIf, type Proposals } from './proposal.ts';

const questions = ({ state }: SequenceState): number => oneIf(state.evidence.questions.size > 0);

const referring = (sequence: SequenceState): { entryIds?: string[] } => {
  const id = sequence.picks.percent(30) ? sequence.recent('entry') : undefined;
  return id === undefined ? {} : { entryIds: [id] };
};

type Words = Exclude<
  CommandWord,
  `${
    | 'session'
    | 'profile'
    | 'phase'
    | 'gate'
    | 'cycle'
    | 'agent'
    | 'task'
    | 'todo'
    | 'todos'
    | 'requirement'
    | 'deliverable'
    | 'budget'
    | 'plan'
    | 'section'
    | 'item'}.${string}`
>;

export const recordProposals: Proposals<Words> = {
  'entry.add': {
    weight: 2,
    make: (sequence) => {
      const { picks, profile } = sequence;
      const relatedPhase = picks.percent(20) ? picks.of([...profile.phases, 'Dreaming']) : undefined;
      return {
        ...(picks.percent(70) && { entryId: sequence.newId('entry') }),
        entryType: picks.one('note', 'insight', 'question', 'answer'),
        title: 'On links',
        content: '',
        ...(relatedPhase !== undefined && { relatedPhase }),
        ...referring(sequence),
      };
    },
  },
  'question.ask': {
    weight: 0.7,
    make: (sequence) => ({
      title: 'How long do links live?',
      ...(sequence.picks.percent(40) && { options: ['An hour', 'A day'] }),
      ...referring(sequence),
    }),
  },
  'question.resolve': {
    weight: 0.8,
    factor: questions,
    make: (sequence) =>
      ifFound(sequence.find('question', 'open'), (entryId) => ({
        entryId,
        answer: sequence.careless && sequence.picks.percent(50) ? 'For ever' : 'An hour',
      })),
  },
  'question.reopen': {
    weight: 0.3,
    factor: questions,
    make: (sequence) =>
      ifFound(sequence.findAgain('question', 'resolved'), (entryId) => ({ entryId, reason: 'Not so' })),
  },
  'follow-up.resolve': {
    weight: 1.5,
    factor: ({ state }) => oneIf(state.evidence.findings.size > 0),
    endingWeight: ({ state }) => 6 * oneIf(state.evidence.blockingFindings > 0),
    make: (sequence) => ifFound(sequence.find('finding', 'open'), (findingId) => ({ findingId })),
  },
  'review.request': {
    weight: 0.7,
    factor: ({ state }) => oneIf(state.evidence.reviews.awaited < 2),
    make: (sequence) => ({
      ...(sequence.picks.percent(70) && { reviewId: sequence.newId('review') }),
      of: sequence.picks.one('The plan', 'The design'),
    }),
  },
  'review.give': {
    weight: 1.2,
    factor: ({ state }) => oneIf(state.evidence.reviews.awaited > 0),
    endingWeight: ({ state }) => 10 * oneIf(state.evidence.reviews.awaited > 0),
    make: (sequence) =>
      ifFound(sequence.find('review', 'awaited'), (reviewId) => ({
        reviewId,
        verdict: sequence.ending ? 'approved' : sequence.picks.one('approved', 'changes_requested'),
      })),
  },
  'review.withdraw': {
    weight: 0.3,
    factor: ({ state }) => oneIf(state.evidence.reviews.rows.size > 0),
    endingWeight: ({ state }) => 10 * oneIf(state.evidence.reviews.openChanges > 0),
    make: (sequence) => {
      const asked = sequence.ending ? openChanges(sequence.state.evidence.reviews)[0] : undefined;
      const reviewId = asked ?? sequence.find('review', 'awaited', 'changes_requested');
      return ifFound(reviewId, (id) => ({ reviewId: id, reason: 'The plan is another' }));
    },
  },
  'input.receive': { weight: 0.3, make: () => ({ text: 'Go on' }) },
  'metric.record': { weight: 0.3, make: () => ({ name: 'coverage', value: 98, target: 80, unit: '%' }) },
  'baseline.record': {
    weight: 0.4,
    make: (sequence) => ({
      baselineId: sequence.picks.percent(30) ? (sequence.recent('baseline') ?? 'b1') : sequence.newId('baseline'),
      name: 'Requests a second',
      value: 900,
    }),
  },
  'baseline.compare': {
    weight: 0.7,
    endingWeight: ({ state }) => 6 * oneIf(state.evidence.brokenBaselines > 0),
    make: (sequence) => {
      const broken = sequence.ending
        ? sequence.state.evidence.baselines.entries().find(([, { holds }]) => !holds)?.[0]
        : sequence.recent('baseline');
      return ifFound(broken ?? (sequence.careless ? 'b0' : undefined), (baselineId) => ({
        baselineId,
        value: 905,
        holds: sequence.ending || sequence.picks.percent(60),
      }));
    },
  },
  'document.record': { weight: 0.2, make: () => ({ path: 'docs/links.md', kind: 'design' }) },
  'decision.make': { weight: 0.3, make: () => ({ decision: 'Links live an hour' }) },
  'tokens.use': {
    weight: 2,
    make: (sequence) => {
      const { picks, profile } = sequence;
      const total = sequence.careless && picks.percent(40) ? -picks.between(1, 9) : picks.between(0, 400);
      // As a provider reports it that counts what a cache had beside the input.
      const beside = total > 100 && total % 5 === 0;
      const used = beside ? { input: 100, cached: total - 100, cacheCreation: 7, inputWithoutCache: true } : { total };
      const phase = picks.percent(20) ? picks.of(profile.phases) : undefined;
      const taskId = picks.percent(40) ? sequence.recent('task') : undefined;
      const todoId = picks.percent(10) ? sequence.recent('todo') : undefined;
      // Now and then of somebody who was never launched, or without a figure.
      const agentId = sequence.careless && picks.percent(20) ? 'a0' : undefined;
      const count = sequence.careless && picks.percent(20) ? {} : used;
      return {
        ...count,
        ...(agentId !== undefined && { agentId }),
        ...(phase !== undefined && { phase }),
        ...(taskId !== undefined && { taskId }),
        ...(todoId !== undefined && { todoId }),
      };
    },
  },
  'deadline.pass': { weight: 0.2, make: () => ({ of: 'Wave 1' }) },
  'intelligence.start': {
    weight: 0.3,
    factor: ({ state }) => oneIf(state.session.state === 'running'),
    make: () => ({}),
  },
  'intelligence.complete': { weight: 0.2, make: () => ({}) },
  'file.create': { weight: 0.2, make: () => ({ path: 'src/links.ts' }) },
  'file.modify': { weight: 0.2, make: () => ({ path: 'src/links.ts' }) },
  'file.delete': { weight: 0.1, make: () => ({ path: 'src/links.ts' }) },
  'output.deliver': { weight: 0.2, make: () => ({ path: 'dist/' }) },
  'warning.issue': { weight: 0.2, make: () => ({ message: 'Slow' }) },
  'fact.note': { weight: 0.2, make: () => ({ name: 'A fact' }) },
  'error.record': { weight: 0.2, make: () => ({ message: 'Full' }) },
};
