// The report of an import: how many events it records of which file, where a file's claims differ from its entries, and
// what was odd. Plain JSON, and as text for a person.
import { counted } from '../../../machines/rules/rule.ts';
import type { FileKind } from './file-kind.ts';

/** A figure, a time or a status that a file claims and its entries, or another file, contradict. */
export interface Difference {
  readonly file: string;
  /** Where in the file, as a path (`summary.byWave.wave_2`). */
  readonly field: string;
  /** Null: the file leaves it out. */
  readonly claimed: string | number | null;
  readonly counted: string | number | null;
}

export interface ImportReport {
  readonly sessionId: string;
  /** Events of the events file, and events made from the other files. */
  readonly recorded: number;
  readonly derived: number;
  readonly byFile: Readonly<Record<FileKind, number>>;
  readonly differences: readonly Difference[];
  readonly warnings: readonly string[];
}

/** A rule that a recorded event violates: where in the record, and in which file and entry. */
export interface RuleViolation {
  readonly rule: string;
  readonly severity: 'error' | 'warn';
  readonly ordinal: number;
  readonly type: string;
  /** As `derivedfrom` has it: `events-ID.json#evt_003`; null for an event of no file. */
  readonly place: string | null;
  readonly sentence: string;
  readonly detail: string;
}

export const valueText = (value: Difference['claimed']): string => (value === null ? 'nothing' : String(value));

/** The report as lines; of differences and warnings at most `limit` each (default 20), with how many were left out. */
export const importReportText = (report: ImportReport, limit = 20): string => {
  const part = (title: string, lines: readonly string[]): string[] => {
    if (lines.length === 0) return [];
    const left = lines.length - limit;
    return [
      `${title}:`,
      ...lines.slice(0, limit).map((line) => `  ${line}`),
      ...(left > 0 ? [`  and ${left} more`] : []),
    ];
  };
  const differences = report.differences.map(
    ({ file, field, claimed, counted }) =>
      `${file}: ${field} claims ${valueText(claimed)}; ${typeof counted === 'number' ? 'counted' : 'found'} ${valueText(counted)}`,
  );
  return [
    `${counted(report.recorded, 'event')} (+ ${report.derived} derived) of session ${report.sessionId}`,
    ...part('Claims that differ from what was counted', differences),
    ...part('Warnings', report.warnings),
  ].join('\n');
};
