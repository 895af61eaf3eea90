// Violations counted by rule: what a person wants to know of a session that was kept as it is.
import type { Violation } from '../../../machines/check.ts';
import { counted } from './figures.ts';
import type { Style } from './palette.ts';
import { safeLine } from './safe-text.ts';

export interface RuleCount {
  readonly rule: string;
  readonly severity: Violation['severity'];
  readonly sentence: string;
  readonly count: number;
  /** Ordinals of the events that break it: the first few. */
  readonly ordinals: readonly number[];
}

const MOST_ORDINALS = 5;

export const tallyOf = () => {
  const rules = new Map<string, RuleCount>();
  return {
    add({ ordinal }: { readonly ordinal: number }, violations: readonly Violation[]): void {
      for (const { rule, severity, sentence } of violations) {
        const known = rules.get(rule);
        const ordinals = known?.ordinals ?? [];
        rules.set(rule, {
          ...{ rule, severity, sentence, count: (known?.count ?? 0) + 1 },
          ordinals: ordinals.length < MOST_ORDINALS ? [...ordinals, ordinal] : ordinals,
        });
      }
    },
    /** The most broken first, errors before warnings. */
    counts: (): RuleCount[] =>
      [...rules.values()].sort(
        (a, b) => a.severity.localeCompare(b.severity) || b.count - a.count || a.rule.localeCompare(b.rule),
      ),
  };
};

/** One line a rule; one that says so where nothing is broken. */
export const tallyText = (style: Style, counts: readonly RuleCount[]): string[] =>
  counts.length === 0
    ? [style.good('It keeps every rule.')]
    : counts.map(({ rule, severity, sentence, count, ordinals }) => {
        const paint = severity === 'error' ? style.bad : style.warning;
        const at = `${ordinals.join(', ')}${count > ordinals.length ? ', …' : ''}`;
        const word = severity === 'error' ? 'violation' : 'warning';
        return paint(safeLine(`${counted(count, word)} of ${rule} (event ${at}): ${sentence}`));
      });
