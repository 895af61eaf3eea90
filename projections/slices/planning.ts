// What was planned: requirements, deliverables, and tokens for phases.
import { Table } from '../../machines/collections/table.ts';
import type { Slice } from '../slice.ts';
import { type Status, statusAfter } from '../status.ts';

export interface RequirementRow {
  readonly id: string;
  readonly description: string | null;
  readonly priority: 'critical' | 'high' | 'medium' | 'low' | null;
  readonly verification: string | null;
  readonly status: Status<'requirement'>;
  /** The notes when it was met, or why it was dropped. */
  readonly notes: string | null;
}

const requirement = (id: string): RequirementRow => ({
  id,
  description: null,
  priority: null,
  verification: null,
  status: 'open',
  notes: null,
});

export const requirements: Slice<Table<RequirementRow>> = {
  init: Table.empty(),
  on: {
    requirement_added: (state, { data }) =>
      state.set(data.requirementId, {
        id: data.requirementId,
        description: data.description,
        priority: data.priority ?? null,
        verification: data.verification ?? null,
        status: statusAfter('requirement', state.get(data.requirementId)?.status, 'requirement_added'),
        notes: null,
      }),
    requirement_met: (state, { data }) =>
      state.set(data.requirementId, {
        ...(state.get(data.requirementId) ?? requirement(data.requirementId)),
        status: statusAfter('requirement', state.get(data.requirementId)?.status, 'requirement_met'),
        notes: data.notes ?? null,
      }),
    requirement_dropped: (state, { data }) =>
      state.set(data.requirementId, {
        ...(state.get(data.requirementId) ?? requirement(data.requirementId)),
        status: statusAfter('requirement', state.get(data.requirementId)?.status, 'requirement_dropped'),
        notes: data.reason,
      }),
  },
};

export interface DeliverableRow {
  readonly id: string;
  readonly description: string | null;
  readonly path: string | null;
  readonly status: Status<'deliverable'>;
  readonly deliveredAt: string | null;
  readonly notes: string | null;
}

export const deliverables: Slice<Table<DeliverableRow>> = {
  init: Table.empty(),
  on: {
    deliverable_added: (state, { data }) => {
      const row = state.get(data.deliverableId);
      return state.set(data.deliverableId, {
        id: data.deliverableId,
        description: data.description,
        path: data.path ?? row?.path ?? null,
        status: statusAfter('deliverable', row?.status, 'deliverable_added'),
        deliveredAt: null,
        notes: null,
      });
    },
    deliverable_delivered: (state, { data, time }) => {
      const row = state.get(data.deliverableId);
      return state.set(data.deliverableId, {
        id: data.deliverableId,
        description: row?.description ?? null,
        path: data.path ?? row?.path ?? null,
        status: statusAfter('deliverable', row?.status, 'deliverable_delivered'),
        deliveredAt: time,
        notes: data.notes ?? null,
      });
    },
  },
};

/** Tokens by phase, as the session itself allocated them. */
export const allocations: Slice<Table<number>> = {
  init: Table.empty(),
  on: { budget_allocated: (state, { data }) => state.set(data.phase, data.tokens) },
};
