// What an import found: how many facts it makes of which file, where a file's own figures are not what its entries come
// to, and what it had to live with. Plain JSON, and as text for a person.
import type { FileKind } from './entry.ts';

/** A figure, or a fact, that a file claims and the entries do not bear out. */
export interface Difference {
  readonly file: string;
  /** Where in the file, as a path (`summary.byWave.wave_2`). */
  readonly field: string;
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

const shown = (value: Difference['claimed']): string => (value === null ? 'nothing' : String(value));

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
      `${file}: ${field} says ${shown(claimed)}; ${typeof counted === 'number' ? 'counted' : 'found'} ${shown(counted)}`,
  );
  return [
    `${report.recorded} events (+ ${report.derived} derived) of session ${report.sessionId}`,
    ...part('The files say, the entries come to', differences),
    ...part('Warnings', report.warnings),
  ].join('\n');
};
