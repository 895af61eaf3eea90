// The report of an import as Markdown, complete, for a file that people read and attach.
import { counted } from '../../../machines/rules/rule.ts';
import { type ImportReport, type RuleViolation, valueText } from './report.ts';

/** A text for a Markdown table or list: on one line, with every sign of Markdown and HTML escaped. */
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

const partOf = (title: string, lines: readonly string[], ifEmpty: string): string[] => [
  '',
  `## ${title}`,
  '',
  ...(lines.length > 0 ? lines : [ifEmpty]),
];

/** The complete report as Markdown: every difference, every violation, every warning. */
export const importReportMarkdown = (report: ImportReport, violations: readonly RuleViolation[]): string => {
  const differences = report.differences.map(({ file, field, claimed, counted }) => [
    file,
    field,
    valueText(claimed),
    valueText(counted),
  ]);
  const rules = violations.map(({ rule, severity, ordinal, type, place, sentence, detail }) => [
    rule,
    severity === 'error' ? 'error' : 'warning',
    `${ordinal} ${type}${place === null ? '' : ` (${place})`}`,
    `${sentence} ${detail}`,
  ]);
  const files = Object.entries(report.byFile).map(([file, events]) => [file, String(events)]);
  return [
    `# Import of session ${plain(report.sessionId)}`,
    '',
    `${counted(report.recorded, 'event')} (+ ${report.derived} derived).`,
    '',
    ...tableOf(['file', 'events'], files),
    ...partOf(
      `Differences: ${differences.length}`,
      differences.length === 0 ? [] : tableOf(['file', 'field', 'claimed', 'counted'], differences),
      'Every figure in the files matches what was counted.',
    ),
    ...partOf(
      `Rule violations: ${rules.length}`,
      rules.length === 0 ? [] : tableOf(['rule', 'severity', 'event', 'violation'], rules),
      'No rule is violated.',
    ),
    ...partOf(
      `Warnings: ${report.warnings.length}`,
      report.warnings.map((line) => `- ${plain(line)}`),
      'None.',
    ),
    '',
  ].join('\n');
};
