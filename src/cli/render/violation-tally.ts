// Violations counted by rule, for a session that was recorded with them.
import type { Violation } from '../../../machines/check.ts';
import { safeLine } from '../../text/safe-text.ts';
import { counted, eventsText } from './figures.ts';
import type { Style } from './palette.ts';

export interface RuleCount {
  readonly rule: string;
  readonly severity: Violation['severity'];
  readonly sentence: string;
  /** What violates it at the first of them. */
  readonly detail: string;
  readonly count: number;
  /** Ordinals of the events that violate it: the first few. */
  readonly ordinals: readonly number[];
}

const MOST_ORDINALS = 5;

export const tallyOf = () => {
  const rules = new Map<string, RuleCount>();
  return {
    add({ ordinal }: { readonly ordinal: number }, violations: readonly Violation[]): void {
      for (const { rule, severity, sentence, detail } of violations) {
        const known = rules.get(rule);
        const ordinals = known?.ordinals ?? [];
        rules.set(rule, {
          ...{ rule, severity, sentence, detail: known?.detail ?? detail, count: (known?.count ?? 0) + 1 },
          ordinals: ordinals.length < MOST_ORDINALS ? [...ordinals, ordinal] : ordinals,
        });
      }
    },
    /** Errors before warnings, the most violated rule first. */
    counts: (): RuleCount[] =>
      [...rules.values()].sort(
        (a, b) => a.severity.localeCompare(b.severity) || b.count - a.count || a.rule.localeCompare(b.rule),
      ),
  };
};

/** One line per rule; a single line where no rule is violated. */
export const tallyText = (style: Style, counts: readonly RuleCount[]): string[] =>
  counts.length === 0
    ? [style.good('No rule is violated.')]
    : counts.map(({ rule, severity, sentence, detail, count, ordinals }) => {
        const paint = severity === 'error' ? style.bad : style.warning;
        const word = severity === 'error' ? 'violation' : 'warning';
        const here = detail === '' ? '' : ` ${count === 1 ? 'Here' : 'First'}: ${detail}`;
        return paint(
          safeLine(`${counted(count, word)} of ${rule} (${eventsText(ordinals, count)}): ${sentence}${here}`),
        );
      });
