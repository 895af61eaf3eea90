// Findings that agents reported: those that block, and the follow-ups, which do not, until they are resolved.

import { Table } from '../../machines/collections/table.ts';
import type { Finding } from '../../machines/events/agent.ts';
import type { Slice } from '../slice.ts';

export interface FindingRow {
  readonly id: string;
  /** `null` when it was resolved and never reported. */
  readonly finding: Finding | null;
  readonly agentId: string | null;
  readonly reportedAt: string | null;
  readonly resolvedAt: string | null;
  readonly notes: string | null;
}

export const findings: Slice<Table<FindingRow>> = {
  init: Table.empty(),
  on: {
    // Reported once more, it is open once more.
    agent_reported: (state, { data, time }) => {
      let rows = state;
      for (const finding of data.findings ?? [])
        rows = rows.set(finding.findingId, {
          id: finding.findingId,
          finding,
          agentId: data.agentId,
          reportedAt: time,
          resolvedAt: null,
          notes: null,
        });
      return rows;
    },
    follow_up_resolved: (state, { data, time }) => {
      const row = state.get(data.findingId);
      return state.set(data.findingId, {
        id: data.findingId,
        finding: row?.finding ?? null,
        agentId: row?.agentId ?? null,
        reportedAt: row?.reportedAt ?? null,
        resolvedAt: time,
        notes: data.notes ?? null,
      });
    },
  },
};

/** A finding as documents show it. */
export interface FindingDocument {
  id: string;
  text: string | null;
  severity: string | null;
  place: string | null;
  agentId: string | null;
  reportedAt: string | null;
  resolved: boolean;
  resolvedAt: string | null;
  notes: string | null;
}

const shown = (row: FindingRow): FindingDocument => ({
  id: row.id,
  text: row.finding?.text ?? null,
  severity: row.finding?.severity ?? null,
  place: row.finding?.place ?? null,
  agentId: row.agentId,
  reportedAt: row.reportedAt,
  resolved: row.resolvedAt !== null,
  resolvedAt: row.resolvedAt,
  notes: row.notes,
});

export const showFindings = (
  rows: Table<FindingRow>,
): { blocking: FindingDocument[]; followUps: FindingDocument[] } => {
  const all = rows.values();
  return {
    blocking: all.filter(({ finding }) => finding?.blocks === true).map(shown),
    followUps: all.filter(({ finding }) => finding?.blocks !== true).map(shown),
  };
};
