// `import` of many folders: progress while it runs, each folder that fails with its reason, and the totals at the end.
import { writeFileAtomically } from '../../../export/atomic-file.ts';
import { importReportMarkdown } from '../../../formats/session-files/report-markdown.ts';
import type { ImportFolderOptions } from '../../../import/import-folder.ts';
import { type FolderOutcome, type FolderTotals, importFolders } from '../../../import/import-folders.ts';
import type { SecretOptions } from '../../../secrets/secret-options.ts';
import { recorderOn } from '../../../session/write/recorder.ts';
import { jsonLine } from '../../json-line.ts';
import { withLog } from '../../opened-log.ts';
import { progressOn } from '../../progress.ts';
import { counted, number } from '../../render/figures.ts';
import { styleOn } from '../../render/palette.ts';
import { safeLine } from '../../render/safe-text.ts';
import type { Terminal } from '../../terminal.ts';
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
  withLog(terminal, options, async ({ log }) => {
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
      }
      progress.show(
        () =>
          `${number(totals.done)} of ${counted(folders.length, 'folder')}, ${counted(totals.events, 'event')} recorded`,
      );
    };
    let totals: FolderTotals;
    try {
      const signal = terminal.stopSignal();
      totals = await importFolders(recorderOn(log, secrets), folders, { ...settings, signal, onOutcome });
    } finally {
      progress.end();
    }
    if (options.report !== undefined) await writeFileAtomically(options.report, reports.join('\n'));
    if (options.json) terminal.print(jsonLine({ kind: 'summary', ...totals }));
    else for (const line of totalLines(totals)) terminal.print(line);
    return totals.left > 0 ? INTERRUPTED : exitCodeOf(exitCodes);
  });

const jsonOf = (outcome: FolderOutcome): object => {
  const { folder } = outcome;
  if (!('error' in outcome)) return { folder, ...outcome.imported };
  const { code, message, hint, fields } = outcome.error;
  return { folder, error: { code, message, hint, fields } };
};

const totalLines = (totals: FolderTotals): string[] => {
  const { folders, recorded, events, there, failed, left, differences, errors, warnings } = totals;
  return [
    `${counted(folders, 'folder')}: ${number(recorded)} recorded (${counted(events, 'event')}), ` +
      `${number(there)} already recorded, ${number(failed)} failed${left > 0 ? `, ${number(left)} left` : ''}.`,
    `${counted(differences, 'difference')}, ${counted(errors, 'violation')} and ${counted(warnings, 'warning')} of rules.`,
    ...(left > 0 ? ['Interrupted. What is recorded stays; the same command continues from here.'] : []),
  ];
};
