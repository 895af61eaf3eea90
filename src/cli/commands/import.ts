// `import`: records a session from its four files, and says what was recorded, what the files say otherwise, and which
// rules it breaks.
import { EXIT } from '../../errors.ts';
import { importReportText } from '../../formats/session-files/report.ts';
import { type Imported, importSession } from '../import-session.ts';
import { jsonLine } from '../json-line.ts';
import { withLog } from '../opened-log.ts';
import type { CommonOptions } from '../program.ts';
import { styleOf } from '../render/palette.ts';
import { safeLines } from '../render/safe-text.ts';
import type { Terminal } from '../terminal.ts';
import { tallyOf, tallyText } from '../violation-tally.ts';

export interface ImportCommandOptions extends CommonOptions {
  readonly enforce?: boolean;
}

const jsonOf = ({ sessionId, report, result, wasThere, enforcement }: Imported): object => {
  const { recorded, repeated, violations, position, durability } = result;
  return { sessionId, wasThere, enforcement, added: recorded, repeated, report, violations, position, durability };
};

export const importFolder = async (
  terminal: Terminal,
  options: ImportCommandOptions,
  folder: string,
): Promise<number> => {
  // Read before a server is started for it: a folder that is none needs no log.
  const { readSessionFolder } = await import('../../formats/session-files/read-session-folder.ts');
  const enforcement = options.enforce ? 'enforce' : 'observe';
  await readSessionFolder(folder, { enforcement });
  return withLog(terminal, options, async ({ log }) => {
    const imported = await importSession(log, folder, { enforcement, onProgress: terminal.note });
    const { report, result, wasThere, sessionId } = imported;
    if (options.json) {
      terminal.print(jsonLine(jsonOf(imported)));
      return EXIT.ok;
    }
    const style = styleOf({ colours: terminal.colour, width: terminal.columns });
    for (const line of safeLines(importReportText(report))) terminal.print(line);
    if (imported.enforcement !== enforcement)
      terminal.note(
        `The session began as ${imported.enforcement === 'enforce' ? 'enforced' : 'observed'}, and stays so.`,
      );
    if (wasThere) {
      terminal.print(`Session ${sessionId} is there already: nothing was added.`);
      return EXIT.ok;
    }
    const tally = tallyOf();
    for (const violation of result.violations) tally.add(violation, [violation]);
    for (const line of tallyText(style, tally.counts())) terminal.print(line);
    terminal.print(
      style.good(
        `Recorded ${result.recorded} events. See them with \`reprise view overview ${sessionId.slice(0, 8)}\`.`,
      ),
    );
    return EXIT.ok;
  });
};
