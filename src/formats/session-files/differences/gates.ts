// A plan's gates against the events of their verdicts: whether there is one, when, and on which criteria.
import { readTime } from '../../../../machines/time.ts';
import { criterionOf } from '../criterion.ts';
import type { Entry } from '../entry.ts';
import { isObject, type JsonObject } from '../json-object.ts';
import type { Sources } from '../sources.ts';
import { statusOf } from '../words.ts';
import type { DifferenceList } from './difference-list.ts';

export const compareGates = ({ roots, events }: Sources, differences: DifferenceList): void => {
  for (const gate of Object.values(roots.planning.raw('qualityGates') ?? {}))
    if (isObject(gate)) compareGate(gate, roots.planning, events, differences);
};

const compareGate = (
  gate: JsonObject,
  planning: Entry,
  events: readonly Entry[],
  differences: DifferenceList,
): void => {
  const field = `qualityGates.${String(gate.name)}`;
  const verdict = events.find((event) => {
    const details = event.raw('details');
    return (
      String(event.raw('eventType')).startsWith('quality_gate') && isObject(details) && details.gateName === gate.name
    );
  });
  if (verdict === undefined) {
    if (statusOf(gate.status) === 'completed' && events.length > 0)
      differences.compare(planning, `${field}.status`, gate.status, 'no event');
    return;
  }
  const planned = Array.isArray(gate.criteria) ? gate.criteria.filter((one) => typeof one === 'string') : [];
  const { criteria } = verdict.rawObject('details');
  for (const criterion of Array.isArray(criteria) ? criteria : [])
    if (typeof criterion === 'string')
      differences.compare(verdict, 'details.criteria', criterion, criterionOf(criterion, planned));
  const judgedAt = verdict.time('timestamp');
  const plannedAt = typeof gate.timestamp === 'string' ? readTime(gate.timestamp) : undefined;
  if (plannedAt === undefined || 'invalid' in plannedAt || judgedAt === undefined) return;
  differences.compare(planning, `${field}.timestamp`, plannedAt.time, judgedAt);
};
