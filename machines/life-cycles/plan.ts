// The life cycles of what a plan holds: requirements, deliverables, and the sections and check boxes of plan.md. `done` is
// undone only by an explicit reopening: what is done and dropped is off the plan, and stays done.
import { lifeCycle } from './life-cycle.ts';

export const requirement = lifeCycle(
  'requirement',
  'none',
  ['requirement_added', 'requirement_met', 'requirement_dropped', 'requirement_reopened'],
  {
    none: { requirement_added: 'open' },
    open: { requirement_met: 'met', requirement_dropped: 'dropped' },
    met: { requirement_reopened: 'open' },
    dropped: { requirement_reopened: 'open' },
  },
  { open: ['open'] },
);

export const deliverable = lifeCycle(
  'deliverable',
  'none',
  ['deliverable_added', 'deliverable_delivered', 'deliverable_dropped', 'deliverable_reopened'],
  {
    none: { deliverable_added: 'pending' },
    pending: { deliverable_delivered: 'delivered', deliverable_dropped: 'dropped' },
    delivered: { deliverable_reopened: 'pending' },
    dropped: { deliverable_reopened: 'pending' },
  },
  { open: ['pending'] },
);

export const section = lifeCycle(
  'section',
  'none',
  ['plan_section_added', 'plan_section_renamed', 'plan_section_removed'],
  {
    none: { plan_section_added: 'present' },
    present: { plan_section_renamed: 'present', plan_section_removed: 'removed' },
    removed: {},
  },
);

const marks = {
  'plan_item_marked.open': 'open',
  'plan_item_marked.in_progress': 'in_progress',
  'plan_item_marked.blocked': 'blocked',
  'plan_item_marked.question': 'question',
  plan_item_done: 'done',
  plan_item_dropped: 'dropped',
} as const;
const edits = (state: ItemState) =>
  ({ plan_item_reworded: state, plan_item_noted: state, plan_item_moved: state }) as const;

type ItemState = 'none' | 'open' | 'in_progress' | 'blocked' | 'question' | 'done' | 'dropped';

export const item = lifeCycle<ItemState, ItemSignal>(
  'item',
  'none',
  [
    'plan_item_added',
    'plan_item_marked.open',
    'plan_item_marked.in_progress',
    'plan_item_marked.blocked',
    'plan_item_marked.question',
    'plan_item_done',
    'plan_item_reopened',
    'plan_item_dropped',
    'plan_item_reworded',
    'plan_item_noted',
    'plan_item_moved',
  ],
  {
    none: { plan_item_added: 'open' },
    open: { ...marks, ...edits('open') },
    in_progress: { ...marks, ...edits('in_progress') },
    blocked: { ...marks, ...edits('blocked') },
    question: { ...marks, ...edits('question') },
    done: { plan_item_reopened: 'open', plan_item_dropped: 'done', ...edits('done') },
    dropped: { plan_item_reopened: 'open', ...edits('dropped') },
  },
  { active: ['in_progress'], open: ['open', 'in_progress', 'blocked', 'question'] },
);

type ItemSignal =
  | keyof typeof marks
  | 'plan_item_added'
  | 'plan_item_reopened'
  | 'plan_item_reworded'
  | 'plan_item_noted'
  | 'plan_item_moved';
