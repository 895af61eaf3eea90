// Commands of the record: the workbook, people, evidence, tokens, and what else happens on the way.
import type { CommandWord } from '../../../../machines/commands/words.ts';
import type { SequenceState } from '../sequence-state.ts';
import { of, type Proposals, when } from './proposal.ts';

const questions = ({ state }: SequenceState): number => when(state.evidence.questions.size > 0);

const referring = (walk: SequenceState): { entryIds?: string[] } => {
  const id = walk.picks.percent(30) ? walk.recent('entry') : undefined;
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
    often: 2,
    make: (walk) => {
      const { picks, profile } = walk;
      const relatedPhase = picks.percent(20) ? picks.of([...profile.phases, 'Dreaming']) : undefined;
      return {
        ...(picks.percent(70) && { entryId: walk.fresh('entry') }),
        entryType: picks.one('note', 'insight', 'question', 'answer'),
        title: 'On links',
        content: '',
        ...(relatedPhase !== undefined && { relatedPhase }),
        ...referring(walk),
      };
    },
  },
  'question.ask': {
    often: 0.7,
    make: (walk) => ({ title: 'How long do links live?', ...referring(walk) }),
  },
  'question.resolve': {
    often: 0.8,
    here: questions,
    make: (walk) => of(walk.find('question', 'open'), (entryId) => ({ entryId, answer: 'An hour' })),
  },
  'follow-up.resolve': {
    often: 1.5,
    here: ({ state }) => when(state.evidence.findings.size > 0),
    closing: ({ state, profile }) => (profile.cycles ? 6 : 0.5) * when(state.evidence.blockingFindings > 0),
    make: (walk) => of(walk.find('finding', 'open'), (findingId) => ({ findingId })),
  },
  'review.request': {
    often: 0.7,
    here: ({ state }) => when(state.evidence.awaitedReviews < 2),
    make: (walk) => ({ ...(walk.picks.percent(70) && { reviewId: walk.fresh('review') }), of: 'The plan' }),
  },
  'review.give': {
    often: 1.2,
    here: ({ state }) => when(state.evidence.awaitedReviews > 0),
    closing: ({ state }) => 10 * when(state.evidence.awaitedReviews > 0),
    make: (walk) =>
      of(walk.find('review', 'awaited'), (reviewId) => ({
        reviewId,
        verdict: walk.picks.one('approved', 'changes_requested'),
      })),
  },
  'input.receive': { often: 0.3, make: () => ({ text: 'Go on' }) },
  'metric.record': { often: 0.3, make: () => ({ name: 'coverage', value: 98, target: 80, unit: '%' }) },
  'baseline.record': {
    often: 0.4,
    make: (walk) => ({
      baselineId: walk.picks.percent(30) ? (walk.recent('baseline') ?? 'b1') : walk.fresh('baseline'),
      name: 'Requests a second',
      value: 900,
    }),
  },
  'baseline.compare': {
    often: 0.7,
    closing: ({ state, profile }) => (profile.cycles ? 6 : 0.5) * when(state.evidence.brokenBaselines > 0),
    make: (walk) => {
      const broken = walk.closing
        ? walk.state.evidence.baselines.entries().find(([, { holds }]) => !holds)?.[0]
        : walk.recent('baseline');
      return of(broken ?? (walk.errs ? 'b0' : undefined), (baselineId) => ({
        baselineId,
        value: 905,
        holds: walk.closing || walk.picks.percent(60),
      }));
    },
  },
  'document.record': { often: 0.2, make: () => ({ path: 'docs/links.md', kind: 'design' }) },
  'decision.make': { often: 0.3, make: () => ({ decision: 'Links live an hour' }) },
  'tokens.use': {
    often: 2,
    make: (walk) => {
      const { picks, profile } = walk;
      const total = walk.errs && picks.percent(40) ? -picks.between(1, 9) : picks.between(0, 400);
      const phase = picks.percent(20) ? picks.of(profile.phases) : undefined;
      const taskId = picks.percent(40) ? walk.recent('task') : undefined;
      const todoId = picks.percent(10) ? walk.recent('todo') : undefined;
      return {
        total,
        ...(phase !== undefined && { phase }),
        ...(taskId !== undefined && { taskId }),
        ...(todoId !== undefined && { todoId }),
      };
    },
  },
  'deadline.pass': { often: 0.2, make: () => ({ of: 'Wave 1' }) },
  'intelligence.start': { often: 0.3, here: ({ state }) => when(state.session.state === 'running'), make: () => ({}) },
  'intelligence.complete': { often: 0.2, make: () => ({}) },
  'file.create': { often: 0.2, make: () => ({ path: 'src/links.ts' }) },
  'file.modify': { often: 0.2, make: () => ({ path: 'src/links.ts' }) },
  'file.delete': { often: 0.1, make: () => ({ path: 'src/links.ts' }) },
  'output.deliver': { often: 0.2, make: () => ({ path: 'dist/' }) },
  'warning.issue': { often: 0.2, make: () => ({ message: 'Slow' }) },
  'fact.note': { often: 0.2, make: () => ({ name: 'A fact' }) },
  'error.record': { often: 0.2, make: () => ({ message: 'Full' }) },
};
