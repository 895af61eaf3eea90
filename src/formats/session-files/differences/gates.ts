// A plan's gates against the events of their verdicts: whether there is one, when, and on which criteria.
import { readTime } from '../../../../machines/time.ts';
import { criterionOf } from '../criterion.ts';
import type { Entry } from '../entry.ts';
import { isObject, type JsonObject } from '../json-object.ts';
import type { Sources } from '../sources.ts';
import { statusOf } from '../words.ts';
import type { DifferenceList } from './difference-list.ts';

const VERDICTS: Readonly<Record<string, 'passed' | 'failed' | 'waived'>> = {
  quality_gate_passed: 'passed',
  quality_gate_failed: 'failed',
  quality_gate_waived: 'waived',
};
const STATUSES = { passed: 'completed', failed: 'failed', waived: 'dropped' } as const;

const byTime = (a: Entry, b: Entry): number => {
  const [one = '', other = ''] = [a.time('timestamp'), b.time('timestamp')];
  return one < other ? -1 : one > other ? 1 : 0;
};

export const compareGates = ({ roots, events }: Sources, differences: DifferenceList): void => {
  for (const [id, gate] of Object.entries(roots.planning.raw('qualityGates') ?? {}))
    if (isObject(gate)) compareGate(id, gate, roots.planning, events, differences);
};

const compareGate = (
  id: string,
  gate: JsonObject,
  planning: Entry,
  events: readonly Entry[],
  differences: DifferenceList,
): void => {
  const field = `qualityGates.${String(gate.name)}`;
  const verdicts = events
    .filter((event) => {
      const type = String(event.raw('eventType'));
      const { gateName, gateId, gate: named } = event.rawObject('details');
      return (
        type.startsWith('quality_gate') && [gateName, gateId, named].some((one) => one === gate.name || one === id)
      );
    })
    .toSorted(byTime);
  // A gate may fail before it passes: its status and its time are those of the last verdict.
  const verdict = verdicts.at(-1);
  if (verdict === undefined) {
    if (statusOf(gate.status) === 'completed' && events.length > 0)
      differences.compare(planning, `${field}.status`, gate.status, 'no event');
    return;
  }
  const planned = Array.isArray(gate.criteria) ? gate.criteria.filter((one) => typeof one === 'string') : [];
  for (const one of verdicts) {
    const { criteria } = one.rawObject('details');
    for (const criterion of Array.isArray(criteria) ? criteria : [])
      if (typeof criterion === 'string')
        differences.compare(one, 'details.criteria', criterion, criterionOf(criterion, planned));
  }
  const judged = VERDICTS[String(verdict.raw('eventType'))];
  const claimed = statusOf(gate.status);
  if (judged !== undefined && claimed !== undefined && STATUSES[judged] !== claimed)
    differences.compare(planning, `${field}.status`, gate.status, judged);
  const judgedAt = verdict.time('timestamp');
  const plannedAt = typeof gate.timestamp === 'string' ? readTime(gate.timestamp) : undefined;
  if (plannedAt === undefined || 'invalid' in plannedAt || judgedAt === undefined) return;
  differences.compare(planning, `${field}.timestamp`, plannedAt.time, judgedAt);
};
