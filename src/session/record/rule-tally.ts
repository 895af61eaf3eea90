// Which rules the events of a record violate, today and when they were recorded.
import type { Violation } from '../../../machines/check.ts';
import { type RecordedEvent, violatesOf } from '../../../machines/events/envelope.ts';
import { RULES } from '../../../machines/rules/all.ts';
import type { RuleReport } from './verify-report.ts';

type Row = { sentence: string | undefined; severity: RuleReport['severity']; today: number[]; recorded: number[] };

export interface RuleTally {
  /**
   * Counts one event.
   * @param violations what it violates under today's law
   * @returns true where it was recorded with violations of other rules
   */
  count(event: RecordedEvent, violations: readonly Violation[]): boolean;
  /** In order of rule id. */
  report(): RuleReport[];
}

export const ruleTally = (): RuleTally => {
  const rows = new Map<string, Row>();
  const rowOf = (rule: string): Row => {
    const row = rows.get(rule) ?? {
      sentence: RULES.find(({ id }) => id === rule)?.sentence,
      severity: undefined,
      today: [],
      recorded: [],
    };
    rows.set(rule, row);
    return row;
  };
  return {
    count({ ordinal, violates }, violations) {
      const recorded = new Set(violatesOf({ violates }));
      const today = new Set(violations.map(({ rule }) => rule));
      for (const { rule, sentence, severity } of violations) {
        const row = rowOf(rule);
        Object.assign(row, { sentence, severity });
        if (row.today.at(-1) !== ordinal) row.today.push(ordinal);
      }
      for (const rule of recorded) rowOf(rule).recorded.push(ordinal);
      return recorded.size !== today.size || [...recorded].some((rule) => !today.has(rule));
    },
    report: () => [...rows].map(([rule, row]) => ({ rule, ...row })).sort((a, b) => (a.rule < b.rule ? -1 : 1)),
  };
};
