// What was planned: requirements, deliverables, and tokens for phases.
import { Table } from '../../machines/collections/table.ts';
import { onMoves, rowMover } from '../moves.ts';
import type { Slice } from '../slice.ts';
import { type Status, statusAfter } from '../status.ts';

export interface RequirementRow {
  readonly id: string;
  readonly description: string | null;
  readonly priority: 'critical' | 'high' | 'medium' | 'low' | null;
  readonly verification: string | null;
  readonly status: Status<'requirement'>;
  /** The notes when it was met, or why it was dropped or reopened. */
  readonly notes: string | null;
}

const requirement = (id: string): RequirementRow => ({
  id,
  description: null,
  priority: null,
  verification: null,
  status: statusAfter('requirement', undefined, 'requirement_added'),
  notes: null,
});

const moveRequirement = rowMover<'requirement', RequirementRow>(
  'requirement',
  requirement,
  (row, status) => ({ ...row, status }),
  {
    requirement_added: ({ id }, status, { data }) => ({
      id,
      description: data.description,
      priority: data.priority ?? null,
      verification: data.verification ?? null,
      status,
      notes: null,
    }),
    requirement_met: (row, status, { data }) => ({ ...row, status, notes: data.notes ?? null }),
    requirement_dropped: (row, status, { data }) => ({ ...row, status, notes: data.reason }),
    requirement_reopened: (row, status, { data }) => ({ ...row, status, notes: data.reason }),
  },
);

export const requirements: Slice<Table<RequirementRow>> = {
  init: Table.empty(),
  on: onMoves('requirement', (rows, event, moved) => moveRequirement(rows, event, moved, undefined)),
};

export interface DeliverableRow {
  readonly id: string;
  readonly description: string | null;
  readonly path: string | null;
  readonly status: Status<'deliverable'>;
  readonly deliveredAt: string | null;
  /** The notes when it was delivered, or why it was dropped or reopened. */
  readonly notes: string | null;
}

const deliverable = (id: string): DeliverableRow => ({
  id,
  description: null,
  path: null,
  status: statusAfter('deliverable', undefined, 'deliverable_added'),
  deliveredAt: null,
  notes: null,
});

const moveDeliverable = rowMover<'deliverable', DeliverableRow>(
  'deliverable',
  deliverable,
  (row, status) => ({ ...row, status }),
  {
    deliverable_added: (row, status, { data }) => ({
      ...row,
      description: data.description,
      path: data.path ?? row.path,
      status,
      deliveredAt: null,
      notes: null,
    }),
    deliverable_delivered: (row, status, { data, time }) => ({
      ...row,
      path: data.path ?? row.path,
      status,
      deliveredAt: time,
      notes: data.notes ?? null,
    }),
    deliverable_dropped: (row, status, { data }) => ({ ...row, status, notes: data.reason }),
    deliverable_reopened: (row, status, { data }) => ({ ...row, status, deliveredAt: null, notes: data.reason }),
  },
);

export const deliverables: Slice<Table<DeliverableRow>> = {
  init: Table.empty(),
  on: onMoves('deliverable', (rows, event, moved) => moveDeliverable(rows, event, moved, undefined)),
};

/** Tokens by phase, as the session itself allocated them. */
export const allocations: Slice<Table<number>> = {
  init: Table.empty(),
  on: { budget_allocated: (state, { data }) => state.set(data.phase, data.tokens) },
};
