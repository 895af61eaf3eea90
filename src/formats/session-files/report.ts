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

/** A rule that a recorded event breaks: where in the record, and in which file and entry. */
export interface BrokenRule {
  readonly rule: string;
  readonly severity: 'error' | 'warn';
  readonly ordinal: number;
  readonly type: string;
  /** As `derivedfrom` has it: `events-ID.json#evt_003`; null for an event of no file. */
  readonly place: string | null;
  readonly sentence: string;
  readonly detail: string;
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

/** A text in a Markdown table or list: on one line, with nothing in it that Markdown or HTML would obey. */
const plain = (text: string): string =>
  text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replaceAll(/[\\`*[\]<>|&]|^[#+-]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, (sign) => `\\${sign}`);

const tableOf = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  `| ${head.join(' | ')} |`,
  `| ${head.map(() => '---').join(' | ')} |`,
  ...rows.map((row) => `| ${row.map(plain).join(' | ')} |`),
];

const partOf = (title: string, lines: readonly string[], none: string): string[] => [
  '',
  `## ${title}`,
  '',
  ...(lines.length > 0 ? lines : [none]),
];

/** The whole report as Markdown: every difference, every broken rule, every warning. */
export const importReportMarkdown = (report: ImportReport, broken: readonly BrokenRule[]): string => {
  const differences = report.differences.map(({ file, field, claimed, counted }) => [
    file,
    field,
    shown(claimed),
    shown(counted),
  ]);
  const rules = broken.map(({ rule, severity, ordinal, type, place, sentence, detail }) => [
    rule,
    severity === 'error' ? 'error' : 'warning',
    `${ordinal} ${type}${place === null ? '' : ` (${place})`}`,
    `${sentence} ${detail}`,
  ]);
  const files = Object.entries(report.byFile).map(([file, facts]) => [file, String(facts)]);
  return [
    `# Import of session ${plain(report.sessionId)}`,
    '',
    `${report.recorded} events (+ ${report.derived} derived).`,
    '',
    ...tableOf(['file', 'facts'], files),
    ...partOf(
      `Differences: ${differences.length}`,
      differences.length === 0 ? [] : tableOf(['file', 'field', 'claimed', 'counted'], differences),
      'Every figure of the files is what their entries come to.',
    ),
    ...partOf(
      `Broken rules: ${rules.length}`,
      rules.length === 0 ? [] : tableOf(['rule', 'severity', 'where', 'what'], rules),
      'It keeps every rule.',
    ),
    ...partOf(
      `Warnings: ${report.warnings.length}`,
      report.warnings.map((line) => `- ${plain(line)}`),
      'None.',
    ),
    '',
  ].join('\n');
};
