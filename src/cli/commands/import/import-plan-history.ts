// `import plan.md --git`: records the history of a plan.md in its git repository as a session.
import { EXIT } from '../../../errors.ts';
import type { UnknownSign } from '../../../formats/plan-md/from-git.ts';
import { marksOf } from '../../../formats/plan-md/marks-setting.ts';
import { type ImportedPlanHistory, readPlanHistory, recordPlanHistory } from '../../../import/import-plan-history.ts';
import type { SecretOptions } from '../../../secrets/secret-options.ts';
import { safeLine } from '../../../text/safe-text.ts';
import { jsonLine } from '../../json-line.ts';
import { counted, number } from '../../render/figures.ts';
import { styleOn } from '../../render/palette.ts';
import { tallyOf, tallyText } from '../../render/violation-tally.ts';
import type { Terminal } from '../../terminal.ts';
import { recordedLine, replacedLines, withRecorder } from './dry-run.ts';
import { type ImportCommandOptions, requireNone } from './options.ts';
import { noteProgress } from './progress.ts';

export const importGit = async (
  terminal: Terminal,
  options: ImportCommandOptions,
  file: string,
  secrets: SecretOptions,
): Promise<number> => {
  requireNone(options, ['enforce', 'strict', 'redact', 'keepSecrets', 'report'], 'the history of a plan.md');
  const marks = marksOf(options.mark ?? []);
  const read = await readPlanHistory(file, options);
  if (read.history.shallow) terminal.note('The clone is shallow: the commits that it lacks are not recorded.');
  return withRecorder(terminal, options, secrets, async (recorder) => {
    const onProgress = options.dryRun ? undefined : noteProgress(terminal);
    const imported = await recordPlanHistory(recorder, read, { marks, onProgress, dryRun: options.dryRun });
    if (options.json) terminal.print(jsonLine(imported));
    else printImported(terminal, imported);
    return EXIT.ok;
  });
};

/** How many versions that were left out are listed; `--json` has all. */
const MOST_LEFT_OUT = 10;

const leftOutLines = (leftOut: ImportedPlanHistory['leftOut']): string[] => {
  if (leftOut.length === 0) return [];
  const listed = leftOut.slice(0, MOST_LEFT_OUT);
  const more = leftOut.length - listed.length;
  return [
    `${counted(leftOut.length, 'version')} left out; what changed there is recorded with the next version:`,
    ...listed.map(({ reason }) => `- ${reason}`),
    ...(more > 0 ? [`and ${number(more)} more (\`--json\` lists them)`] : []),
  ];
};

const unknownSignLine = ({ sign, versions, first: { commit, path, line, text } }: UnknownSign): string =>
  `[${sign}] is not a known mark (${counted(versions, 'version')}; first on line ${line} of ${path} of commit ` +
  `${commit.slice(0, 12)}); the status of ${JSON.stringify(text)} was not changed. ` +
  `\`--mark '${sign}=in_progress'\` sets what it means.`;

const printImported = (terminal: Terminal, imported: ImportedPlanHistory): void => {
  const {
    sessionId,
    path,
    changed,
    unchanged,
    leftOut,
    unknownSigns,
    redacted,
    replaced,
    violations,
    wasThere,
    added,
  } = imported;
  const style = styleOn(terminal);
  const other = unchanged === 0 ? '' : `, and ${number(unchanged)} more changed no item`;
  terminal.print(safeLine(`${counted(changed, 'commit')} of ${path} changed the plan${other}.`));
  for (const line of leftOutLines(leftOut)) terminal.print(style.warning(safeLine(line)));
  const tally = tallyOf();
  for (const violation of violations) tally.add(violation, [violation]);
  for (const line of tallyText(style, tally.counts())) terminal.print(line);
  for (const line of replacedLines(style, redacted, replaced)) terminal.print(line);
  terminal.print(
    wasThere
      ? `Session ${sessionId} is already recorded: nothing was added.`
      : recordedLine(
          terminal,
          imported,
          `Recorded ${counted(added, 'event')}. See the plan with \`reprise view plan ${sessionId}\`.`,
        ),
  );
  for (const sign of unknownSigns) terminal.note(unknownSignLine(sign));
};
