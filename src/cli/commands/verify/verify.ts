// `verify`: whether a record is complete, unchanged and within the rules, and gives the same views again.
import { defined } from '../../../../machines/defined.ts';
import { EXIT, RepriseError } from '../../../errors.ts';
import { headFrom, headText } from '../../../session/record/head-text.ts';
import { isEarlierLaw } from '../../../session/record/refusal-tally.ts';
import { verify as verifySource } from '../../../session/record/verify.ts';
import type { RuleReport, VerifyReport } from '../../../session/record/verify-report.ts';
import { safeLine } from '../../../text/safe-text.ts';
import { jsonLine } from '../../json-line.ts';
import type { CommonOptions } from '../../options.ts';
import { counted, eventsText } from '../../render/figures.ts';
import { type Style, styleOn } from '../../render/palette.ts';
import { perhapsRefusedLines, profileHashText, refusedText } from '../../render/refused.ts';
import { violationLine } from '../../render/step-text.ts';
import { uninterpretedLines } from '../../render/uninterpreted.ts';
import { withSession } from '../../session-argument.ts';
import type { Terminal } from '../../terminal.ts';

export interface VerifyCommandOptions extends CommonOptions {
  readonly head?: string;
  readonly as?: 'enforce';
  readonly forgotten?: boolean;
}

const MOST_ORDINALS = 5;
const MOST_REFUSED = 20;
const MOST_DISAGREEMENTS = 3;

const ordinalsText = (ordinals: readonly number[]): string =>
  ordinals.length === 0 ? 'none' : eventsText(ordinals.slice(0, MOST_ORDINALS), ordinals.length);

const ruleLine = (style: Style, { rule, sentence, severity, today, recorded }: RuleReport): string => {
  const paint = severity === 'error' ? style.bad : style.warning;
  const same = today.join() === recorded.join();
  const when = same
    ? `${ordinalsText(today)}`
    : `when recorded: ${ordinalsText(recorded)}; under today's rules: ${ordinalsText(today)}`;
  return paint(
    safeLine(
      `  ${counted(Math.max(today.length, recorded.length), 'event')} against ${rule} (${when}): ${sentence ?? 'a rule that this version does not have'}`,
    ),
  );
};

const mark = (style: Style, ok: boolean, text: string): string =>
  (ok ? style.good : style.bad)(`${ok ? '✓' : '✗'} ${safeLine(text)}`);

const rulesVersionText = (recorded: string, today: string): string =>
  isEarlierLaw(recorded)
    ? `Recorded under version ${recorded} of the rules, checked under version ${today}: what only today's rules refuse is no failure of the record.`
    : `Recorded under version ${recorded} of the rules, which this Reprise does not know: it was checked under version ${today}. A newer Reprise may allow more.`;

/** One line on whether the rules refuse an event, which contradicts none of the lines after it. */
const refusedLines = (style: Style, report: VerifyReport): string[] => {
  const { rules, refused, enforcement, uninterpreted } = report;
  const known = enforcement ?? 'process unknown: no start of the session was read';
  const lines: string[] = [];
  if (refused.length > 0) lines.push(mark(style, false, refusedText(report)));
  else if (rules.length > 0) lines.push(mark(style, true, `No event is refused, as recorded (${known}).`));
  else lines.push(mark(style, true, `Each event is within the rules, as recorded (${known}).`));
  lines.push(...perhapsRefusedLines(style, report, uninterpreted));
  return lines;
};

