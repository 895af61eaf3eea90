// `import` of many folders: progress while it runs, each folder that fails with its reason, and the totals at the end.
import { defined } from '../../../../machines/defined.ts';
import { writeFileAtomically } from '../../../export/atomic-file.ts';
import { importReportMarkdown } from '../../../formats/session-files/report-markdown.ts';
import type { ImportFolderOptions } from '../../../import/import-folder.ts';
import { type FolderOutcome, type FolderTotals, importFolders } from '../../../import/import-folders.ts';
import type { SecretOptions } from '../../../secrets/secret-options.ts';
import { safeLine } from '../../../text/safe-text.ts';
import { jsonLine } from '../../json-line.ts';
import { progressOn } from '../../progress.ts';
import { counted, number } from '../../render/figures.ts';
import { styleOn } from '../../render/palette.ts';
import type { Terminal } from '../../terminal.ts';
import { replacedLines, withRecorder } from './dry-run.ts';
import { exitCodeOf } from './exit-code.ts';
import type { ImportCommandOptions } from './options.ts';

/** 128 and the number of SIGINT: the exit code of an interrupted command. */
const INTERRUPTED = 130;

export const importMany = (
  terminal: Terminal,
  options: ImportCommandOptions,
  settings: ImportFolderOptions,
  folders: readonly string[],
  secrets: SecretOptions,
): Promise<number> =>
  withRecorder(terminal, options, secrets, async (recorder) => {
    const progress = progressOn(terminal);
    const reports: string[] = [];
    const exitCodes: number[] = [];
    const onOutcome = (outcome: FolderOutcome, totals: FolderTotals): void => {
      if ('error' in outcome) exitCodes.push(outcome.error.exitCode);
      else if (options.report !== undefined) {
        const { report, violations } = outcome.imported;
        reports.push(importReportMarkdown(report, violations));
      }
      if (options.json) terminal.print(jsonLine(jsonOf(outcome)));
      else if ('error' in outcome) {
        progress.end();
        const { bad } = styleOn(terminal);
        terminal.print(bad(safeLine(`${outcome.folder}: ${outcome.error.message}`)));
      } else if (outcome.imported.replaced !== undefined && outcome.imported.redacted > 0) {
        progress.end();
        const { redacted, replaced } = outcome.imported;
        terminal.print(safeLine(`${outcome.folder}:`));
        for (const line of replacedLines(styleOn(terminal), redacted, replaced)) terminal.print(line);
      }
      progress.show(
        () =>
          `${number(totals.done)} of ${counted(folders.length, 'folder')}, ${counted(totals.events, 'event')} ${options.dryRun ? 'read' : 'recorded'}`,
      );
    };
    let totals: FolderTotals;
    try {
      const signal = terminal.stopSignal();
      const { dryRun } = options;
      totals = await importFolders(recorder, folders, { ...settings, dryRun, signal, onOutcome });
    } finally {
      progress.end();
    }
    if (options.report !== undefined) await writeFileAtomically(options.report, reports.join('\n'));
    if (options.json) terminal.print(jsonLine(defined({ kind: 'summary', dryRun: options.dryRun, ...totals })));
    else for (const line of totalLines(totals, options.dryRun)) terminal.print(line);
    return totals.left > 0 ? INTERRUPTED : exitCodeOf(exitCodes);
  });

const jsonOf = (outcome: FolderOutcome): object => {
  const { folder } = outcome;
  if (!('error' in outcome)) return { folder, ...outcome.imported };
  const { code, message, hint, fields } = outcome.error;
  return { folder, error: { code, message, hint, fields } };
};

const totalLines = (totals: FolderTotals, dryRun = false): string[] => {
  const { folders, recorded, events, there, failed, left, differences, errors, warnings } = totals;
  return [
    dryRun
      ? `Dry run: nothing was recorded. ${counted(folders, 'folder')}: a first import records ${counted(recorded, 'session')} ` +
        `(${counted(events, 'event')}); ${number(failed)} failed${left > 0 ? `, ${number(left)} left` : ''}.`
      : `${counted(folders, 'folder')}: ${number(recorded)} recorded (${counted(events, 'event')}), ` +
        `${number(there)} already recorded, ${number(failed)} failed${left > 0 ? `, ${number(left)} left` : ''}.`,
    `${counted(differences, 'difference')}, ${counted(errors, 'violation')} and ${counted(warnings, 'warning')} of rules.`,
    ...(left > 0 && !dryRun ? ['Interrupted. What is recorded stays; the same command continues from here.'] : []),
  ];
};
