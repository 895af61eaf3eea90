// `import plan.md --git`: records the history of a plan.md in its git repository as a session.
import { EXIT } from '../../../errors.ts';
import { type ImportedPlanHistory, readPlanHistory, recordPlanHistory } from '../../../import/import-plan-history.ts';
import type { SecretOptions } from '../../../secrets/secret-options.ts';
import { recorderOn } from '../../../session/write/recorder.ts';
import { jsonLine } from '../../json-line.ts';
import { withLog } from '../../opened-log.ts';
import { counted, number } from '../../render/figures.ts';
import { styleOn } from '../../render/palette.ts';
import type { Terminal } from '../../terminal.ts';
import type { ImportCommandOptions } from './options.ts';
import { noteProgress } from './progress.ts';

export const importGit = async (
  terminal: Terminal,
  options: ImportCommandOptions,
  file: string,
  secrets: SecretOptions,
): Promise<number> => {
  const read = await readPlanHistory(file, options);
  if (read.history.shallow) terminal.note('The clone is shallow: the commits that it lacks are not recorded.');
  return withLog(terminal, options, async ({ log }) => {
    const imported = await recordPlanHistory(recorderOn(log, secrets), read, { onProgress: noteProgress(terminal) });
    if (options.json) terminal.print(jsonLine(imported));
    else printImported(terminal, imported);
    return EXIT.ok;
  });
};

const printImported = (terminal: Terminal, imported: ImportedPlanHistory): void => {
  const { sessionId, path, changed, unchanged, wasThere, added } = imported;
  const style = styleOn(terminal);
  const other = unchanged === 0 ? '' : `, and ${number(unchanged)} more changed no item`;
  terminal.print(`${counted(changed, 'commit')} of ${path} changed the plan${other}.`);
  terminal.print(
    wasThere
      ? `Session ${sessionId} is already recorded: nothing was added.`
      : style.good(`Recorded ${counted(added, 'event')}. See the plan with \`reprise view plan ${sessionId}\`.`),
  );
};
