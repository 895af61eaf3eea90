// Commands of the plan: requirements, deliverables, the budget, and the sections and check boxes of plan.md.
import type { CommandWord } from '../../../../machines/commands/words.ts';
import { allocationOf, sessionBudget, usedUp } from '../../../../machines/state/budget.ts';
import type { SequenceState } from '../sequence-state.ts';
import { ifFound, oneIf, type Proposals } from './proposal.ts';

const OPEN = ['open', 'in_progress', 'blocked', 'question'] as const;
const items = ({ state }: SequenceState): number => Math.min(2, state.plan.openItems);
const anyItems = ({ state }: SequenceState): number => oneIf(state.plan.items.size > 0);

/** Where an item is put: last of all, in a section, under a parent, or after a sibling. */
const place = (sequence: SequenceState): { sectionId?: string; parent?: string; after?: string } => {
  const sectionId = sequence.picks.percent(20) ? sequence.find('section', 'present') : undefined;
  if (sectionId !== undefined) return { sectionId };
  const other = sequence.picks.percent(60) ? sequence.recent('item') : undefined;
  if (other === undefined) return {};
  return sequence.picks.percent(60) ? { parent: other } : { after: other };
};

type Words = Extract<
  CommandWord,
  `${'requirement' | 'deliverable' | 'budget' | 'plan' | 'section' | 'item'}.${string}`
>;

export const planProposals: Proposals<Words> = {
  'requirement.add': {
    weight: 1,
    factor: ({ state }) => oneIf(state.plan.openRequirements < 4),
    make: (sequence) => ({ requirementId: sequence.newId('requirement'), description: 'The link works once' }),
  },
  'requirement.meet': {
    weight: 1,
    factor: ({ state }) => oneIf(state.plan.openRequirements > 0),
    endingWeight: ({ state }) => oneIf(state.plan.openRequirements > 0),
    make: (sequence) => ifFound(sequence.find('requirement', 'open'), (requirementId) => ({ requirementId })),
  },
  'requirement.drop': {
    weight: 0.5,
    factor: ({ state }) => oneIf(state.plan.openRequirements > 0),
    make: (sequence) =>
      ifFound(sequence.find('requirement', 'open'), (requirementId) => ({ requirementId, reason: 'Not needed' })),
  },
  'requirement.reopen': {
    weight: 0.2,
    make: (sequence) =>
      ifFound(sequence.findAgain('requirement', 'met', 'dropped'), (requirementId) => ({
        requirementId,
        reason: 'Not so',
      })),
  },
  'deliverable.add': {
    weight: 0.8,
    factor: ({ state }) => oneIf(state.plan.openDeliverables < 4),
    make: (sequence) => ({ deliverableId: sequence.newId('deliverable'), description: 'The report' }),
  },
  'deliverable.deliver': {
    weight: 0.8,
    factor: ({ state }) => oneIf(state.plan.openDeliverables > 0),
    endingWeight: ({ state }) => oneIf(state.plan.openDeliverables > 0),
    make: (sequence) => ifFound(sequence.find('deliverable', 'pending'), (deliverableId) => ({ deliverableId })),
  },
  'deliverable.drop': {
    weight: 0.4,
    factor: ({ state }) => oneIf(state.plan.openDeliverables > 0),
    make: (sequence) =>
      ifFound(sequence.find('deliverable', 'pending'), (deliverableId) => ({ deliverableId, reason: 'Not needed' })),
  },
  'deliverable.reopen': {
    weight: 0.2,
    make: (sequence) =>
      ifFound(sequence.findAgain('deliverable', 'delivered', 'dropped'), (deliverableId) => ({
        deliverableId,
        reason: 'Not so',
      })),
  },
  'budget.allocate': {
    weight: 0.4,
    make: ({ picks, profile, state, careless }) =>
      ifFound(
        (picks.percent(60) ? state.session.activePhases.at(-1) : undefined) ??
          picks.of(profile.phases) ??
          (careless ? 'Everything' : undefined),
        (phase) => ({ phase, tokens: picks.between(10, 500) }),
      ),
  },
  'budget.raise': {
    weight: 0.5,
    factor: ({ state }) => 1 + 20 * Number(usedUp(state).length > 0),
    endingWeight: ({ state }) => 20 * Number(usedUp(state).length > 0),
    make: ({ picks, state, careless }) => {
      const phase = picks.percent(50) ? (state.session.activePhase ?? undefined) : undefined;
      const [short] = usedUp(state);
      const of = short === undefined ? phase : short.phase;
      const most = of === undefined ? sessionBudget(state) : allocationOf(state, of);
      if (most === undefined && !careless) return undefined;
      const tokens = careless ? picks.between(0, 500) : Math.max(most ?? 0, short?.used ?? 0) + picks.between(1, 2_000);
      return { tokens, reason: 'It costs more', ...(of !== undefined && { phase: of }) };
    },
  },
  'plan.title': { weight: 0.2, make: () => ({ title: 'Reset passwords by email' }) },
  'section.add': {
    weight: 0.7,
    factor: ({ state }) => oneIf(state.plan.sections.size < 6),
    make: (sequence) => ({ sectionId: sequence.newId('section'), title: 'Tokens' }),
  },
  'section.rename': {
    weight: 0.3,
    make: (sequence) => ifFound(sequence.find('section', 'present'), (sectionId) => ({ sectionId, title: 'Links' })),
  },
  'section.remove': {
    weight: 0.2,
    make: (sequence) => ifFound(sequence.find('section', 'present'), (sectionId) => ({ sectionId })),
  },
  'item.add': {
    weight: 3,
    factor: ({ state }) => oneIf(state.plan.openItems < 8),
    make: (sequence) => ({ itemId: sequence.newId('item'), text: 'Expire links', ...place(sequence) }),
  },
  'item.done': {
    weight: 3,
    factor: items,
    endingWeight: (sequence) => (sequence.profile.cycles ? 8 : 0.5) * items(sequence),
    make: (sequence) => ifFound(sequence.find('item', ...OPEN), (itemId) => ({ itemId })),
  },
  'item.reopen': {
    weight: 0.6,
    factor: anyItems,
    make: (sequence) => ifFound(sequence.recent('item'), (itemId) => ({ itemId })),
  },
  'item.mark': {
    weight: 1,
    factor: items,
    make: (sequence) =>
      ifFound(sequence.find('item', ...OPEN), (itemId) => ({ itemId, mark: sequence.picks.of(OPEN) ?? 'open' })),
  },
  'item.reword': {
    weight: 0.5,
    factor: anyItems,
    make: (sequence) => ifFound(sequence.recent('item'), (itemId) => ({ itemId, text: 'Expire links after an hour' })),
  },
  'item.note': {
    weight: 0.4,
    factor: anyItems,
    make: (sequence) => ifFound(sequence.recent('item'), (itemId) => ({ itemId, note: 'See the log' })),
  },
  'item.move': {
    weight: 0.8,
    factor: anyItems,
    make: (sequence) => ifFound(sequence.recent('item'), (itemId) => ({ itemId, ...place(sequence) })),
  },
  'item.drop': {
    weight: 0.7,
    factor: items,
    endingWeight: (sequence) => (sequence.profile.cycles ? 2 : 0.2) * items(sequence),
    make: (sequence) =>
      ifFound(sequence.careless ? sequence.recent('item') : sequence.find('item', ...OPEN), (itemId) => ({
        itemId,
        reason: 'Too much',
      })),
  },
};
