// `import` of many folders: progress while it runs, each folder that fails with its reason, and the sums at the end.
import { EXIT } from '../../../errors.ts';
import { writeFileAtomically } from '../../../export/atomic-file.ts';
import { importReportMarkdown } from '../../../formats/session-files/report-markdown.ts';
import { type FolderOutcome, importFolders } from '../../../import/import-folders.ts';
import type { ImportSettings } from '../../../import/import-session.ts';
import { createSessions } from '../../../session/write/create-sessions.ts';
import { jsonLine } from '../../json-line.ts';
import { withLog } from '../../opened-log.ts';
import { progressOn } from '../../progress.ts';
import { counted, number } from '../../render/figures.ts';
import { styleOf } from '../../render/palette.ts';
import { safeLine } from '../../render/safe-text.ts';
import type { Terminal } from '../../terminal.ts';
import { folderJson } from './folder-json.ts';
import type { ImportCommandOptions } from './options.ts';

/** 128 and the number of SIGINT: what a shell has for a command that was told to end. */
const STOPPED = 130;

interface Sums {
  done: number;
  recorded: number;
  there: number;
  events: number;
  differences: number;
  errors: number;
  warnings: number;
  /** Exit codes of the folders that failed. */
  failed: number[];
}

const add = (sums: Sums, outcome: FolderOutcome): void => {
  sums.done += 1;
  if ('error' in outcome) {
    sums.failed.push(outcome.error.exitCode);
    return;
  }
  const { result, wasThere, report, broken } = outcome.imported;
  if (wasThere) sums.there += 1;
  else sums.recorded += 1;
  sums.events += result.recorded;
  sums.differences += report.differences.length;
  for (const { severity } of broken) sums[severity === 'error' ? 'errors' : 'warnings'] += 1;
};

export const importMany = (
  terminal: Terminal,
  options: ImportCommandOptions,
  settings: ImportSettings,
  folders: readonly string[],
): Promise<number> =>
  withLog(terminal, options, async ({ log }) => {
    const sums: Sums = {
      done: 0,
      recorded: 0,
      there: 0,
      events: 0,
      differences: 0,
      errors: 0,
      warnings: 0,
      failed: [],
    };
    const style = styleOf({ colours: terminal.colour, width: terminal.columns });
    const progress = progressOn(terminal);
    const reports: string[] = [];
    const signal = terminal.untilTold();
    const onOutcome = (outcome: FolderOutcome): void => {
      add(sums, outcome);
      if ('error' in outcome) {
        const { folder, error } = outcome;
        if (options.json)
          terminal.print(
            jsonLine({
              folder,
              error: { code: error.code, message: error.message, hint: error.hint, fields: error.fields },
            }),
          );
        else {
          progress.end();
          terminal.print(style.bad(safeLine(`${folder}: ${error.message}`)));
        }
      } else {
        const { folder, imported } = outcome;
        if (options.json) terminal.print(jsonLine({ folder, ...folderJson(imported) }));
        if (options.report !== undefined) reports.push(importReportMarkdown(imported.report, imported.broken));
      }
      progress.tell(
        () => `${number(sums.done)} of ${counted(folders.length, 'folder')}, ${counted(sums.events, 'event')} recorded`,
      );
    };
    try {
      await importFolders(createSessions(log, { secrets: settings.secrets ?? {} }), folders, {
        ...settings,
        signal,
        onOutcome,
      });
    } finally {
      progress.end();
    }
    if (options.report !== undefined) await writeFileAtomically(options.report, reports.join('\n'));
    const left = folders.length - sums.done;
    if (options.json)
      terminal.print(jsonLine({ kind: 'summary', folders: folders.length, ...sums, failed: sums.failed.length, left }));
    else for (const line of summaryOf(sums, folders.length, left)) terminal.print(line);
    return left > 0 ? STOPPED : exitCodeOf(sums.failed);
  });

/** That of the failures where they are of one kind. */
const exitCodeOf = (failed: readonly number[]): number => {
  const [first] = failed;
  if (first === undefined) return EXIT.ok;
  return failed.every((code) => code === first) ? first : EXIT.other;
};

const summaryOf = (sums: Sums, folders: number, left: number): string[] => [
  `${counted(folders, 'folder')}: ${number(sums.recorded)} recorded (${counted(sums.events, 'event')}), ` +
    `${number(sums.there)} there already, ${number(sums.failed.length)} failed${left > 0 ? `, ${number(left)} left` : ''}.`,
  `${counted(sums.differences, 'difference')}, ${counted(sums.errors, 'violation')}, ${counted(sums.warnings, 'warning')} of rules.`,
  ...(left > 0 ? ['Stopped. What is recorded stays; the same command goes on where it was.'] : []),
];
