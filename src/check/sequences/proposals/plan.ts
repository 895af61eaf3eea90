// Commands of the plan: requirements, deliverables, the budget, and the sections and check boxes of plan.md.
import type { CommandWord } from '../../../../machines/commands/words.ts';
import type { SequenceState } from '../sequence-state.ts';
import { of, type Proposals, when } from './proposal.ts';

const OPEN = ['open', 'in_progress', 'blocked', 'question'] as const;
const items = ({ state }: SequenceState): number => Math.min(2, state.plan.openItems);
const anyItems = ({ state }: SequenceState): number => when(state.plan.items.size > 0);

/** Where an item is put: last of all, in a section, under a parent, or after a sibling. */
const place = (walk: SequenceState): { sectionId?: string; parent?: string; after?: string } => {
  const sectionId = walk.picks.percent(20) ? walk.find('section', 'present') : undefined;
  if (sectionId !== undefined) return { sectionId };
  const other = walk.picks.percent(60) ? walk.recent('item') : undefined;
  if (other === undefined) return {};
  return walk.picks.percent(60) ? { parent: other } : { after: other };
};

type Words = Extract<
  CommandWord,
  `${'requirement' | 'deliverable' | 'budget' | 'plan' | 'section' | 'item'}.${string}`
>;

export const planProposals: Proposals<Words> = {
  'requirement.add': {
    often: 1,
    here: ({ state }) => when(state.plan.openRequirements < 4),
    make: (walk) => ({ requirementId: walk.fresh('requirement'), description: 'The link works once' }),
  },
  'requirement.meet': {
    often: 1,
    here: ({ state }) => when(state.plan.openRequirements > 0),
    closing: ({ state }) => when(state.plan.openRequirements > 0),
    make: (walk) => of(walk.find('requirement', 'open'), (requirementId) => ({ requirementId })),
  },
  'requirement.drop': {
    often: 0.5,
    here: ({ state }) => when(state.plan.openRequirements > 0),
    make: (walk) => of(walk.find('requirement', 'open'), (requirementId) => ({ requirementId, reason: 'Not needed' })),
  },
  'deliverable.add': {
    often: 0.8,
    here: ({ state }) => when(state.plan.openDeliverables < 4),
    make: (walk) => ({ deliverableId: walk.fresh('deliverable'), description: 'The report' }),
  },
  'deliverable.deliver': {
    often: 0.8,
    here: ({ state }) => when(state.plan.openDeliverables > 0),
    closing: ({ state }) => when(state.plan.openDeliverables > 0),
    make: (walk) => of(walk.find('deliverable', 'pending'), (deliverableId) => ({ deliverableId })),
  },
  'budget.allocate': {
    often: 0.4,
    make: ({ picks, profile, state }) => ({
      phase:
        (picks.percent(60) ? state.session.activePhases.at(-1) : undefined) ?? picks.of(profile.phases) ?? 'Everything',
      tokens: picks.between(10, 500),
    }),
  },
  'plan.title': { often: 0.2, make: () => ({ title: 'Reset passwords by email' }) },
  'section.add': {
    often: 0.7,
    here: ({ state }) => when(state.plan.sections.size < 6),
    make: (walk) => ({ sectionId: walk.fresh('section'), title: 'Tokens' }),
  },
  'section.rename': {
    often: 0.3,
    make: (walk) => of(walk.find('section', 'present'), (sectionId) => ({ sectionId, title: 'Links' })),
  },
  'section.remove': {
    often: 0.2,
    make: (walk) => of(walk.find('section', 'present'), (sectionId) => ({ sectionId })),
  },
  'item.add': {
    often: 3,
    here: ({ state }) => when(state.plan.openItems < 8),
    make: (walk) => ({ itemId: walk.fresh('item'), text: 'Expire links', ...place(walk) }),
  },
  'item.done': {
    often: 3,
    here: items,
    closing: (walk) => (walk.profile.cycles ? 8 : 0.5) * items(walk),
    make: (walk) => of(walk.find('item', ...OPEN), (itemId) => ({ itemId })),
  },
  'item.reopen': {
    often: 0.6,
    here: anyItems,
    make: (walk) => of(walk.recent('item'), (itemId) => ({ itemId })),
  },
  'item.mark': {
    often: 1,
    here: items,
    make: (walk) => of(walk.find('item', ...OPEN), (itemId) => ({ itemId, mark: walk.picks.of(OPEN) ?? 'open' })),
  },
  'item.reword': {
    often: 0.5,
    here: anyItems,
    make: (walk) => of(walk.recent('item'), (itemId) => ({ itemId, text: 'Expire links after an hour' })),
  },
  'item.note': {
    often: 0.4,
    here: anyItems,
    make: (walk) => of(walk.recent('item'), (itemId) => ({ itemId, note: 'See the log' })),
  },
  'item.move': {
    often: 0.8,
    here: anyItems,
    make: (walk) => of(walk.recent('item'), (itemId) => ({ itemId, ...place(walk) })),
  },
  'item.drop': {
    often: 0.7,
    here: items,
    closing: (walk) => (walk.profile.cycles ? 2 : 0.2) * items(walk),
    make: (walk) =>
      of(walk.errs ? walk.recent('item') : walk.find('item', ...OPEN), (itemId) => ({ itemId, reason: 'Too much' })),
  },
};
