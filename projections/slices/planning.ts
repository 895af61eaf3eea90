// What was planned: requirements, deliverables, and tokens for phases.
import { Table } from '../../machines/collections/table.ts';
import type { Profile } from '../../machines/profile.ts';
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

type Limits = Readonly<Record<string, number>>;

export interface Allocations {
  /** Tokens by phase, as the session itself allocated or raised them; undefined where an amended profile counts. */
  readonly own: Table<number | undefined>;
  readonly ofProfile: Limits;
}

const limitIn = (limits: Limits, phase: string): number | undefined =>
  Object.hasOwn(limits, phase) ? limits[phase] : undefined;

type WithProfile = { readonly data: { readonly profile: Profile } };
const withProfile = ({ own }: Allocations, { data }: WithProfile): Allocations => ({
  own,
  ofProfile: data.profile.budget.phases,
});

export const allocations: Slice<Allocations> = {
  init: { own: Table.empty(), ofProfile: {} },
  on: {
    session_started: withProfile,
    profile_chosen: withProfile,
    // What the amendment changes counts from now on.
    profile_amended: ({ own, ofProfile }, { data }) => {
      const { phases } = data.profile.budget;
      let kept = own;
      for (const phase of own.keys())
        if (limitIn(ofProfile, phase) !== limitIn(phases, phase)) kept = kept.set(phase, undefined);
      return { own: kept, ofProfile: phases };
    },
    budget_allocated: ({ own, ofProfile }, { data }) => ({ own: own.set(data.phase, data.tokens), ofProfile }),
    budget_raised: (state, { data }) =>
      data.phase === undefined ? state : { own: state.own.set(data.phase, data.tokens), ofProfile: state.ofProfile },
  },
};

/** Tokens allocated to a phase: by the session, else by its profile. */
export const allocatedTo = (
  { own, ofProfile }: Allocations,
  phase: string,
): { readonly tokens: number; readonly source: 'session' | 'profile' } | undefined => {
  const tokens = own.get(phase);
  if (tokens !== undefined) return { tokens, source: 'session' };
  const given = limitIn(ofProfile, phase);
  return given === undefined ? undefined : { tokens: given, source: 'profile' };
};

/** The phases to which tokens are allocated, the profile's first. */
export const allocatedPhases = (state: Allocations): string[] =>
  [...new Set([...Object.keys(state.ofProfile), ...state.own.keys()])].filter(
    (phase) => allocatedTo(state, phase) !== undefined,
  );