const ruleLines = (style: Style, report: VerifyReport): string[] => {
  const { rules, disagreements, wouldRefuse, rulesVersion } = report;
  const lines = [
    ...refusedLines(style, report),
    ...rules.map((rule) => ruleLine(style, rule)),
    ...disagreements.slice(0, MOST_DISAGREEMENTS).map(({ sentence }) => mark(style, false, sentence)),
  ];
  if (disagreements.length > MOST_DISAGREEMENTS)
    lines.push(style.bad(`  … and about ${counted(disagreements.length - MOST_DISAGREEMENTS, 'event')} more`));
  if (rulesVersion.recorded !== undefined && rulesVersion.recorded !== rulesVersion.today)
    lines.push(style.warning(safeLine(`  ${rulesVersionText(rulesVersion.recorded, rulesVersion.today)}`)));
  if (wouldRefuse !== undefined) {
    lines.push(
      `Enforced, ${wouldRefuse.length === 0 ? 'nothing' : counted(wouldRefuse.length, 'event')} would have been refused.`,
    );
    for (const { ordinal, event, violations } of wouldRefuse.slice(0, MOST_REFUSED))
      for (const violation of violations)
        lines.push(`  ${ordinal} ${safeLine(event.type)} ${violationLine(style, violation)}`);
    if (wouldRefuse.length > MOST_REFUSED) lines.push(`  … and ${wouldRefuse.length - MOST_REFUSED} more`);
  }
  return lines;
};

const viewLines = (style: Style, { views }: VerifyReport): string[] => [
  ...(views.differences.length === 0
    ? [mark(style, true, `Its export gives the same views: ${views.compared.join(', ')}.`)]
    : views.differences.map(({ view, read, expected, got }) =>
        mark(
          style,
          false,
          `The view ${view} of ${read === 'resumed' ? 'a replay resumed in the middle' : 'its export'} differs: expected ${expected}, got ${got}.`,
        ),
      )),
  ...views.statuses.map(({ kind, id, state, shown }) =>
    mark(
      style,
      false,
      safeLine(`The ${kind} ${id} is ${state}, and the views show it as ${shown ?? 'not there'}: please report this.`),
    ),
  ),
];

const textOf = (style: Style, report: VerifyReport): string[] => {
  const { fault, expectedHead } = report;
  const lines = [
    style.header(
      safeLine(`Session ${report.sessionId}: ${counted(report.events, 'event')}, head ${headText(report.head)}`),
    ),
    fault === undefined
      ? mark(style, true, 'Ordinals, ids and hash chain are complete.')
      : mark(style, false, fault.sentence),
  ];
  if (fault !== undefined) {
    lines.push(`  ${safeLine(fault.diagnosis.sentence)}`, `  ${safeLine(fault.hint)}`);
    if (report.events > 0) lines.push(`Of the ${counted(report.events, 'event')} before it:`);
  }
  if (expectedHead !== undefined) {
    const { expected, got, holds } = expectedHead;
    lines.push(
      holds
        ? mark(style, true, `It has the expected head ${headText(expected)}.`)
        : mark(
            style,
            false,
            `Expected head ${headText(expected)}, got ${got === undefined ? 'a record that ends before it' : headText(got)}.`,
          ),
    );
  }
  for (const difference of report.profileHashes) lines.push(mark(style, false, profileHashText(difference)));
  lines.push(...uninterpretedLines(style, report.uninterpreted));
  if (report.events > 0) lines.push(...ruleLines(style, report), ...viewLines(style, report));
  lines.push(report.ok ? style.good('The record verifies.') : style.bad('The record does not verify.'));
  return lines;
};

export const verify = async (
  terminal: Terminal,
  options: VerifyCommandOptions,
  name: string | undefined,
): Promise<number> => {
  if (options.forgotten) {
    const given = options.head !== undefined ? '--head' : options.as !== undefined ? '--as' : undefined;
    if (given !== undefined || name === undefined)
      throw new RepriseError(
        'USAGE',
        name === undefined ? 'No session is named.' : `${given} has no meaning with --forgotten.`,
        {
          hint: 'reprise verify --forgotten SESSION, with the whole id; `reprise list --forgotten` lists them.',
        },
      );
    return (await import('./verify-forgotten.ts')).verifyForgotten(terminal, options, name);
  }
  const head = options.head === undefined ? undefined : headFrom(options.head);
  return withSession(terminal, options, name, async (source) => {
    const report = await verifySource(source, defined({ head, as: options.as }));
    if (options.json) terminal.print(jsonLine(report));
    else {
      const style = styleOn(terminal);
      for (const line of textOf(style, report)) terminal.print(line);
    }
    return report.ok ? EXIT.ok : EXIT.unverified;
  });
};
